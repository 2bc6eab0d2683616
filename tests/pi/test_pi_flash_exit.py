"""The flash is dark after its process is gone, whatever ended it.

fake-rpi's outputs are recorded into a file, which stands for the wire: what was written last stays on it. SIGKILL is
not here: nothing in the process could help, see `trapd/pi/flash.py`.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event as Signal

import pytest

import trapd
from trapd.core.units import MS

DEADLINE_S = 30
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
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs the tests in the background
clock = FieldClock()
flash = Flash(profile.Flash(pin=18), clock, lambda event: None, pins.factory(profile.Board(pins="rpigpio")))
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
