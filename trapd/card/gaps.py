"""When the units that used a card were not fit for their work, as its catalog tells: `core/effort.py` in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from trapd.card import alive, catalog
from trapd.card.finding import Finding
from trapd.core.effort import Interval, intervals
from trapd.core.units import S

FIT = "armed"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def gaps(root: Path) -> Iterator[Finding]:
    """In the order of their begin. Raises OSError."""
    mark = alive.read(root)
    for one in intervals(chain(catalog.read(root / catalog.FILE), () if mark is None else (mark,))):
        if one.state != FIT:
            yield Finding("gap", f"{one.station} {one.unit}".strip(), _in_words(one), ok=True)


def _in_words(one: Interval) -> str:
    length = timedelta(seconds=(one.end_ns - one.begin_ns) // S)
    words = f"{one.state} for {length} h, from {_utc(one.begin_ns)} to {_utc(one.end_ns)}"
    words += f" ({one.why})" if one.why else ""
    words += "; by the last sign of life, up to ten minutes too early" if one.bounded else ""
    return words if one.dated else f"{words}; the clock was not set"


def _utc(utc_ns: int) -> str:
    return f"{_EPOCH + timedelta(seconds=utc_ns // S):%Y-%m-%dT%H:%M:%SZ}"
