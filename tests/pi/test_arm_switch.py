"""The magnetic arm switch on gpiozero's mock pins and the virtual clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rig
from gpiozero.pins.mock import MockFactory, MockPin

from trapd import app
from trapd.core.events import Event, SwitchLost, SwitchTurned
from trapd.core.units import MS
from trapd.pi.arm_switch import SETTLE_NS, ArmSwitch
from trapd.pi.pins import OutputLine
from trapd.runtime.clock import FieldClock, VirtualClock
from trapd.runtime.loop import Loop

PIN = 13


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    with MockFactory() as factory:
        yield factory


class Bench:
    """A switch, and what it told."""

    def __init__(self, factory: MockFactory) -> None:
        self.told: list[Event] = []
        self.loop = Loop(VirtualClock(utc_ns=0))
        self.switch = ArmSwitch(PIN, self.loop, self.told.append, factory)

    def pass_by(self, ns: int) -> None:
        self.loop.after(ns, self.loop.stop)
        self.loop.run()


def test_an_open_contact_is_on_and_a_broken_wire_too(factory: MockFactory) -> None:
    bench = Bench(factory)
    assert factory.pin(PIN).pull == "up"
    assert bench.told == [SwitchTurned(True)]
    bench.switch.close()


def test_the_magnet_turns_it_off_and_taking_it_away_on_again(factory: MockFactory) -> None:
    bench = Bench(factory)
    factory.pin(PIN).drive_low()
    bench.pass_by(2 * SETTLE_NS)
    factory.pin(PIN).drive_high()
    bench.pass_by(2 * SETTLE_NS)
    assert bench.told == [SwitchTurned(True), SwitchTurned(False), SwitchTurned(True)]
    bench.switch.close()


class Grounded(MockPin):
    """By the magnet, already while the pull-up is switched on; gpiozero's own would be high then."""

    def _set_pull(self, value: str) -> None:
        self._pull = value
        self._change_state(False)


def test_the_magnet_three_times_after_a_power_on_and_the_pin_is_forgotten(tmp_path: Path) -> None:
    wiped: list[str] = []
    unit = rig.Rig(memory=tmp_path)
    unit.unit.wipe_secrets = lambda: wiped.append("now")
    with MockFactory(pin_class=Grounded) as factory:
        switch, line = ArmSwitch(PIN, unit.loop, unit.unit.post, factory), factory.pin(PIN)
        for second in range(60, 66, 2):
            unit.at(second, line.drive_high)
            unit.at(second + 1, line.drive_low)
        unit.run(until=65)
        assert wiped == []
        unit.run(until=70)
        switch.close()
    assert wiped == ["now"]
    assert [told["what"] for told in unit.reports("pin")] == ["reset"]
    assert unit.reports("disarmed")[-1]["why"] == "the arm switch is off"


def test_a_contact_that_bounces_is_read_when_it_has_settled(factory: MockFactory) -> None:
    bench = Bench(factory)
    for _ in range(5):
        factory.pin(PIN).drive_low()
        bench.pass_by(20 * MS)
        factory.pin(PIN).drive_high()
        bench.pass_by(20 * MS)
    bench.pass_by(2 * SETTLE_NS)
    assert bench.told == [SwitchTurned(True)]
    bench.switch.close()


def test_a_line_that_somebody_else_holds_is_told_and_no_crash(factory: MockFactory) -> None:
    other = OutputLine("somebody", PIN, active_low=False, factory=factory)
    bench = Bench(factory)
    (lost,) = bench.told
    assert isinstance(lost, SwitchLost)
    assert lost.why.startswith("arm switch (GPIO13) cannot be used")
    bench.switch.close()
    other.close()


def test_a_unit_with_a_switch_on_its_board_listens_to_it(factory: MockFactory, tmp_path: Path) -> None:
    profile = rig.profile(watch={"arm_pin": PIN}, gps={"backend": "none"}, card={"path": str(tmp_path)})
    unit = app.Bench(profile, FieldClock(), [])
    unit.__dict__["pins"] = factory
    ports = unit.ports()
    assert (factory.pin(PIN).function, factory.pin(PIN).edges) == ("input", "both")
    ports.card.close()
    unit.close()
    assert factory.pin(PIN).when_changed is None


def test_nothing_is_told_after_it_was_closed(factory: MockFactory) -> None:
    bench = Bench(factory)
    factory.pin(PIN).drive_low()
    bench.switch.close()
    bench.pass_by(2 * SETTLE_NS)
    assert bench.told == [SwitchTurned(True)]
