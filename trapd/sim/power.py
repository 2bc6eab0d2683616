"""Simulated meters: the world's air, and a half charged pack in it, at rest."""

from __future__ import annotations

from bisect import bisect

from trapd.core.events import PowerRead
from trapd.core.ports import Post
from trapd.sim.world import World

CELLS = 2
"""In series."""
REST_V = ((-20.0, 3.61), (-10.0, 3.64), (0.0, 3.65), (25.0, 3.66))
"""One Panasonic NCR18650PF, half charged, rest volts by °C: Kollmeyer's measurements of 2018 (CC-BY)."""


class Power:
    """Answers at once: simulated meters need no time."""

    def __init__(self, post: Post, world: World) -> None:
        self._post = post
        self._world = world

    def read(self) -> None:
        celsius = self._world.settings.temperature_c
        self._post(PowerRead(battery_v=round(CELLS * rest_v(celsius), 3), temperature_c=celsius))

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
