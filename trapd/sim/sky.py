"""What a receiver in this world would measure, second by second."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from trapd.core.plane import Plane
from trapd.core.units import MS, S
from trapd.sim.world import World

REPORT_NS = 80 * MS
"""From a second to the first byte that tells it: a u-blox takes 50 to 150 ms."""
DRIFT_NS = MS
"""What a drifting crystal may lose in a second, and more: no second is told twice."""
NOISE_M = 2.5
"""Each axis; heights are 1.6 times worse, as they are under a real sky."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One second of a receiver with a three-dimensional fix."""

    utc_ns: int
    lat: float
    lon: float
    alt_m: float
    hdop: float
    sats: int


class Sky:
    """Over the world's place, and at its time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = world.branch()
        self._late = Random(world.settings.seed)

    def next_second(self, mono_ns: int) -> tuple[int, int]:
        """The first whole second of UTC that is told after `mono_ns`: when (mono_ns), and which."""
        utc_ns = (self._world.utc_ns(mono_ns - REPORT_NS) + DRIFT_NS) // S * S + S
        late_ns = REPORT_NS + round(self._late.uniform(0, self._world.settings.gps_jitter_ms) * MS)
        return mono_ns + utc_ns - self._world.utc_ns(mono_ns) + late_ns, utc_ns

    def epoch(self, utc_ns: int) -> Epoch:
        """What is measured at that second, a few metres off."""
        there, chance = self._world.settings, self._random
        lat, lon = Plane(there.lat, there.lon).degrees((chance.gauss(0, NOISE_M), chance.gauss(0, NOISE_M)))
        return Epoch(
            utc_ns=utc_ns,
            lat=lat,
            lon=lon,
            alt_m=there.alt_m + chance.gauss(0, 1.6 * NOISE_M),
            hdop=round(chance.uniform(0.8, 1.4), 2),
            sats=chance.randint(7, 12),
        )
