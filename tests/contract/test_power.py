"""What every set of meters does: sysfs files, or the simulated world."""

from __future__ import annotations

from pathlib import Path

import pytest

from trapd.config import profile
from trapd.core import ports
from trapd.core.energy import EnergyRules
from trapd.core.events import Event, PowerRead
from trapd.linux.power import Power as SysfsPower
from trapd.runtime.clock import VirtualClock
from trapd.runtime.worker import InlineWorker
from trapd.sim.power import Power as SimPower
from trapd.sim.world import World


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture(params=["sysfs", "simulated"])
def meters(request: pytest.FixtureRequest, tmp_path: Path, events: list[Event]) -> ports.Power:
    if request.param == "simulated":
        clock, idle = VirtualClock(utc_ns=0), EnergyRules(watts={"board": 0.54})
        return SimPower(events.append, World(profile.World(temperature_c=-12, charge=0.5), clock, energy=idle))
    (tmp_path / "voltage_now").write_text("7268000\n")
    (tmp_path / "curr1_input").write_text("75\n")
    (tmp_path / "capacity").write_text("50\n")
    (tmp_path / "temp1_input").write_text("-12000\n")
    section = profile.Power(
        voltage=str(tmp_path / "voltage_now"),
        current=str(tmp_path / "curr1_input"),
        charge=str(tmp_path / "capacity"),
        temperature=str(tmp_path / "temp*_input"),
    )
    return SysfsPower(section, InlineWorker(), events.append)


def test_each_read_is_answered_once(meters: ports.Power, events: list[Event]) -> None:
    meters.read()
    meters.read()
    assert [type(one) for one in events] == [PowerRead, PowerRead]
    meters.close()


def test_all_that_there_is_to_read(meters: ports.Power, events: list[Event]) -> None:
    meters.read()
    [read] = events
    assert isinstance(read, PowerRead)
    assert read.battery_v == pytest.approx(7.26, abs=0.015)
    assert read.temperature_c == pytest.approx(-12, abs=0.3)
    assert read.current_a == pytest.approx(0.075, abs=0.02)
    assert read.gauge_charge == 0.5
    meters.close()
