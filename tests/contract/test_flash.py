"""What every flash does: on mock pins, on RPi.GPIO over fake-rpi, on libgpiod over a pretended chip, simulated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Condition
from typing import Protocol

import boards
import chips
import pytest
from gpiozero.pins.mock import MockFactory

from trapd.config import profile
from trapd.core import ports
from trapd.core.events import TIME_UP, Event, FlashLit, FlashOut
from trapd.core.units import MS, S
from trapd.pi import pins
from trapd.pi.flash import Flash as PiFlash
from trapd.runtime.clock import FieldClock, VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.flash import Flash as SimFlash
from trapd.sim.world import World

LAMP, FILTER, DIMMER = 18, 23, 24
DEADLINE_S = 30
FAR_NS = 3_600 * S


class Rig(Protocol):
    flash: ports.Flash
    events: list[Event]

    def now_ns(self) -> int: ...

    def lit(self) -> bool:
        """What an eye would see."""
        ...

    def dimmed(self) -> bool:
        """Whether it would shine, or does, at half its current."""
        ...

    def wait_for_dark(self) -> None:
        """Let time pass until the flash has told that it is out."""
        ...


class OnPins:
    """The Pi's backend in real time; nothing runs but its own guard thread."""

    def __init__(self, section: profile.Flash) -> None:
        self.events: list[Event] = []
        self.levels: dict[int, bool] = {}
        self._active_low = section.active_low
        self._clock = FieldClock()
        self._news = Condition()

    def post(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify()

    def now_ns(self) -> int:
        return self._clock.now_ns()

    def lit(self) -> bool:
        return self.levels[LAMP] is not self._active_low

    def dimmed(self) -> bool:
        return self.levels[DIMMER]

    def wait_for_dark(self) -> None:
        with self._news:
            assert self._news.wait_for(lambda: any(isinstance(one, FlashOut) for one in self.events), DEADLINE_S)


class OnFakeRpi(OnPins):
    def __init__(self, section: profile.Flash, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(section)
        boards.plug_in(monkeypatch, self.levels.__setitem__)
        self.factory = pins.factory(profile.Board(pins="rpigpio"))
        self.flash = PiFlash(section, self._clock, self.post, self.factory)


class OnChip(OnPins):
    def __init__(self, section: profile.Flash, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        super().__init__(section)
        chips.Chip(self.levels.__setitem__).plug_in(monkeypatch, folder)
        self.factory = pins.factory(profile.Board(pins="gpiod"))
        self.flash = PiFlash(section, self._clock, self.post, self.factory)


class OnMockPins(OnPins):
    def __init__(self, section: profile.Flash) -> None:
        super().__init__(section)
        self.factory = MockFactory()
        self.flash = PiFlash(section, self._clock, self.post, self.factory)

    def lit(self) -> bool:
        return self.factory.pin(LAMP).state is not self._active_low

    def dimmed(self) -> bool:
        return bool(self.factory.pin(DIMMER).state)


class Simulated:
    """On the virtual clock, where nothing is ever late."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.loop = Loop(VirtualClock(utc_ns=0, start_ns=100 * S))
        self.world = World(profile.World(passes_per_hour=0), self.loop.clock)
        self.flash = SimFlash(self.loop, self.events.append, self.world)

    def now_ns(self) -> int:
        return self.loop.clock.now_ns()

    def lit(self) -> bool:
        now_ns = self.now_ns()
        return bool(self.world.flash.spans(now_ns, now_ns + 1))

    def dimmed(self) -> bool:
        return self.world.flash.strength(self.now_ns()) < 1

    def wait_for_dark(self) -> None:
        self.loop.after(FAR_NS // 2, self.loop.stop)
        self.loop.run()


BOARDS = ["mock pins", "fake-rpi", "gpiod"]


@pytest.fixture(params=[*BOARDS, *(f"{board}, active low" for board in BOARDS), "simulated"])
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Rig]:
    active_low = "active low" in request.param
    section = profile.Flash(pin=LAMP, active_low=active_low, dim_pin=DIMMER, ir_cut="switch", ir_cut_pin=FILTER)
    rig: Rig
    if request.param == "simulated":
        rig = Simulated()
    elif "fake-rpi" in request.param:
        rig = OnFakeRpi(section, monkeypatch)
    elif "gpiod" in request.param:
        rig = OnChip(section, monkeypatch, tmp_path)
    else:
        rig = OnMockPins(section)
    yield rig
    rig.flash.close()
    if isinstance(rig, OnFakeRpi | OnChip | OnMockPins):
        rig.factory.close()


def test_dark_until_it_is_lit(rig: Rig) -> None:
    assert not rig.lit()
    assert rig.events == []


def test_lit_at_once_and_told_with_the_time(rig: Rig) -> None:
    before_ns = rig.now_ns()
    rig.flash.light(before_ns + FAR_NS)
    assert rig.lit()
    (lit,) = rig.events
    assert isinstance(lit, FlashLit)
    assert before_ns <= lit.mono_ns <= rig.now_ns()
    assert lit.until_ns == before_ns + FAR_NS


def test_it_ends_by_itself_and_says_why(rig: Rig) -> None:
    until_ns = rig.now_ns() + 50 * MS
    rig.flash.light(until_ns)
    rig.wait_for_dark()
    assert not rig.lit()
    out = rig.events[-1]
    assert isinstance(out, FlashOut)
    assert out.why == TIME_UP
    assert out.mono_ns >= until_ns


def test_doused_it_is_dark_at_once_and_has_nothing_to_tell(rig: Rig) -> None:
    rig.flash.light(rig.now_ns() + FAR_NS)
    rig.flash.douse()
    assert not rig.lit()
    assert [type(one) for one in rig.events] == [FlashLit]


def test_a_later_light_moves_the_end_nearer(rig: Rig) -> None:
    rig.flash.light(rig.now_ns() + FAR_NS)
    rig.flash.light(rig.now_ns() + 50 * MS)
    rig.wait_for_dark()
    assert not rig.lit()


def test_a_later_light_moves_the_end_away(rig: Rig) -> None:
    ends = [rig.now_ns() + 10 * S, rig.now_ns() + FAR_NS]
    for until_ns in ends:
        rig.flash.light(until_ns)
    assert rig.lit()
    assert [one.until_ns for one in rig.events if isinstance(one, FlashLit)] == ends


def test_an_end_already_past_lights_nothing(rig: Rig) -> None:
    rig.flash.light(rig.now_ns())
    assert not rig.lit()
    (out,) = rig.events
    assert isinstance(out, FlashOut)
    assert out.why == TIME_UP


def test_dimmed_for_one_light_and_not_for_the_next(rig: Rig) -> None:
    rig.flash.light(rig.now_ns() + FAR_NS, dim=True)
    assert rig.lit()
    assert rig.dimmed()
    rig.flash.douse()
    rig.flash.light(rig.now_ns() + FAR_NS)
    assert rig.lit()
    assert not rig.dimmed()
    assert [type(one) for one in rig.events] == [FlashLit, FlashLit]


def test_lit_again_after_it_was_out(rig: Rig) -> None:
    rig.flash.light(rig.now_ns() + FAR_NS)
    rig.flash.douse()
    rig.flash.light(rig.now_ns() + FAR_NS)
    assert rig.lit()


def test_dark_after_close_whatever_was_on(rig: Rig) -> None:
    rig.flash.light(rig.now_ns() + FAR_NS)
    rig.flash.close()
    assert not rig.lit()


def test_closing_twice_and_dousing_in_the_dark_do_no_harm(rig: Rig) -> None:
    rig.flash.douse()
    rig.flash.ir_cut(day=False)
    rig.flash.ir_cut(day=True)
    rig.flash.close()
    rig.flash.close()
    assert rig.events == []
    assert not rig.lit()
