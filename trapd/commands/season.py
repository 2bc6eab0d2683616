"""`trapd season`: the same trap, weeks in seconds.

Every port is simulated and no pixel is painted; everything that decides is the program of the field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from trapd.commands.season_once import Facts, season_once
from trapd.commands.season_seeds import season_seeds
from trapd.config.profile import Profile
from trapd.config.scenario import Scenario, load
from trapd.core.errors import WrongUse
from trapd.core.units import S
from trapd.runtime.clock import FieldClock
from trapd.view.answer import Outcome, answer, comparison, outcome, rows
from trapd.view.kit import kit
from trapd.view.progress import progress
from trapd.view.season import aligned, intervals, many_seasons, one_season
from trapd.view.whole_file import whole_file

Seasons = dict[str, list[Facts]]
"""Of each unit those of all its seeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """None: the scenario's own; of `seeds`: one season; of `report`: no page."""

    days: int | None = None
    seed: int | None = None
    seeds: int | None = None
    report: Path | None = None
    json: bool = False


def season(units: Mapping[str, Profile], scenario_path: Path, wish: Wish) -> int:
    """Simulate, and say what came of it. Raises `BadSettings` for a scenario that cannot be followed."""
    scenario = load(scenario_path)
    begun_ns = FieldClock().now_ns()
    with _page(wish.report) as page:
        seasons = _played(units, scenario, wish)
        if page is not None:
            from trapd.view.report import report

            page.write(report(scenario, {unit: kit(profile) for unit, profile in units.items()}, seasons))
    outcomes = [outcome(unit, kit(units[unit]), every) for unit, every in seasons.items()]
    seconds = (FieldClock().now_ns() - begun_ns) / S
    if wish.json:
        lines = [*_lines(seasons, outcomes, wish)]
        lines[-1]["seconds"] = round(seconds, 2)
        print(*map(json.dumps, lines), sep="\n")
    else:
        print(_text(seasons, outcomes, wish), "", f"computed in {seconds:.1f} s", sep="\n")
    return 0


def _played(units: Mapping[str, Profile], scenario: Scenario, wish: Wish) -> Seasons:
    days, first = wish.days or scenario.days, scenario.seed if wish.seed is None else wish.seed
    if len(units) == 1 and wish.seeds is None:
        [(unit, profile)] = units.items()
        with progress("days", days) as dawn:
            return {unit: [season_once(profile, scenario, days, first, dawn)]}
    seeds = range(first, first + (wish.seeds or 1))
    with progress("seasons", len(units) * len(seeds)) as done:
        return season_seeds(units, scenario, days, seeds, done)


def _lines(seasons: Seasons, outcomes: Sequence[Outcome], wish: Wish) -> Iterator[dict[str, Any]]:
    for unit, every in seasons.items():
        yield from ({"event": "season", "profile": unit, **facts} for facts in every)
    if wish.seeds is not None:
        yield from (
            {"event": "seasons", "profile": unit, "figures": intervals(every)} for unit, every in seasons.items()
        )
    if len(outcomes) > 1:
        yield {"event": "comparison", "units": [one.facts() for one in outcomes]}


def _text(seasons: Seasons, outcomes: Sequence[Outcome], wish: Wish) -> str:
    if len(outcomes) > 1:
        return f"{comparison(outcomes)}\n\n{aligned(rows(outcomes))}"
    [every] = seasons.values()
    told = one_season(every[0]) if wish.seeds is None else many_seasons(every)
    return f"{answer(outcomes[0])}\n\n{told}"


@contextmanager
def _page(path: Path | None) -> Iterator[TextIO | None]:
    """Where the report goes; what hinders it is said before the season is played. Raises `WrongUse`."""
    if path is None:
        yield None
        return
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError as err:
        raise WrongUse(
            f"--report needs {err.name}, which is missing; python3 -m pip install 'trapd[report]'"
        ) from None
    try:
        with whole_file(path) as page:
            yield page
    except OSError as err:
        raise WrongUse(f"--report {path}: {err.strerror}; name a file in a folder that can be written to") from None
