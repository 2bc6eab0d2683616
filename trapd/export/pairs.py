"""Captures of two units that face each other, joined: an animal is known by the spots of both its flanks.

Each shows one of them. Which of the two units shows which turns with the way that the animal walks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

from trapd.core.units import S
from trapd.core.value import value
from trapd.export import tables
from trapd.export.moments import Named, clip
from trapd.media.comment import moment

FILE = "pairs.csv"
TIME = {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z", "constraints": {"required": True}}
COPY = {"type": "string", "constraints": {"required": True}}
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "station", "type": "string", "constraints": {"required": True}},
        {"name": "left", "description": "Of the unit on the left side, as its profile calls it.", **COPY},
        {"name": "right", "description": "Of the unit that faces it.", **COPY},
        {"name": "difference_s", "type": "number", "description": "By so much later the right one was."},
        {"name": "unsure_s", "type": "number", "description": "How far the two units' clocks may be apart."},
        {"name": "left_time", **TIME},
        {"name": "right_time", **TIME},
    ],
    "missingValues": [""],
}
"""As a Table Schema (Frictionless Data)."""
HEADER = tuple(field["name"] for field in SCHEMA["fields"])


@value
class Pair:
    """Two captures of one animal, as far as the clocks tell."""

    left: Named
    """Of the unit on the left side, as its profile calls it."""
    right: Named

    @property
    def difference_ns(self) -> int:
        """By so much later the right one was."""
        return self.right.moment_ns - self.left.moment_ns


def pairs(named: Iterable[Named], within_s: float) -> Iterator[Pair]:
    """Of one station, by time. Each capture that has one of the other side no further away than `within_s` stands in
    a pair with its nearest, and that one in a second pair if it has a nearer one itself. Stills go with stills and
    clips with clips, as long as there is one. What nobody dated has no pair."""
    sides: dict[str | None, list[Named]] = {"left": [], "right": []}
    for one in named:
        if one.capture.dated and one.capture.post.side in sides:
            sides[one.capture.post.side].append(one)
    left, right = (sorted(sides[side], key=lambda one: (one.moment_ns, one.to)) for side in ("left", "right"))
    found = set(_nearest(left, right, within_s))
    found |= {(mine, other) for other, mine in _nearest(right, left, within_s)}
    yield from (Pair(left[mine], right[other]) for mine, other in sorted(found))


def lines(found: Iterable[Pair]) -> Iterator[str]:
    """The table. Raises OSError if a card went."""
    return tables.lines(HEADER, map(_row, found))


def _row(pair: Pair) -> tuple[object, ...]:
    left, right = pair.left, pair.right
    return (
        left.capture.station,
        left.to,
        right.to,
        f"{pair.difference_ns / S:.3f}",
        _unsure_s(pair),
        _time(left),
        _time(right),
    )


def _unsure_s(pair: Pair) -> str:
    """How far the two clocks may be apart; empty where they do not say."""
    captures = pair.left.capture, pair.right.capture
    said = [one.doubt_s or one.facts().get("time_uncertainty_s") for one in captures]
    known = [one for one in said if isinstance(one, int | float)]
    return f"{sum(known):.3f}" if len(known) == len(said) else ""


def _time(one: Named) -> str:
    return moment(one.moment_ns, one.capture.post.utc_offset_min).isoformat(timespec="seconds")


def _nearest(of: list[Named], among: list[Named], within_s: float) -> Iterator[tuple[int, int]]:
    """Each with the nearest among the others, if it is near enough: their places in the two lists, both by time."""
    moving = [clip(one.capture) for one in among]
    kinds = [[place for place, moves in enumerate(moving) if moves == kind] for kind in (False, True)]
    times = [[among[place].moment_ns for place in kind] for kind in kinds]
    for mine, one in enumerate(of):
        alike = clip(one.capture)
        for kind in (alike, not alike):
            at = bisect_left(times[kind], one.moment_ns)
            away = [
                (abs(times[kind][near] - one.moment_ns), near)
                for near in (at - 1, at)
                if 0 <= near < len(kinds[kind])
            ]
            if away and min(away)[0] <= within_s * S:
                yield mine, kinds[kind][min(away)[1]]
                break
