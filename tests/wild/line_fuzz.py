"""A running unit, and two who talk at once on its line, wildly. As a program: line_fuzz.py [INPUTS [SEED]]

The line is a real pty, the unit a process of its own. After every thousand inputs it has to greet; at the end it must
hold no more memory than after the first tenth, and its loop must have come to every job in time all the while.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rig import profile
from runs import Running, environment, write_profile
from two_talkers import Two

HERE = Path(__file__).parent
BATCH = 1_000


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
            size += two.throw(min(BATCH, inputs - done))
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
