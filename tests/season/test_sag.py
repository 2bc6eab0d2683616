"""The sag guard: a cold or empty pack carries less of a plan, and what it cannot carry is not begun."""

from __future__ import annotations

from typing import Any

import pytest
from rig import NIGHT, Rig

CLIP = {"stills": 3, "interval_ms": 2_000, "clip": True, "pre_roll_s": 0, "post_roll_s": 5, "longest_s": 20}
NO_LADDER = dict.fromkeys(("no_clips", "stills", "fewest_wakeups", "dormant", "off"), 0.0)
WATTS: dict[str, Any] = {"board_w": 0.375, "camera_w": 1.25, "flash_w": 6, "dim_w": 3, "efficiency": 0.9}


class Cold(Rig):
    """A closed camera, two strings of three cells; an animal at the 100th second, by when the meters were read."""

    def __init__(self, charge: float, celsius: float, least_v: float | None = 6.2, **changes: Any) -> None:
        given: dict[str, Any] = {
            "starts": NIGHT,
            "camera": {"readiness": "cool", "linger_s": 5},
            "plan": {"day": CLIP, "night": CLIP},
            "battery": {"least_v": least_v},
            "energy": WATTS,
            "flash": {"dim_pin": 24},
            "world": {"charge": charge, "temperature_c": celsius},
            "ladder": NO_LADDER,
        }
        super().__init__(**given | changes)
        self.pulse("left", at=100)

    def steps(self) -> list[tuple[str, str]]:
        self.run(until=200)
        return [(told["from"], told["to"]) for told in self.reports("stepped-down")]

    def taken(self) -> tuple[int, int]:
        return len(self.captions("clip")), len(self.captions("still"))


@pytest.mark.parametrize(
    ("celsius", "least_v", "to", "taken"),
    [
        (-20, 6.2, None, (1, 3)),
        (-20, 6.3, "burst", (0, 3)),
        (-20, 6.4, "still", (0, 1)),
        (-20, 6.5, "dimmed still", (0, 1)),
        (-20, 6.6, "none", (0, 0)),
        (-10, 6.6, None, (1, 3)),
    ],
)
def test_the_colder_it_is_and_the_more_the_board_needs_the_less_is_taken(
    celsius: float, least_v: float, to: str | None, taken: tuple[int, int]
) -> None:
    rig = Cold(0.3, celsius, least_v)
    assert rig.steps() == ([] if to is None else [("clip", to)])
    assert rig.taken() == taken
