"""Where the sun stands, and when it rises and sets. astral does the astronomy; it is loaded at the first question."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from trapd.core.units import S
from trapd.runtime.clock import utc

STEP_NS = 600 * S
"""Elevations are worked out every ten minutes and joined by straight lines: at most 0.02° off."""
GRID = 100
"""Parts of a degree that a position is rounded to, 1.1 km or less: as good, and an average that still moves by metres
does not ask for the same sun again."""


def elevation_deg(utc_ns: int, lat: float, lon: float) -> float:
    """Degrees above the horizon, refraction included."""
    step, rest = divmod(utc_ns, STEP_NS)
    place = round(lat * GRID), round(lon * GRID)
    before, after = _at_step(step, *place), _at_step(step + 1, *place)
    return before + (after - before) * rest / STEP_NS


def azimuth_deg(utc_ns: int, lat: float, lon: float) -> float:
    """Degrees from north, over east, to the moment."""
    from astral import Observer
    from astral.sun import azimuth

    return float(azimuth(Observer(lat, lon), utc(utc_ns)))


@lru_cache(maxsize=256)
def _at_step(step: int, lat: int, lon: int) -> float:
    from astral.sun import elevation

    return float(elevation(_observer(lat, lon), utc(step * STEP_NS)))


@lru_cache(maxsize=4)
def _observer(lat: int, lon: int) -> Any:
    from astral import Observer

    return Observer(lat / GRID, lon / GRID)


def rises_or_sets(event: Literal["sunrise", "sunset"], day: date, lat: float, lon: float) -> datetime | None:
    """When, in UTC, the sun rises or sets on that day of UTC; None where it does not, as in a polar night."""
    from astral import Observer
    from astral.sun import sunrise, sunset

    try:
        return (sunrise if event == "sunrise" else sunset)(Observer(lat, lon), day)
    except ValueError:
        return None
