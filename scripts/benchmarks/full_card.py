"""How soon a card of 100,000 pictures takes the next, and what its sweep in the background costs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.captions import caption
from benchmarks.figures import Result, Row, Spread, number
from benchmarks.leftovers import CAMERA, CLIP_S, TORN_CLIPS, TORN_STILLS, UNANNOUNCED, Leftovers
from benchmarks.unit_inside import DESKTOP
from benchmarks.unit_process import environment, trapd_run
from trapd.card import catalog, line, names
from trapd.core.units import S

FILES, ROUNDS = 100_000, 7
TARGET_S = 2.0
FLOOR = """
import os, sys, time
began = time.monotonic()
for folder, _, files in os.walk(sys.argv[1]):
    pass
scanned = time.monotonic()
for line in open(sys.argv[1] + "/catalog.jsonl", "rb"):
    pass
print(scanned - began, time.monotonic() - scanned)
"""


def measure(quick: bool) -> Result:
    files, rounds = (5_000, 2) if quick else (FILES, ROUNDS)
    with TemporaryDirectory(prefix="trapd-bench-", dir="/var/tmp") as name:
        root = Path(name) / "card"
        line_bytes = _fill(root, files)
        leftovers = Leftovers(root)
        floors, plain, starts, messy = [], [], [], []
        for _ in range(rounds):
            floors.append([float(word) for word in _python(root, "-c", FLOOR).split()])
            plain.append(json.loads(_python(root, "-m", "benchmarks.opened")))
            starts.append(_start(root))
            leftovers.leave()
            messy.append(json.loads(_python(root, "-m", "benchmarks.opened")))
    ready, scanned = _spread(plain + messy, "ready_s"), Spread.of((scan for scan, _ in floors), "s")
    done = messy[-1]
    return Result(
        what=f"a card of {files:,} pictures is opened and takes the next",
        target=f"≤ {TARGET_S:g} s",
        measured=f"median {number(ready.median)} s, at most {number(ready.values[-1])} s",
        floor=f"median {number(scanned.median)} s: os.walk over the same files, as a sweep before it would need",
        met=ready.values[-1] <= TARGET_S,
        how=(
            f"linux/card.py on a folder of this machine's disk, {_caches()}: from `open` to `CardReady`, and to "
            "`CardSwept`, which comes from the background. The pictures are a few bytes each, since no sweep looks "
            f"into an announced one; the catalog has its real {line_bytes:.0f} bytes a line. With leftovers: "
            f"{UNANNOUNCED} whole stills without a line, {TORN_STILLS} torn ones and {TORN_CLIPS} torn clips of "
            f"{CLIP_S} s in {CAMERA.width} × {CAMERA.height}, decoded to their last sound frame and closed (in the "
            f"last round {done['announced']} announced, {done['set_aside']} set aside, {done['closed']} closed). "
            "Memory: the peak of the process over what it had before `open`, media libraries loaded already."
        ),
        rows=(
            Row("`open` to CardReady, s", ready),
            Row("process start of `trapd run` to its `card` line, s", Spread.of(starts, "s")),
            Row("`open` to CardSwept, s", _spread(plain, "swept_s")),
            Row("`open` to CardSwept with leftovers, s", _spread(messy, "swept_s")),
            Row("floor: os.walk over all files, s", scanned),
            Row("floor: every line of the catalog read, s", Spread.of((read for _, read in floors), "s")),
            Row("memory of the sweep, MB", _spread(plain, "more_mb")),
            Row("memory of the sweep with leftovers, MB", _spread(messy, "more_mb")),
        ),
    )


def _fill(root: Path, count: int) -> float:
    """Announced pictures of a few bytes each; returns how long a line of the catalog is."""
    (root / "BENCH").mkdir(parents=True)
    with (root / catalog.FILE).open("wb") as book:
        book.write(line.encode(catalog.HEADER | {"card": "0" * 16}) + b"\n")
        for index in range(count):
            ns = index * 15 * S
            told = replace(caption("still", index // 4 + 1, ns, ns), number=index % 4 + 1)
            name = names.name(told)
            data = name.encode()
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(data)
            record = catalog.media(name, hashlib.sha256(data).hexdigest(), len(data), told.facts())
            book.write(line.encode(record) + b"\n")
        return book.tell() / count


def _python(root: Path, *words: str) -> str:
    """What a fresh Python says, the kernel's memory of the disk emptied before."""
    _forgotten()
    command = [sys.executable, *words, str(root)]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=root.parent, env=environment(root.parent)
    ).stdout


def _start(root: Path) -> float:
    _forgotten()
    with trapd_run(DESKTOP, "--card", str(root)) as unit:
        return float(unit.wait("card")["seen"]) - unit.began


def _forgotten() -> bool:
    """Whether the kernel forgot files, folders and inodes, as after power-on. Only root can ask for it, and in many a
    container not even root."""
    os.sync()
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3")
    except OSError:
        return False
    return True


def _caches() -> str:
    return "nothing of it in the kernel's memory" if _forgotten() else "in the kernel's memory already"


def _spread(rounds: list[dict[str, float]], key: str) -> Spread:
    return Spread.of((one[key] for one in rounds), key.rpartition("_")[2])
