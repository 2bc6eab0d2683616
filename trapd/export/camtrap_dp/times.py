"""Times as the tables have them: whole seconds of the station's standard time, with its zone."""

from __future__ import annotations

from trapd.core.timeline import local
from trapd.core.units import S


def begin(utc_ns: int, utc_offset_min: int) -> str:
    """`2026-01-15T21:04:33+10:00`: the second in which that was."""
    return local(utc_ns - utc_ns % S, utc_offset_min).isoformat()


def end(utc_ns: int, utc_offset_min: int) -> str:
    """The first second that is not before it."""
    return begin(utc_ns + -utc_ns % S, utc_offset_min)
