"""One unit at one station, from when to when: what a survey's tables call a deployment."""

from __future__ import annotations

from trapd.core.effort import Interval
from trapd.core.value import value


@value
class Site:
    """Where that was."""

    lat: float
    """Degrees, WGS 84, north positive."""
    lon: float
    uncertainty_m: float
    """Radius in which it lies; at least 1."""
    by: str
    """`gps`: the unit's own averaged fixes; `survey`: the survey's file."""


@value(kw_only=True)
class Deployment:
    """Times are nanoseconds of UTC since 1970."""

    id: str
    """`KP-07_KP-07-L_20260115T2104`: station, unit, and its begin by the station's time. The same in every export of
    these cards."""
    station: str
    unit: str
    side: str | None
    """`left`, `right` or what the profile says: which way the unit looks along the trail."""
    model: str
    utc_offset_min: int
    begin_ns: int
    end_ns: int
    site: Site | None
    """None: neither the unit nor the survey's file knows."""
    effort: tuple[Interval, ...]
    """What the unit was fit for from begin to end, in order; `off` and other gaps too, those that were short."""
    trouble: tuple[str, ...]
    """What is doubtful about its times, in words: empty if all rest on an anchor."""
