"""A winter's day of a unit with a panel and a heater: what may flow into the pack, and what does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from rig import Rig, profile

from trapd.boots import Boots
from trapd.config.instants import instant
from trapd.config.nature import Nature
from trapd.core.commands import Command, Status
from trapd.core.energy import J_PER_WH
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock
from trapd.sim.line import Line

HOUR = 3_600
MIDNIGHT = "2026-02-10T00:00:00+10:00"
STILLS = {"stills": 3, "clip": False, "pre_roll_s": 0}
RESTS: dict[str, Any] = {"camera": {"readiness": "cool"}, "plan": {"day": STILLS, "night": STILLS}}
PANEL = {"backend": "sim", "panel_w": 5, "most_a": 1.0, "thermistor": False}
L91 = {"chemistry": "l91", "series": 4, "parallel": 3, "ah": 3.0}


def clear(celsius: float, swing: float = 10, snow_cm: float = 0) -> Nature:
    """Days without a cloud, each as warm as the other."""

    def months(value: float) -> list[float]:
        return [value] * 12

    climate = {"mean_c": months(celsius), "swing_c": months(swing), "cloud": months(0.01), "wind_mps": months(0)}
    deer = {"kind": "deer", "a_day": 0, "speed_mps": [1, 1], "distance_m": [3, 3]}
    assumed = {"sure_k": [4, 4], "reach_m": [8, 8], "coat": [0.3, 0.3], "clothes": [0.3, 0.3]}
    flash = {"flash_reach_m": [8, 8], "reach_940": [1, 1]}
    tables = {
        "climate": climate | {"snow_cm": months(snow_cm), "spell_c": 0, "spell_days": 3},
        "animals": [deer],
        "assumed": assumed | flash | {"sun_an_hour": [0, 0], "wind_an_hour": [0, 0]},
    }
    return msgspec.convert(tables, Nature)


class Day(Rig):
    """From midnight on, with a pack a third full."""

    def __init__(self, celsius: float = 0, swing: float = 10, **changes: Any) -> None:
        parts: dict[str, Any] = {"charger": PANEL, "world": {"charge": 0.33}} | RESTS | changes
        super().__init__(starts=MIDNIGHT, nature=clear(celsius, swing), **parts)

    def charge(self, hour: float) -> float:
        """What is in the pack then."""
        self.run(until=hour * HOUR)
        self.power.measure()
        return self.power.battery.charge

    def line(self, part: str) -> Line:
        line = getattr(self._ports, part)
        assert isinstance(line, Line)
        return line

    def status(self) -> Status:
        told = self.unit.obey(Command.STATUS)
        assert isinstance(told, Status)
        return told

    def allowed(self) -> list[tuple[int, bool]]:
        """Hour and answer of each change."""
        return [(int(told["at"] / HOUR), told["allowed"]) for told in self.reports("charging")]

    def charged_wh(self) -> float:
        charger = self.season.world.charger
        assert charger is not None
        return charger.joules / J_PER_WH


def test_a_frosty_morning_forbids_what_a_mild_afternoon_allows() -> None:
    rig = Day()
    night, morning = rig.charge(1), rig.charge(10)
    assert rig.season.world.air_c < 2
    assert rig.charged_wh() == 0, "the sun shines, and the pack is too cold"
    assert morning < night
    assert "li-ion is charged from 0 °C on" in (rig.status().charging or "")
    noon = rig.charge(14)
    evening = rig.charge(17)
    assert rig.season.world.air_c > 2
    assert evening > noon
    assert rig.status().charging == "allowed"
    rig.run(until=30 * HOUR)
    hours = rig.allowed()
    assert [one for _, one in hours] == [False, True, False]
    assert 12 <= hours[1][0] <= 14
    assert 19 <= hours[2][0] <= 23


def test_a_thermometer_that_vanishes_forbids_it() -> None:
    rig = Day(celsius=10)
    before = rig.charge(12)
    assert rig.status().charging == "allowed"
    rig.power.fault = lambda read: replace(read, temperature_c=None)
    rig.run(until=12.5 * HOUR)
    given = rig.charged_wh()
    assert rig.charge(15) < before + 0.02
    assert rig.charged_wh() == given
    assert rig.status().charging == "forbidden: nobody knows how cold the pack is"
    rig.power.fault = None
    rig.run(until=16 * HOUR)
    assert rig.status().charging == "allowed"
    assert rig.charged_wh() > given


def test_a_primary_pack_is_never_charged() -> None:
    rig = Day(celsius=15, battery=L91)
    before = rig.charge(1)
    assert rig.charge(24) < before
    assert rig.charged_wh() == 0
    assert rig.status().charging == "forbidden: l91 is never charged"
    assert rig.reports("fault") == []


def test_a_line_that_cannot_be_had_is_a_fault_and_nothing_else_stops() -> None:
    rig = Day(celsius=15)
    rig.line("charger").broken = "GPIO5 is held by another"
    rig.at(3 * HOUR, setattr, rig.line("charger"), "broken", None)
    rig.pulse("left", at=1.5 * HOUR)
    rig.run(until=2 * HOUR)
    assert [told["part"] for told in rig.reports("fault")] == ["charger"]
    assert rig.outcomes() == ["shot"]
    rig.run(until=4 * HOUR)
    assert [told["part"] for told in rig.reports("mended")] == ["charger"]
    assert rig.charge(13) > rig.charge(4) or rig.charged_wh() > 0


def test_what_the_pack_gains_and_loses_is_what_panel_and_ledger_say() -> None:
    rig = Day(celsius=10, heater={"backend": "sim", "below_c": 8, "above_c": 9, "least_charge": 0.1})
    rig.run(until=1)
    first = rig.power.battery.given_j
    taken_wh = -sum(rig.status().energy_wh.values())
    rig.run(until=72 * HOUR)
    rig.power.measure()
    taken_wh += sum(rig.status().energy_wh.values())
    given_wh = (rig.power.battery.given_j - first) / J_PER_WH
    assert rig.charged_wh() > 5
    assert given_wh == pytest.approx(taken_wh - rig.charged_wh(), abs=1e-3 * (taken_wh + rig.charged_wh()))


def test_the_ammeter_shows_what_is_left_over_and_the_gauge_counts_it() -> None:
    rig = Day(celsius=12)
    rig.run(until=12 * HOUR)
    assert rig.reports("power")[-1]["current_a"] < -0.2
    for hour in range(13, 60, 6):
        really = rig.charge(hour)
        told = rig.status().charge
        assert told is not None
        assert told.charge == pytest.approx(really, abs=max(0.05, told.unsure))
    assert rig.reports("pack") == []


def test_a_full_pack_takes_no_more_and_loses_nothing_of_the_account() -> None:
    rig = Day(celsius=12, world={"charge": 0.97})
    rig.run(until=1)
    first, taken_wh = rig.power.battery.given_j, -sum(rig.status().energy_wh.values())
    assert max(rig.charge(hour) for hour in range(9, 17)) == pytest.approx(1, abs=0.01)
    taken_wh += sum(rig.status().energy_wh.values())
    given_wh = (rig.power.battery.given_j - first) / J_PER_WH
    assert given_wh == pytest.approx(taken_wh - rig.charged_wh(), abs=1e-3 * (taken_wh + rig.charged_wh()))


def test_the_charger_gives_no_more_than_its_current() -> None:
    rig = Day(celsius=12, charger=PANEL | {"panel_w": 100, "most_a": 0.4})
    rig.run(until=12 * HOUR)
    drawn_a = 0.375 / 0.9 / 7.2
    assert rig.reports("power")[-1]["current_a"] == pytest.approx(drawn_a - 0.4, abs=0.03)


HEATER = {"backend": "sim", "below_c": -6, "above_c": -4, "least_charge": 0.3}


def test_the_heater_heats_in_the_cold_and_the_account_says_what_it_took() -> None:
    rig = Day(celsius=-5, heater=HEATER, energy={"heater_w": 1.0}, charger={}, world={"charge": 0.9})
    rig.run(until=36 * HOUR)
    told = [(told["on"], told["at"] / HOUR) for told in rig.reports("heater")]
    assert [on for on, _ in told] == [True, False, True]
    heated_h = told[1][1] - told[0][1] + 36 - told[2][1]
    assert rig.status().energy_wh["heater"] == pytest.approx(heated_h, rel=0.01)
    rig.stop()
    taken = rig.season.world.drain.joules / J_PER_WH
    assert sum(rig.status().energy_wh.values()) == pytest.approx(taken, rel=1e-3)
    assert not rig.reports("heater")[-1]["on"]


def test_the_heater_leaves_the_last_of_the_pack_to_the_pictures() -> None:
    rig = Day(celsius=-20, heater=HEATER, energy={"heater_w": 3.0}, charger={}, world={"charge": 0.45})
    hours = 0
    while len(rig.reports("heater")) < 2:
        hours += 1
        left = rig.charge(hours)
    [on, off] = rig.reports("heater")
    assert (on["on"], off["on"]) == (True, False)
    assert "what is left is for pictures" in off["why"]
    assert left == pytest.approx(0.3, abs=0.08)


def test_a_unit_whose_pack_gave_out_in_the_night_comes_back_with_the_sun() -> None:
    """Nobody drives the line of a dead unit: the charger charges by itself, and there is no other way back."""
    nothing_spared = dict.fromkeys(("no_clips", "stills", "fewest_wakeups", "dormant", "off"), 0)
    changes: dict[str, Any] = {"charger": PANEL | {"panel_w": 10}, "world": {"charge": 0.02}}
    changes |= RESTS | {"ladder": nothing_spared}
    clock = VirtualClock(instant(MIDNIGHT))
    boots = Boots(profile(MIDNIGHT, **changes), clock, [], nature=clear(10))
    boots.run(20 * HOUR)
    assert boots.brown_outs
    assert boots.count >= 2
    assert boots.now.battery.charge > 0.2
    assert 3 * HOUR < boots.dead_ns / S < 12 * HOUR
