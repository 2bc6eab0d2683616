"""The animals that walk past: who, when, how fast and how far away."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import radians, tan
from random import Random
from typing import Literal

from trapd.core.units import S, seconds
from trapd.runtime.clock import Clock

Species = Literal["leopard", "roe deer"]

HALF_VIEW = tan(radians(66 / 2))
"""Half the width that the camera sees at 1 m: a 66° lens, as Raspberry Pi's Module 3 has."""
LENGTH_M = 1.2
"""Of an animal, tail aside: it is in view from its nose at one edge to its rump at the other."""
REMEMBERED_NS = 60 * S
"""A pass is forgotten so long after its end: no frame and no pulse looks back further."""


@dataclass(frozen=True, slots=True)
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
    species: Species

    def x_m(self, mono_ns: int) -> float:
        """Where the middle of the body is, metres to the right of the picture's centre."""
        half = HALF_VIEW * self.distance_m + LENGTH_M / 2
        walked = (mono_ns - self.start_ns) / S * self.speed_mps
        return self.direction * (walked - half)


class Passes:
    """A Poisson process of passes, made as far ahead as somebody asks. For the loop's thread only."""

    def __init__(
        self,
        random: Random,
        clock: Clock,
        per_hour: float,
        first_s: float | None,
        speed_mps: float,
        distance_m: float,
    ) -> None:
        self._random = random
        self._clock = clock
        self._per_hour = per_hour
        self._speed_mps = speed_mps
        self._distance_m = distance_m
        self._known: deque[Pass] = deque()
        self._made = 0
        born = clock.now_ns()
        self._next_ns: int | None = born + seconds(first_s) if first_s is not None else self._later(born)

    def upto(self, mono_ns: int) -> list[Pass]:
        """The passes begun by then, in order, those long over left out."""
        while self._next_ns is not None and self._next_ns <= mono_ns:
            self._make(self._next_ns)
        self._forget()
        return [one for one in self._known if one.start_ns <= mono_ns]

    def next_after(self, mono_ns: int) -> Pass | None:
        """The first pass that begins after `mono_ns`; None in a world without animals."""
        while self._next_ns is not None and (not self._known or self._known[-1].start_ns <= mono_ns):
            self._make(self._next_ns)
        self._forget()
        return next((one for one in self._known if one.start_ns > mono_ns), None)

    def begun(self, mono_ns: int) -> int:
        """How many animals have walked past, or begun to, since the world began."""
        self.upto(mono_ns)
        return self._made - sum(one.start_ns > mono_ns for one in self._known)

    def _make(self, start_ns: int) -> None:
        speed = self._speed_mps * self._random.uniform(0.85, 1.15)
        distance = self._distance_m * self._random.uniform(0.93, 1.1)
        path = 2 * HALF_VIEW * distance + LENGTH_M
        direction = self._random.choice((1, -1))
        species: Species = "leopard" if self._random.random() < 0.7 else "roe deer"
        self._made += 1
        self._known.append(
            Pass(self._made, start_ns, start_ns + seconds(path / speed), speed, distance, direction, species)
        )
        self._next_ns = self._later(start_ns)

    def _later(self, after_ns: int) -> int | None:
        if self._per_hour == 0:
            return None
        return after_ns + 1 + seconds(self._random.expovariate(self._per_hour / 3600))

    def _forget(self) -> None:
        over_ns = self._clock.now_ns() - REMEMBERED_NS
        while self._known and self._known[0].end_ns < over_ns:
            self._known.popleft()
