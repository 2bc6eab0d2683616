"""gpiozero on libgpiod: what a pin asks of its chip, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import chips
import pytest
from gpiod import LineSettings
from gpiod.line import Bias, Direction, Edge
from gpiozero import DigitalInputDevice, InputDevice, OutputDevice, PWMOutputDevice
from gpiozero.exc import GPIOZeroError

from trapd.config import profile
from trapd.core.errors import HardwareMissing
from trapd.core.events import Event, PirEdge, SensorLost
from trapd.core.units import S
from trapd.pi import pins
from trapd.pi.gpiod_factory import GpiodFactory
from trapd.pi.pir import Pir
from trapd.runtime.clock import FieldClock

LAMP, SENSOR = 17, 12
DEADLINE_S = 30


@pytest.fixture
def driven() -> list[tuple[int, bool]]:
    return []


@pytest.fixture
def chip(driven: list[tuple[int, bool]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> chips.Chip:
    chip = chips.Chip(lambda line, high: driven.append((line, high)))
    chip.plug_in(monkeypatch, tmp_path)
    return chip


@pytest.fixture
def factory(chip: chips.Chip) -> Iterator[GpiodFactory]:
    with GpiodFactory() as factory:
        yield factory


@pytest.mark.parametrize(("active_low", "dark"), [(False, False), (True, True)])
def test_an_output_shows_no_level_but_the_one_that_was_asked_for(
    factory: GpiodFactory, driven: list[tuple[int, bool]], active_low: bool, dark: bool
) -> None:
    line = pins.OutputLine("flash", LAMP, active_low=active_low, factory=factory)
    assert driven == [(LAMP, dark)]
    line.drive(True)
    assert driven[1:] == [(LAMP, not dark)]
    line.close()


def test_a_line_that_is_let_go_is_an_input_and_anybody_may_have_it(factory: GpiodFactory, chip: chips.Chip) -> None:
    """Raspberry Pi kernels would go on driving an output (raspberrypi/linux #6117)."""
    pins.OutputLine("flash", LAMP, active_low=False, factory=factory).close()
    assert chip.settings[LAMP].direction is Direction.INPUT
    assert not chip.held
    with OutputDevice(LAMP, initial_value=True, pin_factory=factory):
        assert chip.level(LAMP)


@pytest.mark.parametrize(("pull_up", "bias"), [(True, Bias.PULL_UP), (False, Bias.PULL_DOWN)])
def test_an_input_is_pulled_and_asked_for_both_edges(
    factory: GpiodFactory, chip: chips.Chip, pull_up: bool, bias: Bias
) -> None:
    with DigitalInputDevice(SENSOR, pull_up=pull_up, pin_factory=factory) as device:
        settings = chip.settings[SENSOR]
        assert (settings.direction, settings.bias, settings.edge_detection) == (Direction.INPUT, bias, Edge.BOTH)
        assert not device.is_active
    assert chip.settings[SENSOR].edge_detection is Edge.NONE


def test_a_timestamp_arrives_to_the_nanosecond_after_years(factory: GpiodFactory, chip: chips.Chip) -> None:
    late_ns = 10 * 365 * 86_400 * S + 1
    told: SimpleQueue[tuple[int, int | None]] = SimpleQueue()

    def tell(ticks: int, state: int | None) -> None:
        told.put((ticks, state))

    with InputDevice(SENSOR, pin_factory=factory) as device:
        device.pin.when_changed = tell
        chip.wire(SENSOR, True, late_ns)
        assert told.get(timeout=DEADLINE_S) == (late_ns, 1)


def test_gpiozeros_own_arithmetic_on_ticks_is_in_seconds(factory: GpiodFactory) -> None:
    before, now_ns, after = factory.ticks(), FieldClock().now_ns(), factory.ticks()
    assert before - 1_000 <= now_ns <= after + 1_000, "the same clock, to a microsecond"
    assert factory.ticks_diff(3 * S, S) == 2


def test_a_line_that_somebody_else_holds_names_the_holder(factory: GpiodFactory, chip: chips.Chip) -> None:
    other = chip.request_lines({LAMP: LineSettings()}, "somebody else", 1)
    with pytest.raises(pins.PinTrouble, match=r'flash \(GPIO17\).*"somebody else" holds it'):
        pins.OutputLine("flash", LAMP, active_low=False, factory=factory)
    other.release()


def test_a_chip_that_vanishes_is_told_once_for_each_sensor(factory: GpiodFactory, chip: chips.Chip) -> None:
    news: SimpleQueue[Event] = SimpleQueue()
    sensors = Pir(profile.Pir(sensors=(profile.Sensor(name="left", pin=SENSOR),)), FieldClock(), news.put, factory)
    sensors.start()
    chip.vanish()
    lost = news.get(timeout=DEADLINE_S)
    assert isinstance(lost, SensorLost)
    assert "GPIO12" in lost.why
    sensors.close()
    assert news.empty()
    assert not chip.held


def test_an_edge_that_found_no_room_is_made_good_by_the_next(factory: GpiodFactory, chip: chips.Chip) -> None:
    """The kernel drops the oldest edges of a queue that is full: two rises in a row, and a fall between."""
    news: SimpleQueue[Event] = SimpleQueue()
    clock = FieldClock()
    sensors = Pir(profile.Pir(sensors=(profile.Sensor(name="left", pin=SENSOR),)), clock, news.put, factory)
    sensors.start()
    first_ns, second_ns = clock.now_ns() - 2, clock.now_ns() - 1
    for at_ns in (first_ns, second_ns):
        chip.wire(SENSOR, True, at_ns)
    told = [news.get(timeout=DEADLINE_S) for _ in range(3)]
    assert told == [
        PirEdge("left", True, first_ns),
        PirEdge("left", False, second_ns),
        PirEdge("left", True, second_ns),
    ]
    sensors.close()


def test_what_gpiozero_offers_and_we_do_not_is_refused(factory: GpiodFactory) -> None:
    with pytest.raises(GPIOZeroError):
        PWMOutputDevice(LAMP, pin_factory=factory)
    with pytest.raises(GPIOZeroError):
        DigitalInputDevice(SENSOR, bounce_time=0.1, pin_factory=factory)


@pytest.mark.parametrize("wanted", [None, chips.LABEL])
def test_the_header_is_found_by_its_label_or_is_the_first_pinctrl(chip: chips.Chip, wanted: str | None) -> None:
    pins.factory(profile.Board(gpiochip=wanted)).close()


def test_a_chip_that_is_not_here_is_told_with_those_that_are(chip: chips.Chip) -> None:
    with pytest.raises(HardwareMissing, match=f"'pinctrl-rp1'; here are: .*gpiochip0.*{chips.LABEL}"):
        pins.factory(profile.Board(gpiochip="pinctrl-rp1"))


def test_without_any_chip_the_line_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("trapd.pi.chip.DEVICES", tmp_path)
    with pytest.raises(HardwareMissing, match=r'^board.pins = "gpiod".*none at all'):
        pins.factory(profile.Board())
