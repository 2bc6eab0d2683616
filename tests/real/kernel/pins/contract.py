"""What every pin factory does on a real gpiochip: `contract.py gpiod|lgpio|rpigpio` prints, as JSON, what went wrong.

Each function is one promise; its name is the test's. Lines 4 to 7 are nobody else's.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue

import counted
import gpiod
from gpiod.line import Direction
from gpiozero import InputDevice
from wires import Wire

from trapd.config import profile
from trapd.core.events import Event, PirEdge, SensorLost
from trapd.pi import pins
from trapd.pi.pir import Pir
from trapd.runtime.clock import FieldClock

CHIP, DEVICE = "pinctrl-bcm2711", "/dev/gpiochip0"
LAMP, SENSOR, OTHER = 5, 6, 7
DEADLINE_S = 60
Promise = Callable[[pins.Factory], None]


def an_output_is_dark_from_its_first_moment(factory: pins.Factory) -> None:
    for active_low in (False, True):
        line = pins.OutputLine("flash", LAMP, active_low=active_low, factory=factory)
        assert Wire(LAMP).high() is active_low
        line.close()


def an_output_may_be_on_from_its_first_moment(factory: pins.Factory) -> None:
    line = pins.OutputLine("filter", LAMP, active_low=False, factory=factory, on=True)
    assert Wire(LAMP).high()
    line.close()


def what_is_driven_is_on_the_wire(factory: pins.Factory) -> None:
    for active_low in (False, True):
        line = pins.OutputLine("flash", LAMP, active_low=active_low, factory=factory)
        for on in (True, False, True):
            line.drive(on)
            assert Wire(LAMP).high() is (on is not active_low)
        line.close()


def a_line_that_was_let_go_can_be_had_again(factory: pins.Factory) -> None:
    for _ in range(3):
        pins.OutputLine("flash", LAMP, active_low=False, factory=factory).close()
    with InputDevice(LAMP, pin_factory=factory) as device:
        assert not device.is_active


def an_input_is_pulled_to_where_a_cut_wire_is_quiet(factory: pins.Factory) -> None:
    for pull_up in (True, False):
        with InputDevice(OTHER, pull_up=pull_up, pin_factory=factory) as device:
            assert not device.is_active
            assert Wire(OTHER).high() is pull_up


def two_devices_do_not_share_a_line(factory: pins.Factory) -> None:
    line = pins.OutputLine("flash", LAMP, active_low=False, factory=factory)
    refused = ""
    try:
        pins.OutputLine("lamp", LAMP, active_low=False, factory=factory)
    except pins.PinTrouble as trouble:
        refused = str(trouble)
    assert "GPIO5" in refused
    line.close()


def edges_come_with_their_order_and_levels(factory: pins.Factory) -> None:
    for active_low in (False, True):
        news, sensors = _sensor(factory, active_low)
        wire = Wire(SENSOR)
        for high in (True, False, True, False):
            before = FieldClock().now_ns()
            wire.pull(high is not active_low)
            edge = news.get(timeout=DEADLINE_S)
            assert isinstance(edge, PirEdge)
            assert edge.high is high
            assert before <= edge.mono_ns <= FieldClock().now_ns()
        sensors.close()


def no_edges_after_close(factory: pins.Factory) -> None:
    news, sensors = _sensor(factory, active_low=False)
    sensors.close()
    Wire(SENSOR).pull(True)
    Wire(SENSOR).pull(False)
    try:
        raise AssertionError(news.get(timeout=1))
    except Empty:
        pass


def a_pin_that_is_not_there_is_a_lost_sensor(factory: pins.Factory) -> None:
    news, sensors = _sensor(factory, active_low=False, pin=50)
    lost = news.get(timeout=DEADLINE_S)
    assert isinstance(lost, SensorLost)
    assert "GPIO50" in lost.why
    sensors.close()


def a_holder_is_named(factory: pins.Factory) -> None:
    settings = gpiod.LineSettings(direction=Direction.OUTPUT)
    with gpiod.request_lines(DEVICE, {LAMP: settings}, consumer="somebody else"):
        refused = ""
        try:
            pins.OutputLine("flash", LAMP, active_low=False, factory=factory)
        except pins.PinTrouble as trouble:
            refused = str(trouble)
    assert '"somebody else" holds it' in refused, refused


def a_burst_that_overflows_the_kernels_queue_ends_with_the_right_level(factory: pins.Factory) -> None:
    """4,000 edges while the thread is held up, and room for 1,024: the last of them are told."""
    news: SimpleQueue[PirEdge] = SimpleQueue()
    held_up, go_on = threading.Event(), threading.Event()

    def post(event: Event) -> None:
        assert isinstance(event, PirEdge)
        news.put(event)
        held_up.set()
        go_on.wait()

    sensors = Pir(profile.Pir(sensors=(profile.Sensor(name="left", pin=SENSOR),)), FieldClock(), post, factory)
    sensors.start()
    wire = Wire(SENSOR)
    wire.pull(True)
    assert held_up.wait(DEADLINE_S)
    for high in [False, True] * 2_000:
        wire.pull(high)
    go_on.set()
    wire.pull(False)
    told = [news.get(timeout=DEADLINE_S).high]
    while told[-1] or len(told) < 1_000:
        told.append(news.get(timeout=DEADLINE_S).high)
    assert told == [number % 2 == 0 for number in range(len(told))], "every rise has its fall"
    sensors.close()


def a_chip_that_vanishes_is_told_and_costs_nothing_after(factory: pins.Factory) -> None:
    chip = Path("/sys/kernel/config/gpio-sim/second")
    (chip / "bank0").mkdir(parents=True)
    (chip / "bank0" / "label").write_text("second")
    (chip / "bank0" / "num_lines").write_text("28")
    (chip / "live").write_text("1")
    second = pins.factory(profile.Board(gpiochip="second"))
    news, sensors = _sensor(second, active_low=False)
    (chip / "live").write_text("0")
    lost = news.get(timeout=DEADLINE_S)
    assert isinstance(lost, SensorLost), lost
    assert counted.sleeps_a_second(os.getpid())
    sensors.close()
    second.close()
    assert news.empty()


FOR_ALL: list[Promise] = [
    an_output_is_dark_from_its_first_moment,
    an_output_may_be_on_from_its_first_moment,
    what_is_driven_is_on_the_wire,
    a_line_that_was_let_go_can_be_had_again,
    an_input_is_pulled_to_where_a_cut_wire_is_quiet,
    two_devices_do_not_share_a_line,
    edges_come_with_their_order_and_levels,
    no_edges_after_close,
    a_pin_that_is_not_there_is_a_lost_sensor,
]
FOR_OURS: list[Promise] = [
    a_holder_is_named,
    a_burst_that_overflows_the_kernels_queue_ends_with_the_right_level,
    a_chip_that_vanishes_is_told_and_costs_nothing_after,
]


def _sensor(factory: pins.Factory, active_low: bool, pin: int = SENSOR) -> tuple[SimpleQueue[Event], Pir]:
    news: SimpleQueue[Event] = SimpleQueue()
    sensor = profile.Sensor(name="left", pin=pin, active_low=active_low, powered="always")
    sensors = Pir(profile.Pir(sensors=(sensor,)), FieldClock(), news.put, factory)
    sensors.start()
    return news, sensors


def main(choice: str) -> None:
    wrong: dict[str, str | None] = {}
    for promise in FOR_ALL + (FOR_OURS if choice == "gpiod" else []):
        factory = pins.factory(profile.Board(pins=choice, gpiochip=CHIP))
        try:
            promise(factory)
        except Exception:  # noqa: BLE001 - told by name, the next one goes on
            wrong[promise.__name__] = traceback.format_exc()
        else:
            wrong[promise.__name__] = None
        factory.close()
    print(json.dumps(wrong))


if __name__ == "__main__":
    main(sys.argv[1])
