"""Run as a program by `scripts/torture cuts`: `many_cuts.py [FILE SYSTEM …] [N]`, N power cuts on each."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from statistics import median

import snapshot
from cut_phases import PHASES, cut
from power_cuts import FORMATS, Bench

POINTS = 200
HEAD = """
| file system | while | power cuts | pictures checked | cuts with a loss | check and mount, s: median, most |
|---|---|---|---|---|---|"""


def main() -> int:
    *kinds, points = [*sys.argv[1:], str(POINTS)] if not sys.argv[-1].isdigit() else sys.argv[1:]
    share = -(-int(points) // len(PHASES))
    lost = 0
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        machine = snapshot.start(snapshot.snapshot(), Path(folder))
        try:
            bench = Bench(machine)
            for kind in kinds or FORMATS:
                for name, phase in PHASES.items():
                    tally = cut(bench, kind, phase, share, random.Random())
                    times = f"{median(tally.mount_s):.1f}, {max(tally.mount_s):.1f}"
                    figures = f"{tally.points} | {tally.checked} | {len(tally.failed)} | {times}"
                    print(f"| {kind} | {name} | {figures} |", flush=True)
                    for verdict in tally.failed:
                        print(f"{kind}, {name}: {verdict.faults}", file=sys.stderr, flush=True)
                    lost += len(tally.failed)
        finally:
            machine.cut_power()
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
