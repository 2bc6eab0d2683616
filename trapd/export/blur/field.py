"""Fields of a map: a place is told as the middle of the field that it lies in (docs/privacy.md)."""

from __future__ import annotations

import math

from trapd.core.geotag import CLINGS
from trapd.core.plane import METRES_PER_DEG
from trapd.core.value import value
from trapd.survey.deployment import Site

COARSEST_DEG = 10
"""Beyond some 85° of latitude fields of 100 km would be broader than that in degrees: there they stay narrower."""


@value
class Field:
    """One, by its middle and its sides, all in degrees."""

    lat: float
    lon: float
    lat_deg: float
    lon_deg: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a place that was told as this field before is told so again. Beyond the edge by a tenth of a side
        too: an average that wanders by metres would else be told now here, now there, which tells the edge."""
        east = abs((lon - self.lon + 180) % 360 - 180)
        return abs(lat - self.lat) <= CLINGS * self.lat_deg and east <= CLINGS * self.lon_deg

    @property
    def reach_m(self) -> float:
        """From the middle to the farthest place that is told so."""
        across = self.lon_deg * math.cos(math.radians(self.lat))
        return CLINGS * math.hypot(self.lat_deg, across) * METRES_PER_DEG

    def site(self, of: Site) -> Site:
        """What may be told of that place."""
        return Site(self.lat, self.lon, _upwards(self.reach_m + of.uncertainty_m), of.by)


def field(lat: float, lon: float, km: float) -> Field:
    """The one around a place: at least `km` (0.1 to 100) wide and high, its sides 1, 2 or 5 of a decimal place."""
    lat_deg = _side_deg(km, 1)
    middle = _middle(lat, lat_deg)
    lon_deg = _side_deg(km, max(math.cos(math.radians(middle)), 1e-9))
    return Field(middle, _middle(lon, lon_deg), lat_deg, lon_deg)


def _upwards(metres: float) -> int:
    """To two digits: an average that gets better by metres with each card alters no copy."""
    step: int = 10 ** max(0, math.floor(math.log10(metres)) - 1)
    return math.ceil(metres / step) * step


def _side_deg(km: float, shrink: float) -> float:
    """The least step that is `km` long where a degree is `shrink` of one at the equator."""
    least = km * 1000 / (METRES_PER_DEG * shrink)
    tens = math.floor(math.log10(least))
    steps = [float(f"{digit}e{power}") for power in (tens, tens + 1) for digit in (1, 2, 5)]
    return min(COARSEST_DEG, next(step for step in steps if step >= least))


def _middle(deg: float, side_deg: float) -> float:
    """The next multiple, without the noise of binary fractions, and never -0."""
    return round(round(deg / side_deg) * side_deg, 9) + 0.0
