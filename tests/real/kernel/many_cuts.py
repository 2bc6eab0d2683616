"""Run as a program by `scripts/torture cuts`: `many_cuts.py [FILE SYSTEM …] [N]`, N power cuts on each."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from statistics import median

import snapshot
from cut_phases import PHASES, Tally, cut
from power_cuts import FORMATS, Bench

POINTS = 200
A_LIFE = 50
"""Cuts in one recorded life of a card."""
HEAD = """
| file system | while | power cuts | pictures checked | cuts with a loss | check and mount, s: median, most |
|---|---|---|---|---|---|"""


def main() -> int:
    kinds, points = [word for word in sys.argv[1:] if not word.isdigit()], POINTS
    for word in sys.argv[1:]:
        points = int(word) if word.isdigit() else points
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        machine = snapshot.start(snapshot.snapshot(), Path(folder))
        try:
            bench = Bench(machine)
            print(HEAD, flush=True)
            for kind in kinds or FORMATS:
                tallies: dict[str, Tally] = {}
                for _ in range(-(-points // A_LIFE)):
                    cut(bench, kind, A_LIFE // PHASES, random.Random(), tallies)
                for name, tally in tallies.items():
                    print(line(kind, name, tally), flush=True)
                    failed += len(tally.failed)
        finally:
            machine.cut_power()
    return 1 if failed else 0


def line(kind: str, name: str, tally: Tally) -> str:
    times = f"{median(tally.mount_s):.1f}, {max(tally.mount_s):.1f}"
    for verdict in tally.failed:
        print(f"{kind}, {name}: {verdict.faults}", file=sys.stderr, flush=True)
    return f"| {kind} | {name} | {tally.points} | {tally.checked} | {len(tally.failed)} | {times} |"


if __name__ == "__main__":
    sys.exit(main())
