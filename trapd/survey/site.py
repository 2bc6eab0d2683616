"""Where a deployment was: by its unit's own fixes, or by the survey's file."""

from __future__ import annotations

import math
from collections.abc import Iterable

from trapd.core.place import FAR_M, FAR_SIGMAS
from trapd.core.plane import Plane
from trapd.survey.capture import Capture
from trapd.survey.deployment import Site
from trapd.survey.plan import Station
from trapd.survey.post import Post

UNKNOWN_M = 30.0
"""The error of a fix that does not tell its own."""


def site(captures: Iterable[Capture], station: Station | None) -> Site | None:
    """The place that rests on the most fixes, the newest of these. A field of the map counts less than what the
    survey's file says."""
    told = [capture for capture in captures if capture.post.place is not None]
    exact = [capture for capture in told if not capture.post.rounded]
    if exact:
        return _by_gps(exact)
    if station is not None and station.lat is not None and station.lon is not None:
        return Site(station.lat, station.lon, station.uncertainty_m, "survey")
    return _by_gps(told) if told else None


def moved(one: Post, other: Post) -> bool:
    """Whether the two cannot be the same place."""
    if one is other or one.place is None or other.place is None or one.place == other.place:
        return False
    if one.rounded or other.rounded:
        return one.rounded and other.rounded  # a unit keeps to its field until it is clearly out of it
    apart_m = math.dist(Plane(*one.place).metres(*other.place), (0, 0))
    return apart_m > max(FAR_M, FAR_SIGMAS * math.hypot(one.error_m or UNKNOWN_M, other.error_m or UNKNOWN_M))


def _by_gps(told: list[Capture]) -> Site:
    best = max(told, key=lambda capture: (capture.post.fixes, capture.utc_ns)).post
    assert best.place is not None
    return Site(*best.place, max(1.0, best.error_m or UNKNOWN_M), "gps")
