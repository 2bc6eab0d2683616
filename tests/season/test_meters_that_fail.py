"""Meters come and go and lie: the unit says so once, and goes by none that it does not believe."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rig import NIGHT, Rig

from trapd.commands.season_once import season_once
from trapd.config.read import load
from trapd.config.scenario import load as scenario
from trapd.core.events import PowerRead

HERE = Path(__file__).parents[2]
HOUR = 3_600
STILL = {"stills": 1, "clip": False}


def news(rig: Rig) -> list[tuple[str, str]]:
    return [(told["event"], told["part"]) for told in rig.everything() if told["event"] in ("fault", "mended")]


def low(read: PowerRead) -> PowerRead:
    return replace(read, battery_v=5.8)


def test_a_month_of_good_meters_has_no_news() -> None:
    rig = Rig()
    rig.run(until=30 * 24 * HOUR)
    assert news(rig) == []
    told = rig.reports("power")
    assert len(told) == 30 * 24 * 6
    assert all({"battery_v", "temperature_c", "current_a"} <= one.keys() for one in told)


@pytest.mark.parametrize("season", ["winter", "summer"])
def test_no_weather_accuses_a_good_meter(season: str) -> None:
    unit, outdoors = load(HERE / "hw_profiles/zero2w.toml"), scenario(HERE / f"scenarios/kedrovaya-{season}.toml")
    assert season_once(unit, outdoors, days=40, seed=7)["faults"] == 0


def test_a_voltmeter_that_vanishes_is_told_once_and_once_when_it_is_back() -> None:
    rig = Rig()
    rig.at(HOUR, setattr, rig.power, "fault", lambda read: replace(read, battery_v=None))
    rig.at(50 * HOUR, setattr, rig.power, "fault", None)
    rig.run(until=60 * HOUR)
    assert news(rig) == [("fault", "voltmeter"), ("mended", "voltmeter")]
    assert rig.reports("fault")[0]["why"] == "no reading: look at its wires, and for its driver (simulated)"
    assert all(("battery_v" in one) == (not HOUR <= one["at"] <= 50.3 * HOUR) for one in rig.reports("power"))


def test_meters_whose_bus_hangs_do_not_leave_their_last_word_behind() -> None:
    rig = Rig(plan={"day": STILL})
    rig.at(HOUR, rig.unheard.add, PowerRead)
    rig.pulse("left", at=1.1 * HOUR)
    rig.pulse("left", at=2 * HOUR)
    rig.at(3 * HOUR, rig.unheard.clear)
    rig.run(until=4 * HOUR)
    assert [caption.battery_v is None for caption in rig.captions("still")] == [False, True]
    parts = ("ammeter", "fuel gauge", "thermometer", "voltmeter")
    assert sorted(news(rig)) == [(event, part) for event in ("fault", "mended") for part in parts]


def test_a_low_voltage_keeps_the_flash_dark_until_nobody_believes_it() -> None:
    rig = Rig(starts=NIGHT, plan={"night": STILL}, flash={"least_battery_v": 6})
    rig.at(900, setattr, rig.power, "fault", lambda read: replace(low(read), current_a=1.5))
    rig.at(2_900, setattr, rig.power, "fault", lambda read: replace(low(read), battery_v=None))
    for at in (600, 2_500, 3_100):
        rig.pulse("left", at=at)
    rig.run(until=4_000)
    assert {told["why"] for told in rig.reports("shot-failed")} == {"the battery is below 6 V"}
    assert [caption.lit for caption in rig.captions("still")] == [True, True]


def test_a_unit_without_meters_misses_none() -> None:
    rig = Rig(power={"backend": "none"})
    rig.run(until=24 * HOUR)
    assert news(rig) == []
