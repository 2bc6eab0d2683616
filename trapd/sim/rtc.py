"""The simulated clock chip: as right as `world.rtc_off_s` lets it be."""

from __future__ import annotations

from trapd.core.events import RtcRead
from trapd.core.ports import Post
from trapd.core.units import S, seconds
from trapd.runtime.clock import Clock
from trapd.sim.world import World


class Rtc:
    """Runs while the unit is off, like the world's true time."""

    def __init__(self, world: World, clock: Clock, post: Post) -> None:
        self._world = world
        self._clock = clock
        self._post = post

    def read(self) -> None:
        """One `RtcRead`."""
        now_ns = self._clock.now_ns()
        told_ns = self._world.utc_ns(now_ns) + seconds(self._world.settings.rtc_off_s)
        self._post(RtcRead(now_ns, told_ns // S * S, "sim"))
