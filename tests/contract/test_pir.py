"""What every bunch of motion sensors does: on gpiozero's mock pins, on libgpiod over a pretended chip, simulated."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from random import Random
from threading import Event as Signal
from threading import Thread
from typing import Protocol

import chips
import pytest
from boards import DrivenPin
from gpiod import LineSettings
from gpiozero import InputDevice
from gpiozero.pins.mock import MockFactory

from trapd.config import profile
from trapd.core import ports
from trapd.core.events import Event, PirEdge, SensorLost
from trapd.core.units import MS, S
from trapd.pi.gpiod_factory import GpiodFactory
from trapd.pi.pir import Pir as PiPir
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.pir import Pir as SimPir
from trapd.sim.world import World

START_NS = 1_000 * S
DEADLINE_S = 30
Change = tuple[int, str, bool]
SECTION = profile.Pir(
    sensors=(
        profile.Sensor(name="left", pin=17, powered="with-board"),
        profile.Sensor(name="right", pin=27, powered="always"),
        profile.Sensor(name="trail", pin=22, powered="now"),
    )
)


class Rig(Protocol):
    """Sensors, and hands that move their lines."""

    pir: ports.Pir
    events: list[Event]

    def play(self, changes: list[Change]) -> None:
        """Drive the lines at these times; returns when all is said."""
        ...

    def break_off(self, sensor: str) -> None: ...


class OnMockPins:
    """The Pi's backend; gpiozero's mock takes its timestamps from our clock, and is driven by another thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.events: list[Event] = []
        self._clock = VirtualClock(utc_ns=0, start_ns=START_NS)
        monkeypatch.setattr("gpiozero.pins.mock.monotonic", lambda: self._clock.now_ns() / S)
        self._factory = MockFactory(pin_class=DrivenPin)
        self._taken: list[InputDevice] = []
        self.pir = PiPir(SECTION, self._clock, self.events.append, self._factory)

    def play(self, changes: list[Change]) -> None:
        driver = Thread(target=self._drive, args=(changes,))
        driver.start()
        driver.join()

    def _drive(self, changes: list[Change]) -> None:
        pins = {sensor.name: self._factory.pin(sensor.pin) for sensor in SECTION.sensors}
        for at_ns, sensor, high in changes:
            self._clock.wait(SimpleQueue(), at_ns)
            pins[sensor].drive_high() if high else pins[sensor].drive_low()

    def break_off(self, sensor: str) -> None:
        pin = next(one.pin for one in SECTION.sensors if one.name == sensor)
        self._taken.append(InputDevice(pin, pin_factory=self._factory))


class OnChip:
    """The Pi's backend on libgpiod; the edges carry the times of the play."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.events: list[Event] = []
        self._clock = VirtualClock(utc_ns=0, start_ns=START_NS)
        self._chip = chips.Chip()
        self._chip.plug_in(monkeypatch, folder)
        self.factory = GpiodFactory()
        self.pir = PiPir(SECTION, self._clock, self.events.append, self.factory)
        self._last = os.eventfd(0)
        self._all_read = Signal()
        self.factory.edges.watch(self._last, self._read_last)

    def play(self, changes: list[Change]) -> None:
        pins = {sensor.name: sensor.pin or 0 for sensor in SECTION.sensors}
        for at_ns, sensor, high in changes:
            self._clock.wait(SimpleQueue(), at_ns)
            self._chip.wire(pins[sensor], high, at_ns)
            self._until_all_is_read()

    def _until_all_is_read(self) -> None:
        """epoll may hand over what changed last before the edge, but not twice."""
        for _ in range(2):
            self._all_read.clear()
            os.eventfd_write(self._last, 1)
            assert self._all_read.wait(DEADLINE_S)

    def _read_last(self) -> None:
        os.eventfd_read(self._last)
        self._all_read.set()

    def close(self) -> None:
        self.factory.close()
        os.close(self._last)

    def break_off(self, sensor: str) -> None:
        pin = next(one.pin for one in SECTION.sensors if one.name == sensor)
        self._chip.request_lines({pin or 0: LineSettings()}, "somebody else", 1)


class Simulated:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self._loop = Loop(VirtualClock(utc_ns=0, start_ns=START_NS))
        world = World(profile.World(passes_per_hour=0), self._loop.clock)
        self.pir = SimPir(SECTION, self._loop, self.events.append, world)

    def play(self, changes: list[Change]) -> None:
        for at_ns, sensor, high in changes:
            self._loop.at(at_ns, self.pir.lines[sensor].hold, high, at_ns)
        self._loop.at(changes[-1][0], self._loop.stop)
        self._loop.run()

    def break_off(self, sensor: str) -> None:
        self.pir.lines[sensor].lose("its wire is cut")


@pytest.fixture(params=["mock pins", "gpiod", "simulated"])
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Rig]:
    if request.param == "gpiod":
        board = OnChip(monkeypatch, tmp_path)
        yield board
        board.close()
    else:
        yield OnMockPins(monkeypatch) if request.param == "mock pins" else Simulated()


def test_a_pulse_is_two_edges_with_their_times(rig: Rig) -> None:
    rig.pir.start()
    rise_ns, fall_ns = START_NS + 123_456_789, START_NS + 323_456_789
    rig.play([(rise_ns, "left", True), (fall_ns, "left", False)])
    assert rig.events == [PirEdge("left", True, rise_ns), PirEdge("left", False, fall_ns)]
    rig.pir.close()


def test_of_a_thousand_short_pulses_none_is_missed(rig: Rig) -> None:
    chance = Random(1)
    changes: list[Change] = []
    at_ns = START_NS
    for _ in range(1_000):
        sensor = chance.choice(["left", "right", "trail"])
        for high in (True, False):
            at_ns += chance.randint(20 * MS, 300 * MS)
            changes.append((at_ns, sensor, high))
    rig.pir.start()
    rig.play(changes)
    assert [(one.mono_ns, one.sensor, one.high) for one in rig.events if isinstance(one, PirEdge)] == changes
    rig.pir.close()


def test_a_line_already_high_at_the_start_is_an_edge(rig: Rig) -> None:
    rig.play([(START_NS + S, "right", True)])
    assert rig.events == []
    rig.pir.start()
    assert rig.events == [PirEdge("right", True, START_NS + S)]
    rig.play([(START_NS + 2 * S, "right", False)])
    assert rig.events[1:] == [PirEdge("right", False, START_NS + 2 * S)]
    rig.pir.close()


def test_a_sensor_that_cannot_be_read_is_told_and_the_others_go_on(rig: Rig) -> None:
    rig.break_off("right")
    powered = rig.pir.start()
    (lost,) = rig.events
    assert isinstance(lost, SensorLost)
    assert lost.sensor == "right"
    assert lost.why
    assert sorted(powered) == ["left", "trail"]
    rig.play([(START_NS + S, "left", True)])
    assert rig.events[1:] == [PirEdge("left", True, START_NS + S)]
    rig.pir.close()


def test_when_each_sensor_was_powered_on(rig: Rig) -> None:
    powered = rig.pir.start()
    assert powered["left"] == 0, "with the board: at boot, where CLOCK_MONOTONIC begins"
    assert powered["right"] < -365 * 86_400 * S, "always: warm by any warm-up time"
    assert powered["trail"] == START_NS, "now"
    rig.pir.close()


def test_no_edges_after_close(rig: Rig) -> None:
    rig.pir.start()
    rig.play([(START_NS + S, "left", True)])
    rig.pir.close()
    rig.play([(START_NS + 2 * S, "left", False), (START_NS + 3 * S, "trail", True)])
    assert rig.events == [PirEdge("left", True, START_NS + S)]
