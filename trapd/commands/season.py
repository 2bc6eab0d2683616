"""`trapd season`: the same trap, weeks in seconds.

Every port is simulated and no pixel is painted; everything that decides is the program of the field.
"""

from __future__ import annotations

import json
from pathlib import Path

from trapd.commands.season_once import season_once
from trapd.commands.season_seeds import season_seeds
from trapd.config.profile import Profile
from trapd.config.scenario import load
from trapd.core.units import S
from trapd.runtime.clock import FieldClock
from trapd.view.progress import progress
from trapd.view.season import intervals, many_seasons, one_season


def season(
    profile: Profile, scenario_path: Path, days: int | None, seed: int | None, seeds: int | None, as_json: bool
) -> int:
    """Simulate, and say what came of it. Raises `BadSettings` for a scenario that cannot be followed."""
    scenario = load(scenario_path)
    days = days or scenario.days
    first = scenario.seed if seed is None else seed
    begun_ns = FieldClock().now_ns()
    if seeds is None:
        with progress("days", days) as dawn:
            told = season_once(profile, scenario, days, first, dawn)
        lines, text = [{"event": "season", **told}], one_season(told)
    else:
        with progress("seasons", seeds) as done:
            every = season_seeds(profile, scenario, days, range(first, first + seeds), done)
        lines = [*({"event": "season", **told} for told in every), {"event": "seasons", "figures": intervals(every)}]
        text = many_seasons(every)
    seconds = (FieldClock().now_ns() - begun_ns) / S
    if as_json:
        lines[-1]["seconds"] = round(seconds, 2)
        print(*map(json.dumps, lines), sep="\n")
    else:
        print(text, "", f"computed in {seconds:.1f} s", sep="\n")
    return 0
