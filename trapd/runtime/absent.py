"""Ports of parts that a unit was built without: they do nothing, and say so where somebody waits for an answer."""

from __future__ import annotations

from trapd.core.events import FlashOut, RtcRead
from trapd.core.ports import Post
from trapd.runtime.clock import Clock


class NoFlash:
    """Every lighting ends before it begins, so night stills are taken by what light there is."""

    def __init__(self, clock: Clock, post: Post) -> None:
        self._clock = clock
        self._post = post

    def light(self, until_ns: int, dim: bool = False) -> None:
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


class NoRtc:
    """Nothing runs while the unit is off."""

    def __init__(self, clock: Clock, post: Post) -> None:
        self._clock = clock
        self._post = post

    def read(self) -> None:
        """There is nothing to read."""
        self._post(RtcRead(self._clock.now_ns(), None))


class NoLight:
    """An offload is told in the journal and by `status` alone."""

    def busy(self) -> None:
        """There is nothing to blink with."""

    def may_be_pulled(self) -> None:
        """Nor to light."""

    def failed(self) -> None:
        """Nor to warn with."""

    def close(self) -> None:
        """Nothing is held."""


class NoLine:
    """No charger that could be forbidden, or no heater: nobody asks for it."""

    def switch(self, on: bool) -> None:
        """There is nothing to switch."""

    def close(self) -> None:
        """Nothing is held."""


class NoLed:
    """Whoever wants to know needs a laptop."""

    def light(self, on: bool) -> None:
        """There is nothing to light."""

    def close(self) -> None:
        """Nothing is held."""


class NoPowerBoard:
    """The board is powered by its own alarm, or by nothing."""

    def woken_by_motion(self) -> None:
        return None

    def wake_in(self, seconds: float | None) -> None:
        """`libexec/trapd-off` sets the kernel's."""

    def close(self) -> None:
        """Nothing is held."""


class NoPower:
    """Battery and temperature stay unknown."""

    def read(self) -> None:
        """There is no meter; nothing is posted."""

    def close(self) -> None:
        """Nothing is held."""
