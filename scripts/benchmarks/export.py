"""`trapd export` beside a plain copy that is verified: read, written, read back from the disk, compared."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.pictures import HEIGHT, WIDTH, fill
from benchmarks.unit_process import environment

MANY, SMALL = 100_000, (64, 48)
FEWER = 10_000
PICTURES = 1_000
RUNS = 3
TARGET = 0.8
MB = 1_000_000
SURVEY = '[[contributor]]\ntitle = "bench"\n[project]\ntitle = "bench"\nsampling_design = "opportunistic"\n'
FLOOR = """
import hashlib, sys
from pathlib import Path
from trapd.card import medium
card, out = map(Path, sys.argv[1:])
for path in sorted(card.rglob("*.jpg")):
    data, copy = path.read_bytes(), out / path.relative_to(card)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(data)
    if medium.sha256(copy) != hashlib.sha256(data).hexdigest():
        raise OSError(copy)
"""
"""One file after the other, and no table."""


def measure(quick: bool) -> Result:
    many, fewer, pictures, runs = (2_000, 1_000, 40, 1) if quick else (MANY, FEWER, PICTURES, RUNS)
    with TemporaryDirectory(prefix="trapd-bench-", dir="/var/tmp") as name:
        bench = _Bench(Path(name))
        bench.fill(fewer, SMALL)
        fewer_mb = bench.export()[1]
        bench.fill(pictures, (WIDTH, HEIGHT))
        large = [(bench.plain(), bench.export()[0]) for _ in range(runs)]
        size_mb = bench.size / pictures / MB
        bench.fill(many, SMALL)
        small, most_mb = [], 0.0
        for _ in range(runs):
            plain_s = bench.plain()
            seconds, most_mb = bench.export()
            small.append((plain_s, seconds))
        again_s = bench.export(anew=False)[0]
    ratio = Spread.of([plain / ours for plain, ours in small], "×")
    ratio_large = Spread.of([plain / ours for plain, ours in large], "×")
    return Result(
        what=f"`trapd export` of a card with {many:,} files",
        target=f"≥ {TARGET} × a plain verified copy",
        measured=f"median {number(ratio.median)} ×",
        floor=f"median {number(Spread.of([plain for plain, _ in small], 's').median)} s: read, SHA-256, written, read"
        " back from the disk, SHA-256, one after the other",
        met=ratio.median >= TARGET,
        how=(
            f"{many:,} stills of {SMALL[0]} × {SMALL[1]}, where what is done for each file weighs most, and"
            f" {pictures:,} of {WIDTH} × {HEIGHT}, {number(size_mb)} MB each. A whole process each time, in turn with"
            " the floor's; ours also finds every file, folds the catalog, and writes and checks Camtrap DP's tables."
        ),
        rows=(
            Row(f"{many:,} small files, × the floor", ratio),
            Row(f"{pictures:,} files of {number(size_mb)} MB, × the floor", ratio_large),
            Row(f"{many:,} small files, s", Spread.of([ours for _, ours in small], "s")),
            Row(f"{many:,} small files again, when all is there", f"{number(again_s)} s"),
            Row(
                "memory at the most",
                f"{number(fewer_mb)} MB with {fewer:,} files, {number(most_mb)} MB with {many:,}",
            ),
        ),
    )


class _Bench:
    def __init__(self, root: Path) -> None:
        self._card, self._out = root / "card", root / "out"
        self._survey = root / "survey.toml"
        self._survey.write_text(SURVEY)
        self.size = 0

    def fill(self, pictures: int, of: tuple[int, int]) -> None:
        shutil.rmtree(self._card, ignore_errors=True)
        self.size = fill(self._card, pictures, of)

    def export(self, anew: bool = True) -> tuple[float, float]:
        """Seconds, and MB of memory at the most."""
        words = ["-m", "trapd", "export", self._card, self._out, "--to", "camtrap-dp", "--survey", self._survey]
        return self._timed(anew, *map(str, words))

    def plain(self) -> float:
        return self._timed(True, "-c", FLOOR, str(self._card), str(self._out))[0]

    def _timed(self, anew: bool, *words: str) -> tuple[float, float]:
        if anew:
            shutil.rmtree(self._out, ignore_errors=True)
            os.sync()
        began = time.monotonic()
        with subprocess.Popen(
            [sys.executable, *words], env=environment(self._card.parent), stdout=subprocess.DEVNULL
        ) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError("the benchmark's card was not exported")
        return time.monotonic() - began, usage.ru_maxrss * 1024 / MB
