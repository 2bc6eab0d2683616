"""What every status LED does: on mock pins, on fake-rpi, on libgpiod over a pretended chip, simulated, absent."""

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
from trapd.pi.led import Led
from trapd.runtime.absent import NoLed
from trapd.runtime.clock import VirtualClock
from trapd.sim.led import Led as SimLed

PIN = 7


class Rig:
    """An LED, and whether it is lit."""

    def __init__(self, board: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.events: list[Event] = []
        self.led: ports.Led
        self.is_lit: Callable[[], bool]
        self.factory: Factory | None = None
        if board == "simulated":
            self.led = simulated = SimLed(VirtualClock(utc_ns=0))
            self.is_lit = lambda: simulated.on
            return
        self.factory, self.is_lit = plugged_in(board, PIN, monkeypatch, folder)
        active_low = "active low" in board
        self.led = Led(PIN, self.factory, self.events.append, active_low=active_low)


@pytest.fixture(params=WAYS)
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(request.param, monkeypatch, tmp_path)
    yield rig
    rig.led.close()
    if rig.factory is not None:
        rig.factory.close()


def test_dark_until_it_is_lit_and_each_call_is_obeyed(rig: Rig) -> None:
    assert not rig.is_lit()
    for on in (True, True, False, True):
        rig.led.light(on)
        assert rig.is_lit() is on
    assert rig.events == []


def test_closed_it_was_left_dark_and_once_is_enough(rig: Rig) -> None:
    rig.led.light(True)
    rig.led.close()
    assert not rig.is_lit() or rig.factory is not None, "a pin that is let go is held by its resistor"
    rig.led.close()


def test_a_line_that_somebody_holds_is_told_once_and_had_later() -> None:
    factory, events = MockFactory(), list[Event]()
    other = pins.OutputLine("somebody", PIN, active_low=False, factory=factory)
    led = Led(PIN, factory, events.append, active_low=False)
    led.light(True)
    assert [type(one) for one in events] == [LineLost]
    assert isinstance(events[0], LineLost)
    assert events[0].part == "led"
    assert "GPIO7" in events[0].why
    other.close()
    led.light(True)
    led.light(False)
    assert events[1:] == [LineSet("led", True)]
    led.close()
    factory.reset()


def test_no_led_takes_every_order_and_says_nothing() -> None:
    led = NoLed()
    led.light(True)
    led.close()
