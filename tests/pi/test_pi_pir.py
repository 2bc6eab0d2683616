"""Motion sensors on GPIO pins: polarity, timestamps, and lines that trouble."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue

import pytest
from boards import DrivenPin
from gpiozero.pins.mock import MockFactory, MockPin

from trapd.config import profile
from trapd.core.errors import BadSettings
from trapd.core.events import Event, PirEdge, SensorLost
from trapd.core.units import MS, S
from trapd.pi.pir import Pir
from trapd.runtime.clock import VirtualClock

NOW_NS = 5_000 * S


def pir(sensor: profile.Sensor, events: list[Event], factory: MockFactory) -> Pir:
    clock = VirtualClock(utc_ns=0, start_ns=NOW_NS)
    return Pir(profile.Pir(sensors=(sensor,)), clock, events.append, factory)


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    with MockFactory() as factory:
        yield factory


def told_by_library(factory: MockFactory, pin: int, ticks: float, level: int) -> None:
    """As gpiozero's factories do it: with their own idea of the time and of the level."""
    factory.pin(pin).when_changed(ticks, level)


def test_an_active_low_sensor_is_pulled_up_and_turned_round(factory: MockFactory) -> None:
    events: list[Event] = []
    sensors = pir(profile.Sensor(name="left", pin=17, active_low=True), events, factory)
    sensors.start()
    pin = factory.pin(17)
    assert pin.pull == "up"
    assert events == []
    pin.drive_low()
    pin.drive_high()
    assert [(edge.sensor, edge.high) for edge in events if isinstance(edge, PirEdge)] == [
        ("left", True),
        ("left", False),
    ]
    sensors.close()


def test_an_active_high_sensor_is_pulled_down_so_that_a_cut_wire_is_quiet(factory: MockFactory) -> None:
    sensors = pir(profile.Sensor(name="left", pin=17), [], factory)
    sensors.start()
    assert factory.pin(17).pull == "down"
    sensors.close()


def test_a_kernel_timestamp_in_seconds_comes_back_to_the_nanosecond(factory: MockFactory) -> None:
    events: list[Event] = []
    sensors = pir(profile.Sensor(name="left", pin=17), events, factory)
    sensors.start()
    edge_ns = NOW_NS - 2 * MS + 1
    told_by_library(factory, 17, edge_ns / 1_000_000_000, 1)
    assert events == [PirEdge("left", True, edge_ns)]
    sensors.close()


@pytest.mark.parametrize("ticks", [1_790_000_000.0, 0.5, 5_001.0], ids=["wall clock", "long ago", "from the future"])
def test_a_timestamp_of_some_other_clock_gives_way_to_ours(factory: MockFactory, ticks: float) -> None:
    events: list[Event] = []
    sensors = pir(profile.Sensor(name="left", pin=17), events, factory)
    sensors.start()
    told_by_library(factory, 17, ticks, 1)
    assert events == [PirEdge("left", True, NOW_NS)]
    sensors.close()


def test_a_pulse_that_the_library_was_too_slow_to_see_is_still_a_pulse(factory: MockFactory) -> None:
    """RPi.GPIO reads the level in its handler: of a pulse over by then it says low, and no more."""
    events: list[Event] = []
    clock = VirtualClock(utc_ns=0, start_ns=NOW_NS)
    sensors = Pir(profile.Pir(sensors=(profile.Sensor(name="left", pin=17),)), clock, events.append, factory)
    sensors.start()
    clock.wait(SimpleQueue(), NOW_NS + S)
    told_by_library(factory, 17, clock.now_ns() / S, 0)
    assert events == [PirEdge("left", True, NOW_NS + S), PirEdge("left", False, NOW_NS + S)]
    sensors.close()


def test_a_rise_that_the_start_has_told_already_is_told_once() -> None:
    """The line rose between the moment its edges were asked for and the look at its level."""
    events: list[Event] = []
    with MockFactory(pin_class=DrivenPin) as factory:
        factory.pin(17).drive_high()
        sensors = pir(profile.Sensor(name="left", pin=17), events, factory)
        sensors.start()
        told_by_library(factory, 17, NOW_NS / S, 1)
        assert events == [PirEdge("left", True, NOW_NS)]
        sensors.close()


def test_a_pin_that_does_not_exist_is_a_lost_sensor_with_a_mend(factory: MockFactory) -> None:
    events: list[Event] = []
    sensors = pir(profile.Sensor(name="left", pin=50), events, factory)
    assert sensors.start() == {}
    (lost,) = events
    assert isinstance(lost, SensorLost)
    assert "GPIO50" in lost.why
    assert "gpioinfo" in lost.why
    sensors.close()


def test_a_line_whose_edges_cannot_be_had_is_let_go_again(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RPi.GPIO on kernels from 6.6 on: the line can be claimed, its edges cannot."""

    def refuse(pin: MockPin) -> None:
        raise RuntimeError("Failed to add edge detection")

    monkeypatch.setattr(MockPin, "_enable_event_detect", refuse)
    events: list[Event] = []
    sensors = pir(profile.Sensor(name="left", pin=17), events, factory)
    assert sensors.start() == {}
    (lost,) = events
    assert isinstance(lost, SensorLost)
    assert "GPIO17" in lost.why
    assert "edge detection" in lost.why
    monkeypatch.undo()
    again = pir(profile.Sensor(name="left", pin=17), events, factory)
    assert list(again.start()) == ["left"]
    again.close()


def test_a_sensor_without_a_pin_is_a_bad_profile(factory: MockFactory) -> None:
    with pytest.raises(BadSettings, match=r"pir\.sensors\.left\.pin"):
        pir(profile.Sensor(name="left"), [], factory)
