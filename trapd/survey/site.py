"""Where a deployment was: by its unit's own fixes, or by the survey's file."""

from __future__ import annotations

from collections.abc import Iterable

from trapd.survey.capture import Capture
from trapd.survey.deployment import Site
from trapd.survey.plan import Station

UNKNOWN_M = 30.0
"""The error of a fix that does not tell its own."""


def site(captures: Iterable[Capture], station: Station | None) -> Site | None:
    """The place that rests on the most fixes, the newest of these. A field of the map counts less than what the
    survey's file says."""
    placed = [capture for capture in captures if capture.post.place is not None]
    best = max(placed, key=lambda one: (not one.post.rounded, one.post.fixes, one.utc_ns), default=None)
    found = None
    if best is not None and best.post.place is not None:
        found = Site(*best.post.place, max(1.0, best.post.error_m or UNKNOWN_M), "gps")
        if not best.post.rounded:
            return found
    return by_file(station) or found


def by_file(station: Station | None) -> Site | None:
    """Where the survey's file has it, if it says so."""
    if station is None or station.lat is None or station.lon is None:
        return None
    return Site(station.lat, station.lon, station.uncertainty_m, "survey")
