"""gpiozero's pins on libgpiod 2: edges with the kernel's own timestamps, and not one wake-up while they are awaited.

lgpio asks its chip every 0.5 ms whether anything happened; libgpiod's file descriptor is slept on. What gpiozero's
input and output devices need is here; pulse-width modulation and bounce times are refused by gpiozero's base class.
"""

from __future__ import annotations

import gpiod
from gpiozero.exc import PinUnknownPi
from gpiozero.pins.local import LocalPiFactory

from trapd.core.units import S
from trapd.pi.chip import header_chip
from trapd.pi.edges import EdgeThread
from trapd.pi.line import GpiodPin

ANY_HEADER = 0x902120
"""A Zero 2 W's revision, for boards that tell none: GPIO 0 to 27 are the same on every 40-pin header."""


class GpiodFactory(LocalPiFactory):  # type: ignore[misc]  # gpiozero has no types
    """Pins by their BCM numbers, which are their places on the header's chip.

    Ticks are whole nanoseconds of CLOCK_MONOTONIC: a float of seconds would round the kernel's timestamps.
    """

    def __init__(self, chip: str | None = None) -> None:
        """`chip`: a label or a device; None for the pin header's. Raises HardwareMissing or OSError."""
        super().__init__()
        self.pin_class = GpiodPin
        self.chip = gpiod.Chip(header_chip(chip))
        self.edges = EdgeThread()

    def close(self) -> None:
        super().close()
        if self.chip:
            self.edges.close()
            self.chip.close()

    @staticmethod
    def ticks() -> int:
        seconds: float = LocalPiFactory.ticks()
        return round(seconds * S)

    @staticmethod
    def ticks_diff(later: int, earlier: int) -> float:
        return (later - earlier) / S

    def _get_revision(self) -> int:
        try:
            return int(super()._get_revision())
        except PinUnknownPi:
            return ANY_HEADER
