"""What every switched line does: on mock pins, on fake-rpi, on libgpiod over a pretended chip, simulated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gpiozero.pins import Factory
from gpiozero.pins.mock import MockFactory
from output_pins import WAYS, plugged_in

from trapd.core import ports
from trapd.core.events import Event, LineLost, LineSet
from trapd.pi import pins
from trapd.pi.switched import SwitchedLine
from trapd.runtime.absent import NoLine
from trapd.sim.line import Line as SimLine

PIN = 5


class Rig:
    """A line, and whether what hangs on it is on."""

    def __init__(self, board: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.events: list[Event] = []
        self.line: ports.Line
        self.is_on: Callable[[], bool]
        self.factory: Factory | None = None
        if board == "simulated":
            states: list[bool] = []
            self.line = SimLine("heater", self.events.append, states.append, rest=False)
            self.is_on = lambda: states[-1]
            return
        self.factory, self.is_on = plugged_in(board, PIN, monkeypatch, folder)
        active_low = "active low" in board
        keys = {"active_low": active_low, "rest": False}
        self.line = SwitchedLine("heater", PIN, self.factory, self.events.append, **keys)


@pytest.fixture(params=WAYS)
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(request.param, monkeypatch, tmp_path)
    yield rig
    rig.line.close()
    if rig.factory is not None:
        rig.factory.close()


def test_off_until_it_is_switched(rig: Rig) -> None:
    assert not rig.is_on()
    assert rig.events == []


def test_each_call_is_obeyed_and_answered_once(rig: Rig) -> None:
    for on in (True, True, False):
        rig.line.switch(on)
        assert rig.is_on() is on
    assert rig.events == [LineSet("heater", True), LineSet("heater", True), LineSet("heater", False)]


def test_closed_it_was_left_off_and_once_is_enough(rig: Rig) -> None:
    rig.line.switch(True)
    rig.line.close()
    assert not rig.is_on() or rig.factory is not None, "a pin that is let go is held by its resistor"
    rig.line.close()
    assert len(rig.events) == 1


def test_a_line_that_somebody_holds_is_told_and_had_later() -> None:
    factory, events = MockFactory(), list[Event]()
    other = pins.OutputLine("somebody", PIN, active_low=False, factory=factory)
    line = SwitchedLine("charger", PIN, factory, events.append, active_low=True, rest=True)
    line.switch(True)
    assert [type(one) for one in events] == [LineLost, LineLost]
    assert all(isinstance(one, LineLost) and one.part == "charger" and "GPIO5" in one.why for one in events)
    other.close()
    line.switch(True)
    assert events[-1] == LineSet("charger", True)
    line.close()
    factory.reset()


def test_a_charger_charges_as_it_sees_fit_until_the_first_word_and_after_the_last() -> None:
    factory = MockFactory()
    line = SwitchedLine("charger", PIN, factory, list[Event]().append, active_low=True, rest=True)
    inhibited = factory.pin(PIN)
    assert not inhibited.state
    line.switch(False)
    assert inhibited.state
    line.close()
    assert not inhibited.state
    factory.reset()


def test_a_simulated_line_that_does_not_obey_is_told() -> None:
    events, states = list[Event](), list[bool]()
    line = SimLine("charger", events.append, states.append, rest=True)
    line.broken = "the wire is off"
    line.switch(True)
    assert events == [LineLost("charger", "the wire is off")]
    line.close()
    assert states == [True, True]


def test_no_line_takes_every_order_and_says_nothing() -> None:
    line = NoLine()
    line.switch(True)
    line.close()
