"""Ports of parts that a unit was built without: they do nothing, and say so where somebody waits for an answer."""

from __future__ import annotations

from trapd.core.events import FlashOut
from trapd.core.ports import Post
from trapd.runtime.clock import Clock


class NoFlash:
    """Every lighting ends before it begins, so night stills are taken by what light there is."""

    def __init__(self, clock: Clock, post: Post) -> None:
        self._clock = clock
        self._post = post

    def light(self, until_ns: int) -> None:
        self._post(FlashOut(self._clock.now_ns(), "this unit has no flash"))

    def douse(self) -> None:
        """It is dark."""

    def ir_cut(self, day: bool) -> None:
        """There is none."""

    def close(self) -> None:
        """Nothing is held."""


class NoGps:
    """Time and place stay unknown."""

    def power(self, on: bool) -> None:
        """There is no receiver to wake."""

    def close(self) -> None:
        """Nothing is held."""


class NoPower:
    """Battery and temperature stay unknown."""

    def read(self) -> None:
        """There is no meter; nothing is posted."""

    def close(self) -> None:
        """Nothing is held."""
