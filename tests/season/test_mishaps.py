"""The faults of a scenario: each comes on its day and goes, over several boots, and the unit notices what it can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from rig import profile, sensors

from trapd.boots import Boots
from trapd.config import scenario
from trapd.config.instants import instant
from trapd.config.mishaps import Fault
from trapd.core.actions import Report
from trapd.core.effort import intervals
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock

DAY_S = 86_400
BEGINS = "2027-01-05T00:00:00+10:00"
WINTER = scenario.load(Path(__file__).parents[2] / "scenarios" / "kedrovaya-winter.toml")
STILLS = {"stills": 1, "clip": False, "pre_roll_s": 0}
UNIT: dict[str, Any] = {
    "camera": {"readiness": "cool"},
    "plan": {"day": STILLS, "night": STILLS},
    "watch": {"proof_of_life": "12:00"},
    "gps": {"every_h": 1},
}


class Story(Boots):
    """Some days of a calm winter, from midnight on, in which this goes wrong."""

    def __init__(self, days: int, *faults: Fault, **changes: Any) -> None:
        self.told: list[tuple[float, Report]] = []
        """When, in days."""
        calm = structs.replace(WINTER.assumed, sun_an_hour=(0, 0), wind_an_hour=(0, 0))
        there = structs.replace(WINTER, begins=BEGINS, faults=faults, charge=None, assumed=calm)
        unit = profile(BEGINS, **UNIT | changes)
        clock = VirtualClock(instant(BEGINS))
        self.begun_ns = clock.now_ns()
        super().__init__(structs.replace(unit, world=there.world(unit.world, 3)), clock, [self], seed=3, nature=there)
        self.run(days * DAY_S)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self.told.append(((mono_ns - self.begun_ns) / S / DAY_S, report))

    def close(self) -> None:
        pass

    def news(self, part: str) -> list[tuple[str, float]]:
        """When the part was lost, and when it was back."""
        return [(report.event, at) for at, report in self.told if report.facts.get("part") == part]

    def said(self, state: str) -> list[tuple[float, float]]:
        """When this held, as its card says, in days."""
        zero_ns = instant(BEGINS)
        found = [one for one in intervals(map(dict, self.now.card.notes)) if one.state == state]
        return [((one.begin_ns - zero_ns) / S / DAY_S, (one.end_ns - zero_ns) / S / DAY_S) for one in found]


def fault(what: Any, day: float, days: float | None = None) -> Fault:
    return Fault(what=what, day=day, days=days)


def test_snow_on_the_lens_is_in_the_truth_and_in_the_effort_log() -> None:
    story = Story(10, fault("snow-on-lens", day=5.25, days=3))
    assert story.said("blind") == [(noon(5), noon(8))]
    assert story.news("view") == [("fault", noon(6)), ("mended", noon(8))]
    causes = story.now.account.causes()
    assert causes["blind"] > 10
    assert causes["taken"] > 10


def test_a_camera_askew_shows_animals_and_another_view() -> None:
    story = Story(10, fault("askew", day=5.25, days=3))
    assert story.said("blind") == [(noon(5), noon(8))]
    assert "blind" not in story.now.account.causes()


def test_of_a_dead_flash_only_the_pictures_tell() -> None:
    story = Story(10, fault("flash-dead", day=5.5, days=3))
    [(begin, end)] = story.said("flash-dead")
    assert 5.5 < begin < 6.5
    assert 8.5 < end < 9.5
    assert story.now.account.causes()["dark"] > 3
    assert story.said("blind") == []


@pytest.mark.parametrize("what", ["camera-gone", "camera-hangs"])
def test_without_a_camera_it_is_blind_and_knows_it(what: str) -> None:
    story = Story(4, fault(what, day=1.5, days=1))
    [(begin, end)] = story.said("blind")
    assert 1.5 <= begin < 1.7
    assert end == pytest.approx(2.5, abs=0.05)
    assert story.now.account.causes()["blind"] > 3


@pytest.mark.parametrize(
    ("what", "part", "in_h"),
    [
        ("receiver-gone", "gps", 2),
        ("voltmeter-gone", "voltmeter", 1),
        ("voltmeter-frozen", "voltmeter", 24),
        ("thermometer-gone", "thermometer", 1),
        ("thermometer-frozen", "thermometer", 49),
        ("card-gone", "card", 12),
    ],
)
def test_a_part_that_fails_is_told_and_told_again_when_it_is_back(what: str, part: str, in_h: float) -> None:
    story = Story(7, fault(what, day=2.5, days=3))
    (lost, lost_day), (back, back_day) = story.news(part)
    assert (lost, back) == ("fault", "mended")
    assert 2.5 <= lost_day <= 2.5 + in_h / 24
    assert 5.5 <= back_day <= 5.6


def test_each_part_has_troubles_of_its_own() -> None:
    story = Story(4, fault("voltmeter-gone", 1, 2), fault("thermometer-gone", 2, 1.5), fault("voltmeter-gone", 3.5))
    assert [round(at, 1) for _, at in story.news("voltmeter")] == [1.0, 3.0, 3.5]
    assert [round(at, 1) for _, at in story.news("thermometer")] == [2.0, 3.5]


def test_faults_go_on_over_many_boots() -> None:
    """A unit that is off between two motions."""
    gated = {
        "camera": {"readiness": "gated", "linger_s": 10},
        "readiness": {"board": "witty-pi-4", "stay_s": 300},
        "board": {"boot_s": 0.1, "camera_start_s": 0.1, "power_off_ma": 1},
        "flash": {"pin": 22},
        "pir": sensors(left="trigger"),
        "battery": {"chemistry": "li-ion", "series": 1, "parallel": 60, "ah": 2.9},
        "energy": {
            "board_w": 0.375,
            "camera_w": 1.25,
            "encoder_w": 0,
            "flash_w": 6,
            "gps_w": 0.15,
            "still_mwh": 0.05,
        },
    }
    story = Story(10, fault("frost-on-lens", day=5.25, days=3), fault("card-gone", day=2, days=2), **gated)
    assert story.count > 30
    begins, ends = zip(*story.said("blind"), strict=True)
    assert 5.25 <= min(begins) < 6.5
    assert 8.25 <= max(ends) < 9
    assert story.now.account.causes()["blind"] > 5
    without = [at for what, at in story.news("card") if what == "fault"]
    assert len(without) > 5, "in each boot"
    assert all(2 <= at <= 4 for at in without)


def noon(day: int) -> Any:
    """Of that day, when the daily picture is taken."""
    return pytest.approx(day + 0.5, abs=0.01)
