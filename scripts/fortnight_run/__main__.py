"""Plays the fortnight, and looks at what it left."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fortnight_run.looked import TABLE, look
from fortnight_run.played import played

LEAST_DAYS = 1.5
"""Of a shorter one its story leaves nothing."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/fortnight", allow_abbrev=False)
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder that is not there yet")
    parser.add_argument("--days", type=float, default=14, help="the same story in less time, 1.5 at least")
    wish = parser.parse_args()
    if wish.out.exists():
        parser.error(f"{wish.out} is there already: name a folder that is not")
    if not LEAST_DAYS <= wish.days <= 14:
        parser.error(f"--days {wish.days:g}: from {LEAST_DAYS:g} to 14")
    print("playing, about a minute …", file=sys.stderr)
    truth = played(wish.out, wish.days)
    looked = look(wish.out, truth)
    print(*looked.lines, "", *(wish.out / TABLE).read_text().splitlines(), sep="\n")
    return int(looked.wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
