"""What a gated unit saves, and whom it loses while it wakes up."""

from __future__ import annotations

from typing import Any

from rig import profile, sensors

from trapd.boots import Boots
from trapd.config.instants import instant
from trapd.runtime.clock import VirtualClock

BEGINS = "2026-01-15T09:00:00+10:00"
HOUR = 3_600
STILLS = {"stills": 3, "interval_ms": 500, "clip": False, "pre_roll_s": 0}
WATTS = {"board_w": 0.375, "camera_w": 1.25, "encoder_w": 0, "flash_w": 6, "gps_w": 0.15, "still_mwh": 0.05}


class Story(Boots):
    """A morning with six passes an hour."""

    def __init__(self, level: str, boot_s: float = 12, **changes: Any) -> None:
        parts: dict[str, Any] = {
            "camera": {"readiness": level, "linger_s": 10},
            "readiness": {"board": "witty-pi-4", "stay_s": 300},
            "board": {"boot_s": boot_s, "camera_start_s": 1, "power_off_ma": 1},
            "flash": {"pin": 22},
            "plan": {"day": STILLS, "night": STILLS},
            "pir": sensors(left="trigger"),
            "watch": {"proof_of_life": "12:00"},
            "battery": {"chemistry": "li-ion", "series": 1, "parallel": 6, "ah": 2.9},
            "energy": WATTS | {"efficiency": 0.9},
            "world": {"passes_per_hour": 6, "seed": 3, "charge": 1.0, "temperature_c": 0},
        }
        super().__init__(profile(BEGINS, **(parts | changes)), VirtualClock(instant(BEGINS)), [], seed=3)
        self.run(4 * HOUR)

    @property
    def causes(self) -> dict[str, int]:
        return self.now.account.causes()

    @property
    def wh(self) -> float:
        return sum(self.so_far_wh().values())


def test_a_gated_unit_takes_a_tenth_of_the_energy_and_misses_who_does_not_wait() -> None:
    cool, gated = Story("cool"), Story("gated")
    assert sum(gated.causes.values()) == sum(cool.causes.values()) > 20
    assert cool.causes["taken"] > 0.9 * sum(cool.causes.values())
    assert gated.causes["waking up"] > 0.8 * sum(gated.causes.values())
    assert gated.count > 15
    assert gated.wh < 0.2 * cool.wh


def test_the_sooner_it_boots_the_more_it_sees() -> None:
    slow, fast, at_once = (Story("gated", boot_s).causes.get("taken", 0) for boot_s in (12, 3.5, 0.1))
    assert slow < fast < at_once


def test_its_alarm_wakes_it_for_the_daily_picture() -> None:
    story = Story("gated", world={"passes_per_hour": 0, "first_pass_s": None, "charge": 1.0})
    [(_, picture)] = story.now.card.kept
    assert picture.trigger == "proof-of-life"
    assert story.count == 2


def test_hours_on_its_schedule_it_is_awake() -> None:
    gated, awake = Story("gated"), Story("gated", readiness={"board": "witty-pi-4", "cool": ["10:00..12:00"]})
    assert awake.causes["taken"] > gated.causes.get("taken", 0) + 5
    assert gated.wh < awake.wh < Story("cool").wh
