"""Whether the packages are right about the survey, and the tables that show it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fortnight_run import compare
from fortnight_run.compare import markdown
from fortnight_run.known import Known
from fortnight_run.truth import Truth

LATE_S = 1.0
"""Of a picture whose time is not flagged: tables have whole seconds, and receivers are right to one."""
A_CUT_MIN = 10
"""As docs/effort.md has it: the last sign of life before a power cut is never older."""


def judge(truth: Truth, found: Known) -> Iterator[tuple[str, bool]]:
    """Each thing that a package can get wrong, and whether it is right."""
    units = truth.units.values()
    taken = {shot for unit in units for shot in unit.pictures}
    yield f"{len(taken)} pictures were taken, and the package has each once", taken == found.pictures.keys()
    yield "every file of every card stands in account.csv, once", _accounted(found)
    late = compare.late(truth, found)
    yield f"times that are not flagged are right to {late[False]:g} s", late[False] <= LATE_S
    yield f"times that are wrong, by up to {late[True]:.0f} s, are flagged", late[True] > LATE_S
    lost = [walk for unit in units for walk in compare.lost(unit, found)]
    yield "whoever is in a picture on a card is in the package", not lost
    unmarked = [shot for unit in units for shot in compare.unmarked(unit, found)]
    yield "pictures of the technician are marked for it", not unmarked
    yield f"effort is never too long, and too short by {A_CUT_MIN} minutes a power cut at most", _effort(truth, found)
    yield "no two animals are joined to one", not any(row[-1] for row in compare.flanks(truth, found)[1:])


def tables(truth: Truth, found: Known) -> Iterator[str]:
    """As docs/fortnight.md has them."""
    for number, table in enumerate((compare.kinds, compare.animals, compare.effort, compare.flanks)):
        if number:
            yield ""
        yield from markdown(table(truth, found))


def _effort(truth: Truth, found: Known) -> bool:
    """In deployments, and in camtrapR's table, which leaves out a deployment that nobody dated."""
    for name, unit in truth.units.items():
        all_ns, station_ns = compare.told(name, found), found.stations[name]
        least_ns = min(all_ns, station_ns + compare.told(name, found, flagged=True))
        if compare.off_min(least_ns, unit) < -A_CUT_MIN * len(unit.watched):
            return False
        if compare.off_min(max(all_ns, station_ns), unit) > 0:
            return False
    return True


def _accounted(found: Known) -> bool:
    named = [(card, name) for card, name, _ in found.fates]
    there = {
        (card, str(file.relative_to(card)))
        for card in {card for card, _ in named}
        for file in Path(card).rglob("*")
        if file.is_file()
    }
    return len(named) == len(set(named)) and there == set(named)
