"""One instant as people write it: RFC 3339, with its offset from UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trapd.core.units import US

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> int:
    """`2026-01-15T17:40:00+10:00` as utc_ns. Raises `ValueError` that says how to write it."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None or when < EPOCH:
        raise ValueError(f'"{text}" is no instant since 1970; write date, time and offset: 2026-01-15T17:40:00+10:00')
    return (when - EPOCH) // timedelta(microseconds=1) * US
