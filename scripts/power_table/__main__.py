"""Plays a season for every unit of the table, and prints it as it stands in docs/power.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from power_table.units import BOARDS, LEVELS, PACKS, PANEL_W, units
from trapd.commands.season_seeds import season_seeds
from trapd.config import scenario
from trapd.view.answer import Outcome, outcome
from trapd.view.progress import progress

ROOT = Path(__file__).parents[2]
WINTER = ROOT / "scenarios" / "kedrovaya-winter.toml"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/power-table", allow_abbrev=False)
    parser.add_argument("--seeds", type=int, default=1, help="seasons of each unit; the medians are told")
    parser.add_argument("--days", type=int, help="instead of the scenario's")
    parser.add_argument("--scenario", type=Path, default=WINTER)
    wish = parser.parse_args()
    there = scenario.load(wish.scenario)
    profiles, days = units(ROOT / "hw_profiles"), wish.days or there.days
    seeds = range(there.seed, there.seed + wish.seeds)
    with progress("seasons", len(profiles) * len(seeds)) as done:
        seasons = season_seeds(profiles, there, days, seeds, done)
    found = {name: outcome(name, {}, every) for name, every in seasons.items()}
    motions = [
        facts["motions"] / facts["watch_days"] for every in seasons.values() for facts in every if facts["watch_days"]
    ]
    print(f"{there.name}, {days} days, medians of {len(seeds)} seeds.")
    print(f"{min(motions):.0f} to {max(motions):.0f} motions a day on watch.")
    print(*table(found), sep="\n")
    return 0


def table(found: Mapping[str, Outcome]) -> Sequence[str]:
    """A line for each pack on each board, a column for each level."""
    lines = [f"| board | pack | {' | '.join(LEVELS)} |", f"|---|---|{'---|' * len(LEVELS)}"]
    for board in BOARDS:
        for pack in PACKS:
            cells = [_cell(found[f"{board}, {pack}, {level}"]) for level in LEVELS]
            lines.append(f"| {board} | {pack} | {' | '.join(cells)} |")
    return [*lines, "", f"Panel: {PANEL_W:g} W. Each cell: days on watch, passes in a picture."]


def _cell(one: Outcome) -> str:
    told = f"{one.watch_days['median']:.0f} d, {one.share['median']:.0%}"
    return f"**{told}**" if one.lasted > one.seasons / 2 else told


if __name__ == "__main__":
    sys.exit(main())
