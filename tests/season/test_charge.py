"""What the unit believes of its pack, against what is in it: over restarts, in the cold, with another pack."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rig import Rig

from trapd.core.battery.gauge import SWAPPED, Charge
from trapd.core.commands import Command, Status
from trapd.core.events import FixTaken, PowerRead, RtcRead

HOUR = 3_600
STILLS = {"stills": 3, "clip": False, "pre_roll_s": 0}
RESTS: dict[str, Any] = {"camera": {"readiness": "cool"}, "plan": {"day": STILLS, "night": STILLS}}


class Unit(Rig):
    """One start: its pack holds `charge`, and an animal comes every hour."""

    def __init__(self, memory: Path, number: int, celsius: float, charge: float, **changes: Any) -> None:
        starts, boot = f"2026-01-{15 + number}T11:00:00+10:00", f"{number:04x}"
        world = {"charge": charge, "temperature_c": celsius}
        super().__init__(memory=memory, starts=starts, boot=boot, world=world, **(RESTS | changes))
        self.off: list[float] = []
        self.within: list[bool] = []

    def day(self) -> float:
        """What is in the pack at its end."""
        for hour in range(1, 25):
            self.pulse("left", at=hour * HOUR - 1_000)
            self.run(until=hour * HOUR)
            self.power.battery.settle(self.season.world.air_c)
            told = self.charge()
            self.off.append(abs(told.charge - self.power.battery.charge))
            self.within.append(self.off[-1] <= told.unsure)
        self.stop()
        return self.power.battery.charge

    def charge(self) -> Charge:
        told = self.unit.obey(Command.STATUS)
        assert isinstance(told, Status)
        assert told.charge is not None
        return told.charge

    def no_ammeter(self) -> None:
        self.power.fault = lambda read: replace(read, current_a=None)


@pytest.mark.parametrize("ammeter", [True, False])
@pytest.mark.parametrize("celsius", [25.0, 0.0, -20.0])
def test_the_charge_is_known_day_by_day_over_restarts(tmp_path: Path, celsius: float, ammeter: bool) -> None:
    left, off, within = 1.0, list[float](), list[bool]()
    for number in range(5):
        unit = Unit(tmp_path, number, celsius, left)
        if not ammeter:
            unit.no_ammeter()
        left = unit.day()
        assert unit.reports("pack") == []
        off, within = off + unit.off, within + unit.within
    assert left < 0.4
    assert max(off) <= 0.08
    assert sum(within) >= 0.95 * len(within)


def test_another_pack_is_noticed_told_and_noted(tmp_path: Path) -> None:
    first = Unit(tmp_path, 0, -12, 0.4)
    spent = first.day()
    assert spent < 0.3
    second = Unit(tmp_path, 1, -12, 1.0)
    second.day()
    [told] = second.reports("pack")
    assert told["was"] == pytest.approx(spent, abs=0.05)
    assert told["charge"] == pytest.approx(1, abs=0.08)
    assert told["at"] <= HOUR + SWAPPED * 600
    assert [note["was"] for note in second.card.notes if note["kind"] == "pack"] == [told["was"]]
    assert max(second.off[2:]) <= 0.08


def test_another_pack_is_noticed_by_a_unit_that_is_on_for_a_minute_at_a_time(tmp_path: Path) -> None:
    spent = Unit(tmp_path, 0, -5, 0.25).day()
    told = list[Any]()
    for number in range(1, SWAPPED + 1):
        unit = Unit(tmp_path, number, -5, 1.0)
        unit.run(until=90)
        unit.stop()
        told.append(unit.reports("pack"))
    *before, [swapped] = told
    assert before == [[], []]
    assert swapped["was"] == pytest.approx(spent, abs=0.05)
    assert unit.charge().charge > 0.9


def test_a_restart_goes_on_with_what_was_believed(tmp_path: Path) -> None:
    l91 = {"chemistry": "l91", "series": 4, "parallel": 3, "ah": 3.0}
    left, believed = 1.0, list[Charge]()
    for number in range(3):
        unit = Unit(tmp_path, number, -12, left, battery=l91)
        left = unit.day()
        assert all(unit.within)
        believed.append(unit.charge())
    assert [charge.by for charge in believed[1:]] == ["count", "count"]
    assert believed[0].unsure < believed[1].unsure < believed[2].unsure < 0.15


def test_days_of_a_halted_board_may_have_cost_something_or_nothing(tmp_path: Path) -> None:
    left = Unit(tmp_path, 0, 0, 0.9).day()
    unit = Unit(tmp_path, 4, 0, left, board={"power_off_ma": 55}, power={"backend": "sim"})
    unit.power.fault = lambda read: PowerRead(None, None)
    unit.run(until=60)
    believed = unit.charge()
    assert 0.05 < left - believed.charge < 0.4
    assert believed.charge + believed.unsure > left


def halted(memory: Path, number: int, **changes: Any) -> Unit:
    """A start whose board drew current while it was off, and whose pack nobody measures."""
    unit = Unit(memory, number, 0, 1.0, board={"power_off_ma": 55}, **changes)
    unit.power.fault = lambda read: PowerRead(None, None)
    return unit


def test_what_a_board_takes_to_boot_is_counted_with_each_boot_and_not_with_each_start(tmp_path: Path) -> None:
    charges = list[float]()
    for boot_id in ("a", "b", "b"):
        unit = Rig(memory=tmp_path, boot_id=boot_id, board={"boot_s": 600}, energy={"board_w": 4.0})
        unit.power.fault = lambda read: PowerRead(None, None)
        unit.run(until=1)
        unit.stop()
        told = unit.unit.obey(Command.STATUS)
        assert isinstance(told, Status)
        assert told.charge is not None
        charges.append(told.charge.charge)
    first, booted, restarted = charges
    assert 0.003 < first - booted < 0.03
    assert restarted == pytest.approx(booted, abs=0.001)


def test_days_that_no_clock_saw_are_counted_as_soon_as_the_time_is_known(tmp_path: Path) -> None:
    first = halted(tmp_path, 0)
    first.day()
    left = first.charge()
    unit = halted(tmp_path, 4, system_clock="2026-01-16T11:00:00+10:00")
    unit.unheard = {FixTaken, RtcRead}
    unit.run(until=HOUR)
    assert unit.charge().charge == pytest.approx(left.charge, abs=0.02)
    unit.unheard = set()
    unit.run(until=2 * HOUR)
    assert 0.05 < left.charge - unit.charge().charge < 0.4


def test_a_unit_that_never_knew_the_time_does_not_take_it_for_months(tmp_path: Path) -> None:
    first = halted(tmp_path, 0, system_clock="1970-01-01T00:00:00Z")
    first.unheard = {FixTaken}
    first.run(until=2 * HOUR)
    first.stop()
    left = first.charge()
    unit = halted(tmp_path, 0)
    unit.run(until=HOUR)
    assert unit.charge().charge == pytest.approx(left.charge, abs=0.02)


def test_it_is_told_with_every_second_percent_and_no_oftener(tmp_path: Path) -> None:
    unit = Unit(tmp_path, 0, 0, 1.0)
    used = 1 - unit.day()
    assert 0.1 < used < 0.25
    assert 100 * used * 0.4 < len(unit.reports("charge")) < 100 * used
    assert unit.reports("energy")[-1].keys() >= {"wh", "charge", "unsure", "by"}


@pytest.mark.parametrize("missing", ["battery", "energy"])
def test_without_a_known_pack_or_known_consumers_there_is_no_charge(missing: str) -> None:
    rig = Rig(**{missing: None})
    rig.run(until=2 * HOUR)
    told = rig.unit.obey(Command.STATUS)
    assert isinstance(told, Status)
    assert told.charge is None
    assert rig.reports("charge") == []


def test_what_a_voltmeter_taught_that_stood_still_counts_no_more(tmp_path: Path) -> None:
    """It freezes at what was true, and shows so when it gets warmer: until then the pack seems to last for ever."""
    unit = Unit(tmp_path, 0, 0.0, 0.7)
    unit.no_ammeter()
    unit.run(until=HOUR)
    frozen_v = unit.power.measure().battery_v
    unit.power.fault = lambda read: replace(read, battery_v=frozen_v, current_a=None)
    unit.run(until=72 * HOUR)
    deceived = unit.charge().charge
    unit.power.fault = lambda read: replace(read, battery_v=frozen_v, current_a=None, temperature_c=11.0)
    unit.run(until=73 * HOUR)
    assert [told["part"] for told in unit.reports("fault")][-1] == "voltmeter"
    assert deceived - unit.power.battery.charge > 0.1
    assert abs(unit.charge().charge - unit.power.battery.charge) < 0.05
