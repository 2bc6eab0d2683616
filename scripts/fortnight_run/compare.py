"""What the package knows, beside what really happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from fortnight_run.known import Known
from fortnight_run.truth import TECHNICIAN, Span, Truth, Unit, Walk
from trapd.core.units import S
from trapd.sim.account import CAUSES, TAKEN

DAY_NS = 86_400 * S
KINDS = PASSED, KNOWN, BOTH, FLAGGED, MISSED = (
    "walked past a station",
    "in the package",
    "both flanks",
    "at a time that is flagged",
    "missed",
)
Table = list[Sequence[str]]
"""Its head, and its rows."""


def kinds(truth: Truth, known: Known) -> Table:
    """Of each kind: how often one walked past a station, and what the package has of that."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, units in _stations(truth):
        pair = [unit for _, unit in units]
        for walks in zip(*(sorted(unit.walks, key=lambda walk: walk.id) for unit in pair), strict=True):
            doubts = [_doubts(walk, unit, known) for walk, unit in zip(walks, pair, strict=True)]
            counts[walks[0].kind].update(_kinds([one for one in doubts if one is not None]))
    rows = ([kind, *(_count(count[what]) for what in KINDS)] for kind, count in sorted(counts.items()))
    return [["", *KINDS], *rows]


def _kinds(doubts: list[bool]) -> Iterator[str]:
    """What counts of somebody who is in pictures of so many units."""
    yield PASSED
    yield KNOWN if doubts else MISSED
    if len(doubts) > 1:
        yield BOTH
    if doubts and all(doubts):
        yield FLAGGED


def animals(truth: Truth, known: Known) -> Table:
    """Of each unit: who walked past, who is in a picture, what of that the package knows, and who was missed why."""
    causes = [cause for cause in CAUSES[1:] if any(cause == walk.fate for walk in _all(truth))]
    head = ["unit", "walked past", "in a picture", KNOWN, FLAGGED, *causes]
    return [head, *(_animals(name, unit, known, causes) for name, unit in truth.units.items())]


def _animals(name: str, unit: Unit, known: Known, causes: list[str]) -> list[str]:
    fates = Counter(walk.fate for walk in unit.walks)
    there = [_doubts(walk, unit, known) for walk in unit.walks]
    sure, flagged = there.count(False), there.count(True)
    counts = [len(unit.walks), fates[TAKEN], sure + flagged, flagged, *(fates[cause] for cause in causes)]
    return [name, *map(_count, counts)]


def _doubts(walk: Walk, unit: Unit, known: Known) -> bool | None:
    """Whether nothing but pictures at doubtful times show it; None: it is known in no picture of the package."""
    if walk.fate != TAKEN:
        return None
    doubts = [known.pictures[shot].doubtful for shot in showing(walk, unit) if shot in known.pictures]
    return all(doubts) if doubts else None


def effort(truth: Truth, known: Known) -> Table:
    """Of each unit: the days that it watched, and what the packages say of them."""
    head = [
        "unit",
        "watched, days",
        "deployments tell",
        "of them flagged",
        "off by, minutes",
        "camtrapR's table tells",
    ]
    rows = [
        [
            name,
            _days(length(unit.watched)),
            _days(told(name, known)),
            _days(told(name, known, flagged=True)),
            f"{minutes:+d}" if (minutes := off_min(told(name, known), unit)) else "0",
            _days(known.stations[name]),
        ]
        for name, unit in truth.units.items()
    ]
    return [head, *rows]


def told(name: str, known: Known, *, flagged: bool = False) -> int:
    """How long a unit watched, by a Camtrap DP package; nanoseconds. `flagged`: of that, at doubtful times."""
    return length(span for span, doubtful in known.watched[name] if doubtful or not flagged)


def off_min(told_ns: int, unit: Unit) -> int:
    """By how many minutes that is more than the truth."""
    return round((told_ns - length(unit.watched)) / S / 60)


def lost(unit: Unit, known: Known) -> list[Walk]:
    """Who is in a picture, and in none of the package."""
    return [walk for walk in unit.walks if walk.fate == TAKEN and _doubts(walk, unit, known) is None]


def flanks(truth: Truth, known: Known) -> Table:
    """Of each station: of whom both flanks are in pictures, and whom `pairs.csv` joins."""
    head = ["station", "walked past", "one flank", "both flanks", "joined", "joined wrongly"]
    return [head, *(_flanks(station, list(units), known) for station, units in _stations(truth))]


def _flanks(station: str, units: list[tuple[str, Unit]], known: Known) -> list[str]:
    (_, left), (_, right) = sorted(units, key=lambda one: one[1].side)
    sides = [{walk.id for walk in unit.walks if walk.fate == TAKEN} for unit in (left, right)]
    shown = [_shown(unit) for unit in (left, right)]
    joined, wrong = set[int](), 0
    for one, other in known.pairs:
        if one in shown[0] and other in shown[1]:
            same = shown[0][one] & shown[1][other]
            joined |= same
            wrong += not same and bool(shown[0][one] and shown[1][other])
    both, either = sides[0] & sides[1], sides[0] ^ sides[1]
    counts = len(left.walks), len(either), len(both), len(joined & both), wrong
    return [station, *map(_count, counts)]


def late(truth: Truth, known: Known) -> dict[bool, float]:
    """How far the worst time of a picture in the package is from the truth, in seconds; True: of those flagged."""
    worst = {False: 0.0, True: 0.0}
    for name, unit in truth.units.items():
        for shot, (taken_ns, _) in unit.pictures.items():
            picture = known.pictures.get(shot)
            if picture is not None and picture.unit == name:
                off_s = abs(picture.at_ns - taken_ns // S * S) / S
                worst[picture.doubtful] = max(worst[picture.doubtful], off_s)
    return worst


def unmarked(unit: Unit, known: Known) -> list[str]:
    """Pictures in whose time the technician walked past, and that are not marked for it."""
    visit = (walk for walk in unit.walks if walk.kind == TECHNICIAN)
    return [shot for walk in visit for shot in showing(walk, unit) if not known.pictures[shot].people]


def showing(walk: Walk, unit: Unit) -> Iterator[str]:
    """The pictures in whose time it walked past."""
    return (shot for shot, span in unit.pictures.items() if _meet(span, walk.span))


def markdown(table: Table) -> Iterator[str]:
    """For the docs."""
    head, *rows = table
    for number, row in enumerate([head, ["---", *["--:"] * (len(head) - 1)], *rows]):
        yield f"|{'|'.join(row)}|" if number == 1 else f"| {' | '.join(row)} |"


def _shown(unit: Unit) -> dict[str, set[int]]:
    """Shot -> who is in it."""
    return {shot: {walk.id for walk in unit.walks if _meet(span, walk.span)} for shot, span in unit.pictures.items()}


def _stations(truth: Truth) -> Iterator[tuple[str, Iterator[tuple[str, Unit]]]]:
    return groupby(truth.units.items(), key=lambda one: one[0].rpartition("-")[0])


def _all(truth: Truth) -> Iterator[Walk]:
    return (walk for unit in truth.units.values() for walk in unit.walks)


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def length(spans: Iterable[Span]) -> int:
    """All together."""
    return sum(end - begin for begin, end in spans)


def _days(ns: int) -> str:
    return f"{ns / DAY_NS:.2f}" if ns else ""


def _count(number: int) -> str:
    return str(number) if number else ""
