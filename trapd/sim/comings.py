"""Who comes along a trail in a scenario, and when: each kind by its own hours, people by daylight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from trapd.core.units import S, seconds
from trapd.sim.animals import Pass, way_m

HOUR_NS = 3_600 * S
LONGEST_H = 24 * 10_000
"""After more days than any season has, nobody comes any more."""

SELDOM = 1e-9
"""Once in a hundred thousand years is never."""

AnHour = Callable[[int], float]
"""How many are to be expected in the hour around a moment of mono_ns."""


@dataclass(frozen=True, slots=True)
class Walkers:
    """One kind of animal, or people."""

    kind: str
    an_hour: AnHour
    speed_mps: tuple[float, ...]
    distance_m: tuple[float, ...]
    cover: float

    def one(self, random: Random, number: int, start_ns: int) -> Pass:
        """Who comes now."""
        speed, distance = random.uniform(*self.speed_mps), random.uniform(*self.distance_m)
        end_ns = start_ns + seconds(way_m(distance) / speed)
        return Pass(number, start_ns, end_ns, speed, distance, random.choice((1, -1)), self.kind, self.cover)


def comings(random: Random, walkers: list[Walkers], born_ns: int) -> Iterator[Pass]:
    """All of them, in the order of time."""
    numbers = count(1)
    for hour in range(LONGEST_H):
        from_ns = born_ns + hour * HOUR_NS
        starts = [
            (start_ns, order)
            for order, kind in enumerate(walkers)
            for start_ns in by_chance(random, kind.an_hour(from_ns + HOUR_NS // 2), from_ns)
        ]
        for start_ns, order in sorted(starts):
            yield walkers[order].one(random, next(numbers), start_ns)


def by_chance(random: Random, expected: float, from_ns: int) -> Iterator[int]:
    """Moments within an hour, independent of each other; `expected` of them on the average."""
    if expected < SELDOM:
        return
    at_ns = from_ns + seconds(random.expovariate(expected) * 3_600)
    while at_ns < from_ns + HOUR_NS:
        yield at_ns
        at_ns += 1 + seconds(random.expovariate(expected) * 3_600)
