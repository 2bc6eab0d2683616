"""One position and time as a GPS receiver gave them."""

from __future__ import annotations

from trapd.core.value import value


@value
class Fix:
    """One valid epoch of the receiver."""

    mono_ns: int
    """When the epoch's first byte arrived: the receiver's `utc_ns` belongs to about this moment."""
    utc_ns: int
    time_trusted: bool
    """Status A with a full date, agreed on by several epochs in a row; else a date for display only."""
    lat: float | None
    """Degrees, WGS 84, north positive. None (with `lon`) where there is no position; never 0, 0."""
    lon: float | None
    alt_m: float | None
    """Metres above mean sea level; None in a 2D fix."""
    hdop: float | None
    sats: int | None
    mode: int
    """0 no fix, 2 two-dimensional, 3 three-dimensional."""
    weeks_added: int = 0
    """1024 where the receiver's week number had rolled over, and `utc_ns` was put right."""
