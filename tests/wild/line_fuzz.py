"""A running unit, and two who talk at once on its line, wildly. As a program: line_fuzz.py [INPUTS [SEED]]

The line is a real pty, the unit a process of its own. After every thousand inputs it has to greet; at the end it must
hold no more memory than after the first tenth, and its loop must have come to every job in time all the while.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from line_inputs import an_input
from rig import profile
from runs import Running, environment, write_profile

from trapd.console.wire import LONGEST_REPLY, Frame, Frames, Kind, encode

HERE = Path(__file__).parent
BATCH = 1_000
PATIENCE_S = 120
GREETING = 0xFFFF_FFFF
"""An id that no input has."""


class Two:
    """Who talk at once; one of them reads."""

    def __init__(self, port: str, chance: random.Random) -> None:
        self._fds = [os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK) for _ in range(2)]
        self._chance = chance
        self._frames = Frames(LONGEST_REPLY)
        self._greetings = 0

    def throw(self, inputs: list[bytes]) -> int:
        """Each half of them, in pieces that come in between the other's. Returns their bytes."""
        streams = [b"".join(inputs[0::2]), b"".join(inputs[1::2])]
        while any(streams):
            which = self._chance.randrange(2)
            piece = streams[which][: self._chance.choice((1, 7, 40, 300))]
            sent = self._write(which, piece)
            streams[which] = streams[which][sent:]
            self._read(0 if sent else 0.001)
        return sum(map(len, inputs))

    def pour(self, data: bytes) -> None:
        """All of it, by one of them."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._write(0, rest[:4_096]) :]
            self._read(0.001)

    def greet(self) -> None:
        """Whatever was half said: a C0 ends a frame, Ctrl-C a line. Raises AssertionError if nobody answers."""
        before = self._greetings
        self.pour(b"\xc0\x03" + encode(Kind.REQUEST, GREETING, b'{"ask": "hello"}'))
        until = time.monotonic() + PATIENCE_S
        while self._greetings == before:
            assert time.monotonic() < until, "the unit does not answer any more"
            self._read(0.5)

    def close(self) -> None:
        for fd in self._fds:
            os.close(fd)

    def _write(self, which: int, data: bytes | memoryview) -> int:
        with suppress(BlockingIOError):
            return os.write(self._fds[which], data)
        return 0

    def _read(self, within_s: float) -> None:
        while select.select([self._fds[0]], [], [], within_s)[0]:
            for item in self._frames.feed(os.read(self._fds[0], 65_536)):
                self._greetings += isinstance(item, Frame) and (item.kind, item.id) == (Kind.DONE, GREETING)
            within_s = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    inputs: int
    bytes: int
    took_s: float
    mb_before: float
    """Of the unit, when a tenth of the inputs was through."""
    mb_after: float
    late_ms: dict[str, float]
    """From a job's posting to its turn on the loop."""
    floor_ms: dict[str, float]
    """The same of a loop that has nothing else to do, in another process meanwhile."""


def fuzz(folder: Path, inputs: int, seed: int, told: Callable[[str], None] = print) -> Result:
    """Raises AssertionError if the unit does not answer any more, or ended."""
    chance, size, began = random.Random(seed), 0, time.monotonic()
    unit = write_profile(folder / "unit.toml", profile(world={"starts": "now"}))
    with (
        _floor() as floor,
        Running(folder, "run", unit, "--card", folder / "card", program=(HERE / "line_unit.py",)) as run,
    ):
        run.wait_for("card")
        port = run.wait_for("console")["port"]
        two, before = Two(port, chance), 0.0
        for done in range(0, inputs, BATCH):
            size += two.throw([an_input(chance) for _ in range(min(BATCH, inputs - done))])
            two.greet()
            if done <= inputs / 10:
                before = _mb(run)
            if done % 50_000 == 0:
                told(f"{done:>9,} inputs, {_mb(run):.1f} MB, {time.monotonic() - began:.0f} s")
        after = _mb(run)
        two.close()
        assert run.stop(signal.SIGTERM) == 0
        took_s, floor_ms = time.monotonic() - began, json.loads(floor.communicate()[1])
    late_ms = json.loads(run.errors.read_text().splitlines()[-1])
    return Result(inputs, size, took_s, before, after, late_ms, floor_ms)


def _floor() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, HERE / "line_unit.py"],
        env=environment(HERE),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _mb(run: Running) -> float:
    """Resident, of the unit's process."""
    status = Path(f"/proc/{run.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1_000


def main(inputs: int, seed: int) -> int:
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="trapd-line-") as name:
        result = fuzz(Path(name), inputs, seed)
    print(f"{result.inputs:,} inputs, {result.bytes:,} bytes in {result.took_s:.0f} s; the unit answers")
    print(f"memory of the unit: {result.mb_before:.1f} MB after a tenth, {result.mb_after:.1f} MB at the end")
    for what, ms in (("a job waits for the loop", result.late_ms), ("an idle loop meanwhile", result.floor_ms)):
        figures = ", ".join(f"{name} {ms[name]:.2f}" for name in ("median", "p99", "p999", "max"))
        print(f"{what}, ms, {ms['n']:,} times: {figures}")
    return 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*numbers, *(1_000_000, int.from_bytes(os.urandom(4)))[len(numbers) :]))
