"""What the meters may say follows from the pack."""

from __future__ import annotations

import pytest
from rig import profile

from trapd.config.rules import rules


@pytest.mark.parametrize(
    ("chemistry", "series", "honest", "lies"),
    [
        ("li-ion", 2, [(5.0, 1.5), (8.4, -2.0)], [(12.0, 0.1), (3.0, 0.1)]),
        ("lead-acid", 6, [(10.0, 1.0), (15.3, -2.0)], [(17.0, 0.1), (7.0, 0.1)]),
        ("l91", 4, [(3.6, 1.5), (7.2, 0.1)], [(9.0, 0.1), (2.0, 0.1), (6.0, -0.2)]),
    ],
)
def test_from_half_dead_under_load_to_the_end_of_its_charger(
    chemistry: str, series: int, honest: list[tuple[float, float]], lies: list[tuple[float, float]]
) -> None:
    unit = profile(battery={"chemistry": chemistry, "series": series, "parallel": 1, "ah": 3.0})
    meters = rules(unit, boot="1a2b", boot_id="x").meters
    for volts, amperes in honest + lies:
        possible = meters.volts[0] <= volts <= meters.volts[1] and meters.amperes[0] <= amperes <= meters.amperes[1]
        assert possible == ((volts, amperes) in honest)
