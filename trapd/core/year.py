"""Twelve figures of a climate table as one curve through the year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, datetime

from trapd.core.units import S


def through_the_year(months: Sequence[float], utc_ns: int) -> float:
    """The curve at this moment: straight from the middle of each month to its ends, which lie half way between it and
    its neighbours, and so that its mean over each month is that of the table."""
    when = datetime.fromtimestamp(utc_ns // S, UTC)
    month = when.month - 1
    passed = (when.day - 1 + when.hour / 24) / monthrange(when.year, when.month)[1]
    before, mean, after = months[month - 1], months[month], months[(month + 1) % 12]
    begin, end = (before + mean) / 2, (mean + after) / 2
    middle = 2 * mean - (begin + end) / 2
    if passed < 0.5:
        return begin + (middle - begin) * 2 * passed
    return middle + (end - middle) * (2 * passed - 1)
