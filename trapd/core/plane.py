"""A flat map of a few kilometres around one point: degrees to metres and back."""

from __future__ import annotations

import math

from trapd.core.value import value

METRES_PER_DEG = 111_320
"""Along the equator; along a meridian 0.5 % off at worst."""

Metres = tuple[float, float]
"""East and north of the map's origin."""


@value
class Plane:
    """The map around `lat`, `lon`."""

    lat: float
    lon: float

    def metres(self, lat: float, lon: float) -> Metres:
        """Where on the map."""
        east_deg = _half_turn(lon - self.lon)
        return east_deg * METRES_PER_DEG * self._shrink, (lat - self.lat) * METRES_PER_DEG

    def degrees(self, at: Metres) -> tuple[float, float]:
        """Latitude and longitude."""
        east_m, north_m = at
        lon = _half_turn(self.lon + east_m / METRES_PER_DEG / self._shrink)
        return self.lat + north_m / METRES_PER_DEG, lon

    @property
    def _shrink(self) -> float:
        return math.cos(math.radians(self.lat))


def _half_turn(deg: float) -> float:
    """The same angle within -180 … 180: Chukotka lies on both sides of that meridian."""
    return (deg + 180) % 360 - 180
