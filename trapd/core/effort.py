"""From the lines of catalogs to intervals: what each unit was fit for, from when to when, and why.

Lines may come in any order, twice, from several cards and with gaps, since each `effort` line says everything that
holds from its moment on. `docs/effort.md` tells what the states mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trapd.core.starts import GATED, OFF, Line, Start, reason, starts
from trapd.core.value import value


@value
class Interval:
    """One state of one unit. Times are nanoseconds of UTC since 1970."""

    unit: str
    station: str
    state: str
    begin_ns: int
    end_ns: int
    why: str
    """In words; empty where there is nothing to say."""
    bounded: bool
    """Nobody wrote down when the unit ended, so its last sign of life stands for that: at most ten minutes too early.
    Of `off` this is the begin, of any other state the end."""
    dated: bool
    """The times rest on an anchor. If not, only the length is right, and the place among the unit's other starts."""


def intervals(lines: Iterable[Line]) -> list[Interval]:
    """In the order of their begin. Those of one unit and state never overlap, and none is empty."""
    return of_starts(in_order(lines))


def in_order(lines: Iterable[Line]) -> list[list[Start]]:
    """The starts of each unit, and those that nobody dated where they belong between the others."""
    return [_in_order(told) for told in starts(lines)]


def of_starts(units: Iterable[list[Start]]) -> list[Interval]:
    """The intervals of starts that are in order."""
    found = [one for unit in units for one in _of_unit(unit) if one.end_ns > one.begin_ns]
    return sorted(found, key=lambda one: (one.begin_ns, one.unit, one.state))


def _in_order(told: list[Start]) -> list[Start]:
    """A start that nobody dated comes after all that was told before it, and ends before the next that was dated."""
    places, place_ns = [], 0
    for number, start in enumerate(told):
        if start.dated:
            place_ns = start.begin_ns
        elif not start.refuted:
            place_ns = max(place_ns, start.begin_ns)
        places.append((place_ns, number))
    ordered = [told[number] for _, number in sorted(places)]
    limit_ns: int | None = None
    limits: list[int | None] = []
    for start in reversed(ordered):
        limits.append(limit_ns)
        if start.dated:
            limit_ns = start.begin_ns
        elif limit_ns is not None:
            limit_ns -= start.end_ns - start.begin_ns
    free_ns = 0
    for start, limit_ns in zip(ordered, reversed(limits), strict=True):
        if not start.dated:
            if limit_ns is not None:
                start.later_ns = min(0, limit_ns - start.end_ns)
            start.later_ns += max(0, free_ns - start.begin_ns)
        free_ns = max(free_ns, start.end_ns)
    return ordered


def _of_unit(unit: list[Start]) -> Iterator[Interval]:
    """Its starts, and the time between them."""
    before: Start | None = None
    free_ns = unit[0].begin_ns
    for start in unit:
        begin_ns = max(free_ns, start.begin_ns)
        if before is not None:
            dated = before.dated and start.dated
            state = GATED if before.ended and GATED in before.last["states"] else OFF
            yield Interval(
                start.unit, _station(before.last), state, free_ns, begin_ns, before.why, not before.ended, dated
            )
        yield from _of_start(start, begin_ns)
        before, free_ns = start, max(begin_ns, start.end_ns)


def _of_start(start: Start, at_ns: int) -> Iterator[Interval]:
    """From its first line to its end, but nothing before `at_ns`."""
    holds: dict[str, tuple[int, Line]] = {}
    free_ns, ended_ns = at_ns, dict[str, int]()
    for line in [*start.changes, start.last]:
        at_ns = max(at_ns, start.utc_ns(line))
        over = line is start.last
        states = set() if over else set(line["states"])
        for state in [state for state in holds if state not in states]:
            begin_ns, by = holds.pop(state)
            ended_ns[state] = at_ns
            bounded = over and not start.ended
            yield Interval(start.unit, _station(by), state, begin_ns, at_ns, reason(by, state), bounded, start.dated)
        for state in states - holds.keys():
            began_ns = min(at_ns, start.since_ns(line, state))
            holds[state] = max(began_ns, ended_ns.get(state, free_ns)), line


def _station(line: Line) -> str:
    return str(line.get("station", ""))
