"""Times as the tables have them: whole seconds of the station's standard time, with its zone."""

from __future__ import annotations

from trapd.core.timeline import local
from trapd.core.units import S


def text(utc_ns: int, utc_offset_min: int) -> str:
    """`2026-01-15T21:04:33+10:00`: the second in which that was, of ends too. So what follows upon another never
    begins before it has ended, and what lies within another stays there."""
    return local(utc_ns - utc_ns % S, utc_offset_min).isoformat()
