"""Where the unit hangs: the average of its fixes, how good it is, and whether the unit was moved."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from statistics import median

from trapd.core.fix import Fix
from trapd.core.plane import Metres, Plane
from trapd.core.units import S
from trapd.core.value import value

UERE_M = 5
"""Error of one fix at HDOP 1: 4.9 m under open sky (GPS.gov, "GPS Accuracy", after van Diggelen and Enge 2015)."""
FLOOR_M = 2
"""What no averaging takes away: a canopy always bends the same satellites' signals the same way. An assumption."""
CORRELATED_NS = 600 * S
"""Errors of atmosphere, orbits and echoes live for some ten minutes: all fixes of such a span count as one."""
WINDOW = 15
"""So many fixes make an average that can tell an outlier; so many outliers in a row tell that the unit was moved."""
FAR_M = 30
FAR_SIGMAS = 5
"""A fix farther off than both is an outlier."""
BEST_HDOP = 0.5
"""No sky is better: keeps one freak figure from outweighing all other fixes."""
NULL_ISLAND_DEG = 0.001


@value
class Position:
    """The averaged place of a unit that stands still, with the digits that it is worth: 7 of a degree are 1 cm."""

    lat: float
    lon: float
    alt_m: float | None
    hdop: float | None
    """Of a typical fix behind it; None (with `alt_m`) where the place is told as a field."""
    error_m: float
    """`hdop` x `UERE_M` / root of the number of independent spans of `CORRELATED_NS`; at least `FLOOR_M`."""
    fixes: int


def is_place(lat: float | None, lon: float | None) -> bool:
    """Whether this is somewhere on Earth, and not the 0, 0 of a receiver that knows nothing."""
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180):
        return False
    return abs(lat) > NULL_ISLAND_DEG or abs(lon) > NULL_ISLAND_DEG


@value
class _Spot:
    at: Metres
    alt_m: float | None
    hdop: float
    mono_ns: int

    def is_near(self, centre: Metres) -> bool:
        return math.dist(self.at, centre) <= max(FAR_M, FAR_SIGMAS * UERE_M * self.hdop)


class _Mean:
    """Sums weighted by 1 / HDOP²: constant memory however long the unit stands."""

    def __init__(self, spots: Iterable[_Spot] = ()) -> None:
        self.fixes = 0
        self._spans = 0
        self._span_end_ns: int | None = None
        self._weight = self._east = self._north = 0.0
        self._alt_weight = self._alt = 0.0
        for spot in spots:
            self.add(spot)

    def add(self, spot: _Spot) -> None:
        self.fixes += 1
        if self._span_end_ns is None or spot.mono_ns >= self._span_end_ns:
            self._spans += 1
            self._span_end_ns = spot.mono_ns + CORRELATED_NS
        weight = spot.hdop**-2
        self._weight += weight
        self._east += weight * spot.at[0]
        self._north += weight * spot.at[1]
        if spot.alt_m is not None:
            self._alt_weight += weight
            self._alt += weight * spot.alt_m

    @property
    def at(self) -> Metres:
        return self._east / self._weight, self._north / self._weight

    def position(self, plane: Plane) -> Position:
        lat, lon = plane.degrees(self.at)
        hdop = math.sqrt(self.fixes / self._weight)
        return Position(
            lat=round(lat, 7),
            lon=round(lon, 7),
            alt_m=round(self._alt / self._alt_weight, 1) if self._alt_weight else None,
            hdop=round(hdop, 2),
            error_m=round(max(FLOOR_M, hdop * UERE_M / math.sqrt(self._spans)), 1),
            fixes=self.fixes,
        )


class Place:
    """Averages the fixes of one unit."""

    def __init__(self, worst_hdop: float) -> None:
        self.best: Position | None = None
        self.moved_m: float | None = None
        """How far the unit was moved, if the last `add` showed that it was; the average then began anew."""
        self._worst_hdop = worst_hdop
        self._plane: Plane | None = None
        self._recent: deque[_Spot] = deque(maxlen=WINDOW)
        self._mean = _Mean()
        self._settled = False

    def add(self, fix: Fix) -> bool:
        """Whether the fix went into the average: it is good enough, and no outlier."""
        self.moved_m = None
        if fix.lat is None or fix.lon is None or not is_place(fix.lat, fix.lon):
            return False
        if fix.mode < 2 or fix.hdop is None or not fix.hdop <= self._worst_hdop:
            return False
        self._plane = self._plane or Plane(fix.lat, fix.lon)
        at = self._plane.metres(fix.lat, fix.lon)
        spot = _Spot(at, fix.alt_m, max(fix.hdop, BEST_HDOP), fix.mono_ns)
        self._recent.append(spot)
        taken = self._weigh(spot) if self._settled else self._settle(spot)
        if self._mean.fixes:
            self.best = self._mean.position(self._plane)
        return taken

    def _settle(self, spot: _Spot) -> bool:
        """Few fixes yet, or a new place: average those around the middle of the last ones."""
        centre = _middle(self._recent)
        self._mean = _Mean(spot for spot in self._recent if spot.is_near(centre))
        self._settled = len(self._recent) == WINDOW and self._mean.fixes > WINDOW // 2
        return spot.is_near(centre)

    def _weigh(self, spot: _Spot) -> bool:
        """Average the fix, or keep it out; after `WINDOW` of those in a row and in one place, begin anew there."""
        old = self._mean.at
        if spot.is_near(old):
            self._mean.add(spot)
            return True
        new = _middle(self._recent)
        together = sum(spot.is_near(new) for spot in self._recent) > WINDOW // 2
        if not together or any(spot.is_near(old) for spot in self._recent):
            return False
        self.moved_m = math.dist(old, new)
        return self._settle(spot)


def _middle(spots: Iterable[_Spot]) -> Metres:
    """The median, which one wild fix cannot pull away."""
    east_m, north_m = zip(*(spot.at for spot in spots), strict=True)
    return median(east_m), median(north_m)
