"""What a unit may tell of where it hangs: `[privacy] geotag`. docs/privacy.md tells what follows from it.

Hiding a position is not enough: who knows when the sun set for a unit knows where it is. So the sun, too, is reckoned
for the middle of a field of this map and not for the place itself.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

from trapd.core.place import Position
from trapd.core.plane import METRES_PER_DEG
from trapd.core.value import value

Level = Literal["exact", "rounded", "none"]
Cell = tuple[float, float]
"""A field's middle: latitude and longitude."""

FIELD_DEG = {"exact": None, "rounded": 0.1, "none": 1.0}
"""One side: what A. D. Chapman's "Current Best Practices for Generalizing Sensitive Species Occurrence Data" (GBIF,
2020, table 7) gives for sensitive and for extremely sensitive species. At 43° N 11 by 8 km, and 111 by 81 km."""
CLINGS = 0.6
"""Of a side, instead of a half: a unit near an edge would else be told now here, now there, which tells the edge."""


@value
class Geotag:
    """One word of the profile, and all that follows from it."""

    level: Level = "exact"

    def told(self, best: Position | None, cell: Cell | None) -> Position | None:
        """What may be told where the place is known to be `best`, in the field `cell`."""
        if best is None or cell is None or self.level == "none":
            return None
        side_deg = FIELD_DEG[self.level]
        if side_deg is None:
            return best
        lat, lon = cell
        return replace(best, lat=lat, lon=lon, alt_m=None, hdop=None, error_m=_reach_m(lat, CLINGS * side_deg))

    def cell(self, lat: float, lon: float, before: Cell | None = None) -> Cell:
        """The place to reckon the sun for: the field's middle; the field `before` as long as the place is not clearly
        out of it. With `exact` the place itself."""
        side_deg = FIELD_DEG[self.level]
        if side_deg is None:
            return lat, lon
        if before is not None and max(abs(lat - before[0]), abs(lon - before[1])) <= CLINGS * side_deg:
            return before
        return _middle(lat, side_deg), _middle(lon, side_deg)

    def is_fine(self, deg: float) -> bool:
        """Whether this number tells more than may be told."""
        side_deg = FIELD_DEG[self.level]
        return side_deg is not None and _middle(deg, side_deg) != deg


def _middle(deg: float, side_deg: float) -> float:
    """The next multiple, without the noise of binary fractions, and never -0."""
    return round(round(deg / side_deg) * side_deg, 1) + 0.0


def _reach_m(lat: float, deg: float) -> float:
    """To a field's corner; it rests on nothing but the field."""
    return round(deg * METRES_PER_DEG * math.hypot(1, math.cos(math.radians(lat))), -2)
