"""Simulated meters: the world's air, and a half charged pack in it, at rest."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable

from trapd.core.events import PowerRead
from trapd.core.ports import Post
from trapd.sim.world import World

CELLS = 2
"""In series."""
REST_V = ((-20.0, 3.61), (-10.0, 3.64), (0.0, 3.65), (25.0, 3.66))
"""One Panasonic NCR18650PF, half charged, rest volts by °C: Kollmeyer's measurements of 2018 (CC-BY)."""
IDLE_A = 0.075
"""A Zero 2 W that was tuned, and does nothing; from a pack of this voltage a little less."""
VOLTS_NOISE, AMPERES_NOISE, CELSIUS_NOISE = 0.001, 0.002, 0.03
"""The last digits of a converter move: standard deviations."""
COUNTS_A_DEGREE = 16
"""TMP102, DS18B20."""


class Power:
    """Answers at once: simulated meters need no time."""

    def __init__(self, post: Post, world: World) -> None:
        self.fault: Callable[[PowerRead], PowerRead] | None = None
        """What becomes of each reading on its way, while the meters fail."""
        self._post = post
        self._world = world
        self._chance = world.branch()

    def read(self) -> None:
        read = self.measure()
        self._post(read if self.fault is None else self.fault(read))

    def measure(self) -> PowerRead:
        """What good meters say now."""
        celsius, noise = self._world.air_c, self._chance.gauss
        counts = round((celsius + noise(0, CELSIUS_NOISE)) * COUNTS_A_DEGREE)
        return PowerRead(
            battery_v=round(CELLS * rest_v(celsius) + noise(0, VOLTS_NOISE), 3),
            temperature_c=counts / COUNTS_A_DEGREE,
            current_a=round(IDLE_A + noise(0, AMPERES_NOISE), 4),
        )

    def close(self) -> None:
        pass


def rest_v(celsius: float) -> float:
    """Of one cell, between the measured temperatures in a straight line, beyond them level."""
    after = bisect(REST_V, (celsius,))
    if after == 0:
        return REST_V[0][1]
    if after == len(REST_V):
        return REST_V[-1][1]
    (cold, cold_v), (warm, warm_v) = REST_V[after - 1], REST_V[after]
    return cold_v + (warm_v - cold_v) * (celsius - cold) / (warm - cold)
