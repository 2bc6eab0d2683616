"""A season day by day: days, states and reasons, and what is no state that any unit told."""

from __future__ import annotations

from typing import Any

import pytest

from trapd.core.actions import Report
from trapd.core.units import S
from trapd.view.history import History

HOUR, DAY = 3_600, 86_400


class Story(History):
    """Of so many days, with every hour looked at."""

    def __init__(self, days: int) -> None:
        super().__init__(0, days)
        self.days = days

    def says(self, at_s: float, *states: str, **why: str) -> None:
        self.tell(Report("effort", {"states": list(states)} | ({"why": why} if why else {})), int(at_s * S), None)

    def came(self) -> dict[str, Any]:
        for hour in range(24 * self.days + 1):
            self.look(hour * HOUR * S, -10.0 + hour % 24, 0, 1 - hour / 1_000, {"board": hour * 0.5})
        return self.told(self.days * DAY * S)


def test_days_begin_with_the_power() -> None:
    story = Story(2)
    for at_s in (10, DAY - 1, DAY + 1):
        story.tell(Report("shot", {"media": "still"}), at_s * S, None)
        story.tell(Report("motion", {}), at_s * S, None)
    story.tell(Report("motion", {"was": "queued"}), DAY * S, None)
    first, second = story.came()["by_day"]
    assert (first["stills"], first["motions"], second["stills"], second["motions"]) == (2, 2, 1, 1)
    assert (first["charge"], second["charge"]) == (0.976, 0.952)
    assert first["wh"] == second["wh"] == {"board": 12.0}
    assert (first["coldest_c"], first["warmest_c"]) == (-10, 13)


def test_a_state_holds_until_another_line_and_keeps_its_reasons() -> None:
    story = Story(2)
    story.says(0, "armed")
    story.says(6 * HOUR, "battery-low", **{"battery-low": "cold"})
    story.says(12 * HOUR, "armed")
    effort = story.came()["effort"]
    assert effort["battery-low"] == {"hours": 6, "times": 1, "why": ["cold"], "spans": [[0.25, 0.5]]}
    assert (effort["armed"]["hours"], effort["armed"]["times"]) == (42, 2)


@pytest.mark.parametrize(("states", "days"), [(["armed"], 1), (["hours"], 1), (["gated", "off"], 1), (["off"], 0)])
def test_what_counts_as_watch(states: list[str], days: float) -> None:
    story = Story(1)
    story.says(0, *states)
    assert story.came()["watch_days"] == days


def test_blind_time_is_no_watch() -> None:
    story = Story(1)
    story.says(0, "armed")
    story.says(6 * HOUR, "armed", "blind")
    story.says(12 * HOUR, "armed")
    assert story.came()["watch_days"] == 0.75


def test_a_pack_that_gave_out_ends_what_was_said() -> None:
    story = Story(1)
    story.says(0, "armed")
    story.tell(Report("outage", {"why": "the pack is empty"}), 18 * HOUR * S, None)
    came = story.came()
    assert came["watch_days"] == 0.75
    assert came["effort"]["dead"]["why"] == ["the pack is empty"]


def test_what_the_unit_believes_is_carried_on_while_it_lives() -> None:
    story = Story(3)
    story.tell(Report("charge", {"charge": 0.9, "unsure": 0.05}), HOUR * S, None)
    story.tell(Report("power", {"battery_v": 3.9}), (DAY + HOUR) * S, None)
    story.tell(Report("power", {"battery_v": 3.7}), (DAY + 2 * HOUR) * S, None)
    first, second, third = story.came()["by_day"]
    assert first["believed"] == second["believed"] == 0.9
    assert second["least_v"] == 3.7
    assert "believed" not in third
