"""When the units that used a card were not fit for their work, as its catalog tells: `core/effort.py` in words.

Hours in which a unit was to rest are no gap; the catalog's `effort` lines tell them all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from trapd.card import alive, catalog
from trapd.card.finding import Finding
from trapd.core.effort import Interval, intervals
from trapd.core.units import S

WANTED = frozenset({"armed", "hours", "gated"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def gaps(root: Path) -> Iterator[Finding]:
    """In the order of their begin. Raises OSError."""
    mark = alive.read(root)
    for one in intervals(chain(catalog.read(root / catalog.FILE), () if mark is None else (mark,))):
        if one.state not in WANTED:
            yield Finding("gap", f"{one.station} {one.unit}".strip(), _in_words(one), ok=True)


def _in_words(one: Interval) -> str:
    length = _length((one.end_ns - one.begin_ns) // S)
    words = f"{one.state} for {length}, from {_utc(one.begin_ns)} to {_utc(one.end_ns)}"
    words += f" ({one.why})" if one.why else ""
    words += "; by the last sign of life, up to ten minutes too early" if one.bounded else ""
    return words if one.dated else f"{words}; the clock was not set"


def _length(seconds: int) -> str:
    """As exact as anybody needs it: `6 s`, `12 min`, `2 h 05 min`, `3 d 4 h`."""
    minutes, hours, days = seconds // 60, seconds // 3_600, seconds // 86_400
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60:02d} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def _utc(utc_ns: int) -> str:
    return f"{_EPOCH + timedelta(seconds=utc_ns // S):%Y-%m-%dT%H:%M:%SZ}"
