"""The flash on a board: its filter, and what it does in trouble."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Signal

import pytest
import wake_ups
from gpiozero import OutputDevice
from gpiozero.pins.mock import MockFactory, MockPin

from trapd.config import profile
from trapd.core.errors import BadSettings
from trapd.core.events import TIME_UP, Event, FlashLit, FlashOut
from trapd.core.units import S
from trapd.pi.flash import LAST_TRIES, Flash
from trapd.runtime.clock import FieldClock

LAMP, FILTER, DIMMER = 18, 23, 24
DEADLINE_S = 30


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    with MockFactory() as factory:
        yield factory


def test_the_filter_is_in_by_day_and_out_by_night(factory: MockFactory) -> None:
    section = profile.Flash(pin=LAMP, ir_cut="switch", ir_cut_pin=FILTER)
    flash = Flash(section, FieldClock(), [].append, factory)
    assert factory.pin(FILTER).state, "in from the start: daylight spoils more than darkness does"
    flash.ir_cut(day=False)
    assert not factory.pin(FILTER).state
    flash.ir_cut(day=True)
    assert factory.pin(FILTER).state
    flash.close()


def test_without_a_filter_no_second_pin_is_touched(factory: MockFactory) -> None:
    flash = Flash(profile.Flash(pin=LAMP), FieldClock(), [].append, factory)
    flash.ir_cut(day=False)
    assert [pin.name for pin in factory.pins] == [f"GPIO{LAMP}"]
    flash.close()


def test_a_pin_that_somebody_holds_is_told_at_once_and_at_every_light(factory: MockFactory) -> None:
    events: list[Event] = []
    clock = FieldClock()
    with OutputDevice(LAMP, pin_factory=factory):
        flash = Flash(profile.Flash(pin=LAMP), clock, events.append, factory)
        flash.light(clock.now_ns() + S)
        flash.douse()
        flash.close()
    first, second = events
    assert isinstance(first, FlashOut)
    assert isinstance(second, FlashOut)
    assert f"GPIO{LAMP}" in first.why
    assert "gpioinfo" in first.why


def test_the_dimmer_is_driven_before_the_light_that_the_pack_could_not_bear(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, driven = FieldClock(), list[tuple[str, bool]]()
    flash = Flash(profile.Flash(pin=LAMP, dim_pin=DIMMER), clock, [].append, factory)
    drive = MockPin._set_state

    def noted(pin: MockPin, value: bool) -> None:
        driven.append((str(pin), value))
        drive(pin, value)

    monkeypatch.setattr(MockPin, "_set_state", noted)
    flash.light(clock.now_ns() + S, dim=True)
    assert driven == [(f"GPIO{DIMMER}", True), (f"GPIO{LAMP}", True)]
    flash.close()


def test_with_a_dimmer_that_somebody_holds_it_stays_dark_rather_than_too_bright(factory: MockFactory) -> None:
    events: list[Event] = []
    clock = FieldClock()
    with OutputDevice(DIMMER, pin_factory=factory):
        flash = Flash(profile.Flash(pin=LAMP, dim_pin=DIMMER), clock, events.append, factory)
        flash.light(clock.now_ns() + S, dim=True)
        assert not factory.pin(LAMP).state
        flash.light(clock.now_ns() + S)
        assert factory.pin(LAMP).state
        flash.close()
    at_claim, dark, lit = events
    assert isinstance(at_claim, FlashOut)
    assert f"dimmer of the flash (GPIO{DIMMER})" in at_claim.why
    assert isinstance(dark, FlashOut)
    assert "dimmer" in dark.why
    assert isinstance(lit, FlashLit)


def test_a_line_that_breaks_while_lit_is_driven_dark_until_it_obeys(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[Event] = []
    dark = Signal()

    def post(event: Event) -> None:
        events.append(event)
        if isinstance(event, FlashOut) and event.why == TIME_UP:
            dark.set()

    clock = FieldClock()
    flash = Flash(profile.Flash(pin=LAMP), clock, post, factory)
    flash.light(clock.now_ns() + 3_600 * S)

    def refuse(pin: MockPin, value: bool) -> None:
        raise OSError("Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(MockPin, "_set_state", refuse)
        flash.douse()
    lit, out = events
    assert isinstance(lit, FlashLit)
    assert isinstance(out, FlashOut)
    assert "STILL BE LIT" in out.why
    assert dark.wait(DEADLINE_S), "the guard tries again by itself"
    assert not factory.pin(LAMP).state
    flash.close()


def test_a_line_that_breaks_before_the_end_is_driven_dark_until_it_obeys(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[Event] = []
    clock = FieldClock()
    flash = Flash(profile.Flash(pin=LAMP), clock, events.append, factory)
    flash.light(clock.now_ns() + 3_600 * S)
    drive, refusals = MockPin._set_state, iter((OSError("Input/output error"),) * 2)

    def refuse_twice(pin: MockPin, value: bool) -> None:
        for refusal in refusals:
            raise refusal
        drive(pin, value)

    pin = factory.pin(LAMP)
    monkeypatch.setattr(MockPin, "_set_state", refuse_twice)
    flash.close()
    assert not pin.state
    *troubles, out = events[1:]
    assert ["STILL BE LIT" in trouble.why for trouble in troubles] == [True, True]
    assert out.why == TIME_UP


def test_a_line_that_never_obeys_does_not_hold_up_the_end(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[Event] = []
    clock = FieldClock()
    flash = Flash(profile.Flash(pin=LAMP), clock, events.append, factory)
    flash.light(clock.now_ns() + 3_600 * S)

    def refuse(pin: MockPin, value: bool) -> None:
        raise OSError("Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(MockPin, "_set_state", refuse)
        flash.close()
    assert "STILL BE LIT" in events[-1].why
    assert len(events) == 1 + LAST_TRIES


def test_dark_it_costs_no_wake_up(factory: MockFactory) -> None:
    clock = FieldClock()
    flash = Flash(profile.Flash(pin=LAMP), clock, [].append, factory)
    flash.light(clock.now_ns() + S)
    flash.douse()
    assert wake_ups.none_in_a_second("flash-guard")
    flash.close()


def test_a_flash_without_a_pin_is_a_bad_profile(factory: MockFactory) -> None:
    with pytest.raises(BadSettings, match=r"flash\.pin"):
        Flash(profile.Flash(), FieldClock(), [].append, factory)
    with pytest.raises(BadSettings, match=r"flash\.ir_cut_pin"):
        Flash(profile.Flash(pin=LAMP, ir_cut="switch"), FieldClock(), [].append, factory)
