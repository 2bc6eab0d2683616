"""Where the sun stands, and when it rises and sets. astral does the astronomy; it is loaded at the first question."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from trapd.runtime.clock import utc


def elevation_deg(utc_ns: int, lat: float, lon: float) -> float:
    """Degrees above the horizon, refraction included."""
    from astral import Observer
    from astral.sun import elevation

    return float(elevation(Observer(lat, lon), utc(utc_ns)))


def rises_or_sets(event: Literal["sunrise", "sunset"], day: date, lat: float, lon: float) -> datetime | None:
    """When, in UTC, the sun rises or sets on that day of UTC; None where it does not, as in a polar night."""
    from astral import Observer
    from astral.sun import sunrise, sunset

    try:
        return (sunrise if event == "sunrise" else sunset)(Observer(lat, lon), day)
    except ValueError:
        return None
