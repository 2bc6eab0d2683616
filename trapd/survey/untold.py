"""What no card here tells of: a card that was lost, or left at home.

A unit goes on while its card is changed, in one start, and says what it is fit for at changes alone. So the last word
on one card would hold until the first on the next but one, over all that the card in between had to tell, and the
time of pictures that nobody has would count as effort.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from trapd.core.effort import Interval
from trapd.core.starts import OFF, Start
from trapd.core.units import S
from trapd.core.value import value
from trapd.survey.reading import Line, Reading

TOLERATED_NS = 3_600 * S
"""From the last sign of life on one card, ten minutes before it was pulled at most, to the first on the next."""
WHY = "none of these cards tells of that time"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@value
class Hole:
    """Nanoseconds of UTC since 1970."""

    unit: str
    begin_ns: int
    end_ns: int
    dated: bool

    def __str__(self) -> str:
        return (
            f"{self.unit} went on from {_utc(self.begin_ns)} to {_utc(self.end_ns)}, and {WHY}: is a card missing? It"
            " counts as off"
        )


def holes(readings: Sequence[Reading], units: Sequence[Sequence[Start]]) -> Iterator[Hole]:
    """Within starts. Between starts a unit counts as off anyway."""
    marks = Counter((start.unit, start.last["boot"]) for starts in units for start in starts)
    for start in (start for starts in units for start in starts):
        key = start.unit, start.last["boot"]
        if marks[key] > 1:  # two starts drew it, and pictures do not say whose they are
            continue
        spans = sorted((reading.signs[key] for reading in readings if key in reading.signs), key=_begin)
        last = spans[0][1]
        for first, newest in spans[1:]:
            if first["mono_ns"] - last["mono_ns"] > TOLERATED_NS:
                yield Hole(start.unit, start.utc_ns(last), start.utc_ns(first), start.dated)
            last = max(last, newest, key=lambda line: line["mono_ns"])


def forgotten(readings: Sequence[Reading], units: Iterable[Sequence[Start]]) -> Iterator[str]:
    """Starts whose unit ran before at a time of which no card tells, but for the first of each: it ran on a table."""
    before = {boot_id: named for reading in readings for boot_id, named in reading.before.items()}
    for starts in units:
        for last, start in pairwise(starts):
            named = before.get(start.boot_id)
            unknown = named is not None and named not in before and named != last.boot_id
            if unknown and start.begin_ns - last.end_ns > TOLERATED_NS:
                between = f"{_utc(last.end_ns)} and {_utc(start.begin_ns)}"
                yield f"{start.unit} ran at some time between {between}, and {WHY}: is a card missing?"


def without(told: Iterable[Interval], holes: Sequence[Hole]) -> list[Interval]:
    """The intervals, but that the unit counts as off in a hole; in the order of their begin."""
    found: list[Interval] = []
    for one in told:
        mine = [hole for hole in holes if hole.unit == one.unit and _overlap(one, hole)]
        found += _pieces(one, mine)
        found += [
            Interval(hole.unit, one.station, OFF, hole.begin_ns, hole.end_ns, WHY, True, hole.dated) for hole in mine
        ]
    return sorted(set(found), key=lambda one: (one.begin_ns, one.unit, one.state, one.end_ns))


def _begin(span: tuple[Line, Line]) -> int:
    return int(span[0]["mono_ns"])


def _pieces(one: Interval, holes: Iterable[Hole]) -> Iterator[Interval]:
    for hole in sorted(holes, key=lambda hole: hole.begin_ns):
        if one.begin_ns < hole.begin_ns:
            yield replace(one, end_ns=hole.begin_ns, bounded=True)
        one = replace(one, begin_ns=max(one.begin_ns, hole.end_ns))
    if one.begin_ns < one.end_ns:
        yield one


def _utc(utc_ns: int) -> str:
    return f"{_EPOCH + timedelta(seconds=utc_ns // S):%Y-%m-%dT%H:%MZ}"


def _overlap(one: Interval, hole: Hole) -> bool:
    return one.begin_ns < hole.end_ns and hole.begin_ns < one.end_ns
