"""`trapd verify` beside the least that it takes: to read each file once and to reckon its SHA-256."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.pictures import HEIGHT, WIDTH, fill
from benchmarks.unit_process import environment
from trapd.card import ledger

PICTURES = 1_000
RUNS = 5
TARGET_MB_S = 104
"""No UHS-I card is faster: its bus is not (SD Physical Layer, SDR104)."""
MANY, SMALL = 100_000, (64, 48)
MB = 1_000_000


def measure(quick: bool) -> Result:
    pictures, runs, many = (40, 3, 2_000) if quick else (PICTURES, RUNS, MANY)
    with TemporaryDirectory(prefix="trapd-bench-", dir="/var/tmp") as name:
        card = Path(name) / "card"
        size = fill(card, pictures)
        ours, floor, warm, warm_floor = [], [], [], []
        for _ in range(runs):
            ours.append(_timed(_verify, card, cold=True))
            floor.append(_timed(_read, card, cold=True))
            warm_floor.append(_timed(_read, card, cold=False))
            warm.append(_timed(_verify, card, cold=False))
    with TemporaryDirectory(prefix="trapd-bench-", dir="/var/tmp") as name:
        card = Path(name) / "card"
        fill(card, many, SMALL)
        began = time.monotonic()
        most_mb = _most_mb(card)
        many_s = time.monotonic() - began
    cold, bare = Spread.of(ours, "s"), Spread.of(floor, "s")
    rate = size / MB / cold.median
    return Result(
        what="`trapd verify` of a card",
        target=f"≥ {TARGET_MB_S} MB/s: any UHS-I card's speed",
        measured=f"median {number(rate)} MB/s",
        floor=f"median {number(size / MB / bare.median)} MB/s: files read, SHA-256, one after the other",
        met=rate >= TARGET_MB_S,
        how=(
            f"{pictures:,} stills of {WIDTH} × {HEIGHT} with EXIF, {size / MB:,.0f} MB, which the kernel was asked "
            "to forget before each run, so that they come from the disk; in the rows below also from the kernel's "
            "memory. A whole process each time, the floor's too; ours also finds every file, folds the catalog and "
            "compares each fact."
        ),
        rows=(
            Row("from the disk, s", cold),
            Row("the floor, from the disk, s", bare),
            Row("from memory, s", Spread.of(warm, "s")),
            Row("the floor, from memory, s", Spread.of(warm_floor, "s")),
            Row(
                f"a card of {many:,} small pictures",
                f"{number(many_s)} s, {number(most_mb)} MB of memory at the most",
            ),
        ),
    )


def _timed(what: Callable[[Path], object], card: Path, cold: bool) -> float:
    if cold:
        for name in ledger.fold(card).pictures:
            fd = os.open(card / name, os.O_RDONLY)
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(fd)
    began = time.monotonic()
    what(card)
    return time.monotonic() - began


def _verify(card: Path) -> None:
    _python(card, "-m", "trapd", "verify", str(card))


FLOOR = """
import hashlib, sys
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*.jpg")):
    hashlib.sha256(path.read_bytes())
"""


def _read(card: Path) -> None:
    _python(card, "-c", FLOOR, str(card))


def _most_mb(card: Path) -> float:
    """Of the process, resident, by the kernel's account."""
    with subprocess.Popen(
        [sys.executable, "-m", "trapd", "verify", str(card)], env=environment(card.parent), stdout=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError("the card of the benchmark is not in order")
    return usage.ru_maxrss * 1024 / MB


def _python(card: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=environment(card.parent), stdout=subprocess.DEVNULL, check=True)
