"""The animals that walk past: who, when, how fast and how far away."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from math import radians, tan
from random import Random

from trapd.config import profile
from trapd.core.units import S, seconds
from trapd.core.value import value
from trapd.runtime.clock import Clock

HALF_VIEW = tan(radians(66 / 2))
"""Half the width that the camera sees at 1 m: a 66° lens, as Raspberry Pi's Module 3 has."""
LENGTH_M = 1.2
"""Of an animal, tail aside: it is in view from its nose at one edge to its rump at the other."""
REMEMBERED_NS = 60 * S
"""A pass is forgotten so long after its end: no frame and no pulse looks back further."""


@value
class Pass:
    """One animal crossing the field of view at an even walk, straight across."""

    id: int
    start_ns: int
    """Its nose enters the picture, mono_ns."""
    end_ns: int
    """The last of it leaves."""
    speed_mps: float
    distance_m: float
    direction: int
    """+1 from left to right, -1 from right to left."""
    species: str
    """Those of `anatomy.BODIES` are painted; a scenario may have any."""
    cover: float = 1
    """What its fur or clothes let through, as a share of the way from the air's temperature to the skin's."""

    def x_m(self, mono_ns: int) -> float:
        """Where the middle of the body is, metres to the right of the picture's centre."""
        half = HALF_VIEW * self.distance_m + LENGTH_M / 2
        walked = (mono_ns - self.start_ns) / S * self.speed_mps
        return self.direction * (walked - half)


class Passes:
    """What walks past, taken from its source as far ahead as somebody asks. For the loop's thread only."""

    def __init__(self, source: Iterator[Pass], clock: Clock) -> None:
        """`source` is in the order of time, and ends where nobody comes any more."""
        self._source = source
        self._clock = clock
        self._known: deque[Pass] = deque()
        self.told: Callable[[Pass], object] = lambda one: None
        """Called with each pass as it comes to be known, often before it begins."""
        self._next = next(source, None)

    def upto(self, mono_ns: int) -> list[Pass]:
        """The passes begun by then, in order, those long over left out."""
        while self._next is not None and self._next.start_ns <= mono_ns:
            self._make(self._next)
        self._forget()
        return [one for one in self._known if one.start_ns <= mono_ns]

    def next_after(self, mono_ns: int) -> Pass | None:
        """The first pass that begins after `mono_ns`; None in a world without animals."""
        while self._next is not None and (not self._known or self._known[-1].start_ns <= mono_ns):
            self._make(self._next)
        self._forget()
        return next((one for one in self._known if one.start_ns > mono_ns), None)

    def _make(self, one: Pass) -> None:
        self._known.append(one)
        self.told(one)
        self._next = next(self._source, None)

    def _forget(self) -> None:
        over_ns = self._clock.now_ns() - REMEMBERED_NS
        while self._known and self._known[0].end_ns < over_ns:
            self._known.popleft()


def steady(random: Random, settings: profile.World, born_ns: int) -> Iterator[Pass]:
    """A Poisson process of leopards and roe deer, day and night the same: the small world of a profile."""

    def later() -> int:
        return 1 + seconds(random.expovariate(settings.passes_per_hour / 3600))

    start_ns = born_ns
    if settings.first_pass_s is not None:
        start_ns += seconds(settings.first_pass_s)
    elif settings.passes_per_hour == 0:
        return
    else:
        start_ns += later()
    for number in count(1):
        speed = settings.speed_mps * random.uniform(0.85, 1.15)
        distance = settings.distance_m * random.uniform(0.93, 1.1)
        direction = random.choice((1, -1))
        species = "leopard" if random.random() < 0.7 else "roe deer"
        end_ns = start_ns + seconds(way_m(distance) / speed)
        yield Pass(number, start_ns, end_ns, speed, distance, direction, species)
        if settings.passes_per_hour == 0:
            return
        start_ns += later()


def way_m(distance_m: float) -> float:
    """From its nose at one edge of the view to its rump at the other."""
    return 2 * HALF_VIEW * distance_m + LENGTH_M
