"""Plays a season for every unit of the table, and prints it as it stands in docs/power.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from power_table.units import BOARDS, LEVELS, PACKS, PANEL_W, units
from trapd.commands.season_seeds import season_seeds
from trapd.config import scenario
from trapd.view.answer import Outcome, comparison, outcome, rows
from trapd.view.kit import kit
from trapd.view.progress import progress
from trapd.view.report import report
from trapd.view.season import aligned
from trapd.view.whole_file import whole_file

ROOT = Path(__file__).parents[2]
WINTER = ROOT / "scenarios" / "kedrovaya-winter.toml"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/power-table", allow_abbrev=False)
    parser.add_argument("--seeds", type=int, default=1, help="seasons of each unit; the medians are told")
    parser.add_argument("--days", type=int, help="instead of the scenario's")
    parser.add_argument("--scenario", type=Path, default=WINTER)
    parser.add_argument(
        "--only", nargs="+", metavar="UNIT", help="some of them beside each other: 'Zero 2 W, …, cool'"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="of those, as by trapd season --compare")
    wish = parser.parse_args()
    there = scenario.load(wish.scenario)
    profiles, days = units(ROOT / "hw_profiles"), wish.days or there.days
    for name in wish.only or ():
        if name not in profiles:
            parser.error(f"no unit called {name!r}: {'; '.join(profiles)}")
    if wish.only:
        profiles = {name: profiles[name] for name in wish.only}
    seeds = range(there.seed, there.seed + wish.seeds)
    with progress("seasons", len(profiles) * len(seeds)) as done:
        seasons = season_seeds(profiles, there, days, seeds, done)
    found = {name: outcome(name, kit(profiles[name]), every) for name, every in seasons.items()}
    if wish.report:
        with whole_file(wish.report) as page:
            page.write(report(there, {name: kit(profile) for name, profile in profiles.items()}, seasons))
    if wish.only:
        print(comparison(list(found.values())), "", aligned(rows(list(found.values()))), sep="\n")
        return 0
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
