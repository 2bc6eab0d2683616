"""One unit at one station, from when to when: what a survey's tables call a deployment."""

from __future__ import annotations

from typing import Literal

from trapd.core.effort import Interval
from trapd.core.spans import Span
from trapd.core.value import value

Watched = Literal["yes", "blind", "no", "untold"]
"""| word | the unit |
|---|---|
| `yes` | watched, but for what `effort` tells: short gaps |
| `blind` | was armed, and its camera did not see: its time is no effort |
| `no` | was not armed, and took pictures all the same, as a daily proof of life: its time is no effort |
| `untold` | left no record of effort, and its pictures alone tell of it: from the first to the last of them |
"""


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
    """Times are nanoseconds of UTC since 1970. Those of one unit that count as effort never overlap."""

    id: str
    """`KP-07_KP-07-L_20260115T210433`: station, unit, and its begin by the station's time. The same in every export
    of these cards."""
    station: str
    unit: str
    side: str | None
    """`left`, `right` or what the profile says: which way the unit looks along the trail."""
    model: str
    """Make and model; empty if no picture tells."""
    utc_offset_min: int
    begin_ns: int
    end_ns: int
    watched: Watched
    site: Site | None
    """None: neither the unit nor the survey's file knows."""
    effort: tuple[Interval, ...]
    """What the unit was fit for from begin to end, in order; `off` and other gaps too, those that were short. No
    other of its states is told of a time whose card is missing: the unit counts as `off`."""
    visits: tuple[Span, ...]
    """When somebody was at the unit, or near, as `people.visits` tells: all that touch the deployment, and whole, so
    the first may begin before it and the last end after it. In order, disjoint."""
    trouble: tuple[str, ...]
    """What is doubtful about its times, in words: empty if all rest on an anchor."""
