"""The simulated flash: lights the world, and ends by itself like the real one."""

from __future__ import annotations

from trapd.core.energy import DIMMED, FLASH
from trapd.core.events import TIME_UP, FlashLit, FlashOut
from trapd.core.ports import Post
from trapd.runtime.loop import Loop, Timer
from trapd.sim.world import World

HALF = 0.5
"""An infrared LED gives light as its current, nearly."""


class Flash:
    """What it does to the scene is in `world.flash`."""

    def __init__(self, loop: Loop, post: Post, world: World) -> None:
        self._loop = loop
        self._post = post
        self._world = world
        self._end: Timer | None = None
        self._draws = FLASH

    def light(self, until_ns: int, dim: bool = False) -> None:
        """Lit from now to `until_ns`; called again while lit, only the end moves."""
        now_ns = self._loop.clock.now_ns()
        if until_ns <= now_ns:
            self.douse()
            self._post(FlashOut(now_ns, TIME_UP))
            return
        if self._end is None:
            self._draws = DIMMED if dim else FLASH
            self._switch(now_ns, True)
        else:
            self._end.cancel()
        self._end = self._loop.at(until_ns, self._go_out, until_ns)
        self._post(FlashLit(now_ns, until_ns))

    def douse(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
            self._switch(self._loop.clock.now_ns(), False)

    def ir_cut(self, day: bool) -> None:
        """Nothing to see: the simulated sensor takes daylight and infrared alike."""

    def close(self) -> None:
        self.douse()

    def _go_out(self, until_ns: int) -> None:
        # At its time to the nanosecond, as the real guard thread aims at, however late this loop is.
        self._end = None
        self._switch(until_ns, False)
        self._post(FlashOut(until_ns, TIME_UP))

    def _switch(self, at_ns: int, on: bool) -> None:
        self._world.flash.switch(at_ns, on, HALF if self._draws is DIMMED else 1.0)
        self._world.drain.switch(self._draws, on)
