"""What every set of meters does: sysfs files, or the simulated world."""

from __future__ import annotations

from pathlib import Path

import pytest

from trapd.config import profile
from trapd.core import ports
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
        return SimPower(events.append, World(profile.World(temperature_c=-12), VirtualClock(utc_ns=0)))
    (tmp_path / "voltage_now").write_text("7268000\n")
    (tmp_path / "temp1_input").write_text("-12000\n")
    section = profile.Power(voltage=str(tmp_path / "voltage_now"), temperature=str(tmp_path / "temp*_input"))
    return SysfsPower(section, InlineWorker(), events.append)


def test_each_read_is_answered_once(meters: ports.Power, events: list[Event]) -> None:
    meters.read()
    meters.read()
    assert [type(one) for one in events] == [PowerRead, PowerRead]
    meters.close()


def test_volts_and_degrees(meters: ports.Power, events: list[Event]) -> None:
    meters.read()
    assert events == [PowerRead(battery_v=7.268, temperature_c=-12.0)]
    meters.close()
