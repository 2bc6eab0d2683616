"""Straight lines between measured points."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from operator import itemgetter

Points = Sequence[tuple[float, float]]
"""(x, y) by rising x."""
X = itemgetter(0)


def level(points: Points, x: float) -> float:
    """y at x; beyond the ends as at the ends."""
    if x <= points[0][0]:
        return points[0][1]
    if x >= points[-1][0]:
        return points[-1][1]
    return _between(points, x)


def straight_on(points: Points, x: float) -> float:
    """y at x; beyond the last point the last line goes on, before the first one as at the first."""
    return points[0][1] if x <= points[0][0] else _between(points, x)


def _between(points: Points, x: float) -> float:
    after = min(bisect(points, x, key=X), len(points) - 1)
    (left, low), (right, high) = points[after - 1], points[after]
    return low + (high - low) * (x - left) / (right - left)
