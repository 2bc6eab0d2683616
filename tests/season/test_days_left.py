"""The forecast, against the day on which a simulated pack was really empty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rig import Rig

from trapd.core.commands import Command, Status
from trapd.core.events import PowerRead
from trapd.core.forecast import LONGEST, DaysLeft
from trapd.core.outlook import NO_CHARGE, NO_PACK

HOUR = 3_600
STILLS = {"stills": 3, "clip": False, "pre_roll_s": 0}
RESTS: dict[str, Any] = {
    "camera": {"readiness": "cool"},
    "plan": {"day": STILLS, "night": STILLS},
    "ladder": dict.fromkeys(("no_clips", "stills", "fewest_wakeups", "dormant", "off"), 0),
    "forecast": {"motions_a_day": 24},
}
LI_ION = {"chemistry": "li-ion", "series": 2, "parallel": 2, "ah": 2.9, "least_v": 5.6}
L91 = {"chemistry": "l91", "series": 4, "parallel": 2, "ah": 3.0, "least_v": 4.0}


class Unit(Rig):
    """An animal comes every hour, and the ladder spares nothing."""

    def __init__(self, celsius: float = 0, charge: float | None = 1.0, **changes: Any) -> None:
        world = {"charge": charge, "temperature_c": celsius}
        super().__init__(world=world, **(RESTS | {"battery": LI_ION} | changes))
        self._hours = 0

    def hour(self) -> None:
        self._hours += 1
        self.pulse("left", at=self._hours * HOUR - 1_000)
        self.run(until=self._hours * HOUR)

    def days_left(self) -> DaysLeft | str:
        told = self.unit.obey(Command.STATUS)
        assert isinstance(told, Status)
        return told.days_left

    def empty(self) -> bool:
        """Whether a board would have gone off."""
        volts, _ = self.power.battery.settle(self.season.world.air_c)
        battery = self.profile.battery
        assert battery is not None
        assert battery.least_v is not None
        return self.power.battery.charge <= 0 or volts < battery.least_v


@pytest.mark.parametrize(("celsius", "battery"), [(25.0, LI_ION), (0.0, LI_ION), (-20.0, LI_ION), (-10.0, L91)])
def test_the_day_is_foreseen_from_the_first_hour_and_from_each_day_on(
    celsius: float, battery: dict[str, Any]
) -> None:
    unit, foreseen, hours = Unit(celsius, battery=battery), [], 0
    while not unit.empty():
        unit.hour()
        hours += 1
        if hours % 24 == 1:
            told = unit.days_left()
            assert isinstance(told, DaysLeft)
            foreseen.append((hours / 24, told))
    ended = hours / 24
    assert len(foreseen) >= 3
    for at, told in foreseen:
        assert at + told.low - 0.1 <= ended <= at + told.high + 0.1
        assert at + told.likely == pytest.approx(ended, rel=0.08)


def test_what_was_counted_outlives_a_restart(tmp_path: Path) -> None:
    first = Unit(memory=tmp_path)
    for _ in range(30):
        first.hour()
    told = first.days_left()
    first.stop()
    again = Unit(charge=first.power.battery.charge, memory=tmp_path, starts="2026-01-16T17:05:00+10:00", boot="2b3c")
    again.run(until=60)
    later = again.days_left()
    assert isinstance(told, DaysLeft)
    assert isinstance(later, DaysLeft)
    assert later.likely == pytest.approx(told.likely, rel=0.05)
    assert later.high - later.low < 0.8 * told.likely, "not what a profile alone promises"


def test_the_card_is_told_once_a_day() -> None:
    unit = Unit()
    for _ in range(26):
        unit.hour()
    [line] = [note for note in unit.card.notes if note["kind"] == "energy"]
    [told] = unit.reports("energy")
    low, likely, high = line["days_left"]
    assert told["days_left"] == (low, likely, high)
    assert 2 < low < likely < high < 5


def test_a_pack_that_is_charged_lasts() -> None:
    unit = Unit(celsius=10, charge=None)

    def by_a_panel(read: PowerRead) -> PowerRead:
        assert read.current_a is not None
        return replace(read, current_a=read.current_a - 0.15)

    unit.power.fault = by_a_panel
    for _ in range(25):
        unit.hour()
    told = unit.days_left()
    assert isinstance(told, DaysLeft)
    assert told.likely == LONGEST


@pytest.mark.parametrize(("changes", "why"), [({"battery": None}, NO_PACK), ({"energy": None}, NO_PACK)])
def test_what_nobody_said_is_asked_for(changes: dict[str, Any], why: str) -> None:
    unit = Rig(**changes)
    unit.run(until=HOUR)
    told = unit.unit.obey(Command.STATUS)
    assert isinstance(told, Status)
    assert told.days_left == why


def test_without_a_voltmeter_nobody_knows_and_says_so() -> None:
    unit = Unit()
    unit.power.fault = lambda read: replace(read, battery_v=None)
    unit.hour()
    assert unit.days_left() == NO_CHARGE
    assert all("days_left" not in told for told in unit.reports("charge"))
