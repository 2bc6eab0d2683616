"""Plays the fortnight, and looks at what it left."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fortnight_run.looked import TABLE, look
from fortnight_run.played import played


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/fortnight", allow_abbrev=False)
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder that is not there yet")
    parser.add_argument("--days", type=float, default=14, help="the same story in less time; at least 2")
    wish = parser.parse_args()
    truth = played(wish.out, wish.days)
    looked = look(wish.out, truth)
    print(*looked.lines, "", *(wish.out / TABLE).read_text().splitlines(), sep="\n")
    return int(looked.wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
