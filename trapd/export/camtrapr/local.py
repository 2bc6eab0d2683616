"""The station's standard time, as camtrapR has all times: of no zone, in whole seconds.

A local second is a second since 1970 as the station's clock counts them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trapd.core.units import S

DAY_S = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_ns(utc_ns: int, utc_offset_min: int) -> int:
    """Nanoseconds since 1970 by the station's clock."""
    return utc_ns + utc_offset_min * 60 * S


def clock(local_s: int) -> datetime:
    """What the station's clock shows. Its zone says UTC, and means nothing."""
    return _EPOCH + timedelta(seconds=local_s)


def text(local_s: int) -> str:
    """`2026-01-15 21:04:33`, R's `%Y-%m-%d %H:%M:%S`."""
    return f"{clock(local_s):%Y-%m-%d %H:%M:%S}"
