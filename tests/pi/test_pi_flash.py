"""The flash on a board: what its wires do in trouble, and at the end of the process, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event as Signal

import pytest
from gpiozero import OutputDevice
from gpiozero.pins.mock import MockFactory, MockPin

import trapd
from trapd.config import profile
from trapd.core.errors import BadSettings
from trapd.core.events import Event, FlashLit, FlashOut
from trapd.core.units import MS, S
from trapd.pi.flash import Flash
from trapd.runtime.clock import FieldClock

LAMP, FILTER = 18, 23
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


def test_a_line_that_breaks_while_lit_is_driven_dark_until_it_obeys(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[Event] = []
    dark = Signal()

    def post(event: Event) -> None:
        events.append(event)
        if isinstance(event, FlashOut) and event.why == "longest on-time":
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


def test_a_flash_without_a_pin_is_a_bad_profile(factory: MockFactory) -> None:
    with pytest.raises(BadSettings, match=r"flash\.pin"):
        Flash(profile.Flash(), FieldClock(), [].append, factory)
    with pytest.raises(BadSettings, match=r"flash\.ir_cut_pin"):
        Flash(profile.Flash(pin=LAMP, ir_cut="switch"), FieldClock(), [].append, factory)


UNIT = """
import signal, sys
from pathlib import Path
from threading import Event, Thread

import boards, pytest
from trapd.config import profile
from trapd.pi import pins
from trapd.pi.flash import Flash
from trapd.runtime.clock import FieldClock

wire = Path(sys.argv[1]).open("a", buffering=1)
boards.plug_in(pytest.MonkeyPatch(), lambda pin, high: wire.write(f"{int(high)}\\n"))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
clock = FieldClock()
flash = Flash(profile.Flash(pin=18), clock, lambda event: None, pins.factory("rpigpio"))
"""
LIT_FOR_AN_HOUR = "flash.light(clock.now_ns() + 3_600_000_000_000)\nprint('lit', flush=True)\n"
LIT_FOR_A_MOMENT = f"flash.light(clock.now_ns() + {300 * MS})\nprint('lit', flush=True)\n"
HANG = "Event().wait()\n"


class Unit:
    """A process with a flash, and the wire to its lamp, which shows every level that was driven onto it."""

    def __init__(self, folder: Path, then: str) -> None:
        """Runs `then` in the process; returns once the flash is lit."""
        self._wire = folder / "wire"
        root = Path(trapd.__file__).parents[1]
        self.process = subprocess.Popen(
            [sys.executable, "-c", UNIT + then, str(self._wire)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=root,
            env={"PYTHONPATH": f"{root}:{root / 'tests'}"},
        )
        assert self.process.stdout is not None
        assert "lit\n" in iter(self.process.stdout.readline, ""), self.end()

    def levels(self) -> list[str]:
        return self._wire.read_text().split()

    def end(self) -> tuple[int, str]:
        """Its exit status and what it said on stderr, once it is gone."""
        errors = self.process.communicate(timeout=DEADLINE_S)[1]
        return self.process.returncode, errors


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Callable[[str], Unit]]:
    with ExitStack() as units:

        def start(then: str) -> Unit:
            unit = Unit(tmp_path, then)
            units.enter_context(unit.process)
            units.callback(unit.process.kill)
            return unit

        yield start


OFF_ON_OFF = ["0", "1", "0"]


def test_dark_when_an_exception_ends_the_process(unit: Callable[[str], Unit]) -> None:
    ended = unit(LIT_FOR_AN_HOUR + "raise RuntimeError('a bug')\n")
    status, errors = ended.end()
    assert status == 1
    assert "a bug" in errors
    assert ended.levels() == OFF_ON_OFF


def test_dark_when_sigterm_ends_the_process(unit: Callable[[str], Unit]) -> None:
    ended = unit(LIT_FOR_AN_HOUR + HANG)
    ended.process.send_signal(signal.SIGTERM)
    assert ended.end() == (0, "")
    assert ended.levels() == OFF_ON_OFF


def test_dark_when_ctrl_c_ends_the_process(unit: Callable[[str], Unit]) -> None:
    ended = unit(LIT_FOR_AN_HOUR + HANG)
    ended.process.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in ended.end()[1]
    assert ended.levels() == OFF_ON_OFF


def test_dark_at_its_time_though_the_loop_hangs_and_the_end_is_blocked(unit: Callable[[str], Unit]) -> None:
    """Python waits for a hanging thread before it runs `atexit` handlers: here the guard alone can help."""
    stuck = unit(LIT_FOR_A_MOMENT + "Thread(target=Event().wait).start()\nraise RuntimeError('a bug')\n")
    a_moment = Signal()
    for _ in range(DEADLINE_S * 20):
        if stuck.levels() == OFF_ON_OFF:
            break
        a_moment.wait(0.05)
    assert stuck.levels() == OFF_ON_OFF
    assert stuck.process.poll() is None, "or `atexit` may have done it"
