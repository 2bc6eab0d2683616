"""When a unit was moved, as far as its pictures tell."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from trapd.core.effort import Interval
from trapd.core.place import FAR_M, FAR_SIGMAS, WINDOW
from trapd.core.plane import Plane
from trapd.core.value import value
from trapd.survey.capture import Capture
from trapd.survey.post import Post

SURE = WINDOW // 2
"""Fewer fixes than that may all be echoes from one rock: they tell of no move."""
CARRIED = {"off", "handled", "disarmed"}
"""In these states somebody may have carried it."""


@value
class Move:
    """From when to when the unit may have been anywhere. Nanoseconds of UTC since 1970."""

    begin_ns: int
    end_ns: int


def moves(captures: Sequence[Capture], effort: Sequence[Interval]) -> list[Move]:
    """Of one unit; all by time. Between the last picture from here and the first from there nobody knows, but where
    somebody had it in hand meanwhile it was that time."""
    found = []
    for last, first in _steps(captures):
        begin_ns, end_ns = last.utc_ns, first.utc_ns
        idle = [one for one in effort if one.state in CARRIED and one.begin_ns < end_ns and one.end_ns > begin_ns]
        if idle:
            begin_ns = max(begin_ns, min(one.begin_ns for one in idle))
            end_ns = min(end_ns, max(one.end_ns for one in idle))
        found.append(Move(begin_ns, end_ns))
    return found


def era(moves: Sequence[Move], at_ns: int) -> int:
    """How often it had been moved by then."""
    return bisect_right(moves, at_ns, key=lambda move: move.end_ns)


def _steps(captures: Sequence[Capture]) -> Iterator[tuple[Capture, Capture]]:
    """The last picture at each place, and the first at the next."""
    last: Capture | None = None
    placed: Capture | None = None
    for capture in captures:
        if last is not None and (capture.post.side != last.post.side or capture.station != last.station):
            yield last, capture
            placed = None
        elif placed is not None and _apart(placed.post, capture.post):
            yield placed, capture
            placed = None
        last = capture
        if capture.post.place is not None and capture.post.fixes >= SURE:
            placed = capture


def _apart(one: Post, other: Post) -> bool:
    """Whether the two cannot be the same place."""
    if one is other or one.place is None or other.place is None or one.place == other.place or other.fixes < SURE:
        return False
    if one.rounded or other.rounded:
        return one.rounded and other.rounded  # a unit keeps to its field until it is clearly out of it
    apart_m = math.dist(Plane(*one.place).metres(*other.place), (0, 0))
    return apart_m > max(FAR_M, FAR_SIGMAS * math.hypot(one.error_m, other.error_m))
