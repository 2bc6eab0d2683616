"""Everything that decides how one frame looks, as a value: known at its delivery, painted only on demand."""

from __future__ import annotations

from dataclasses import dataclass

from trapd.core.units import US
from trapd.sim.animals import Pass

FULL_DAY_US = 100.0
"""Exposure × gain that a clear noon asks for: 1/10,000 s at gain 1 is what f/2 and ISO 100 give there."""
FULL_FLASH_US = 32_000.0
"""Exposure × gain at which the flash exposes an animal on the trail well: 1/250 s at gain 8. An assumption; how far a
flash reaches in the cold is not known here."""
GREY_DAY = 0.36
"""Mean linear brightness of the forest, well exposed by day; photos are about as bright."""
GREY_LIT = (0.008, 0.007, 0.004, 0.006, 0.077, 0.296, 0.53, 0.65)
"""… and by the flash alone, an eighth of the picture each, from the top: dark forest above, snow below."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """One frame: its exposure and the light that fell on it."""

    number: int
    """Of the frame, from the opening of the camera."""
    timestamp_ns: int
    """End of the first row's exposure."""
    exposure_us: int
    gain: float
    readout_us: int
    daylight: float
    """As `World.daylight`."""
    flashes: tuple[tuple[int, int], ...]
    """The spans of flash light from the first row's start to the last row's end."""
    passes: tuple[Pass, ...]
    """The animals in view."""
    strength: float = 1.0
    """Of the flash: 1 with its full current."""

    @property
    def day_level(self) -> float:
        """1: well exposed by daylight; linear."""
        return self.exposure_us * self.gain * self.daylight / FULL_DAY_US

    @property
    def lit_level(self) -> float:
        """1: well exposed by the flash, if it shone all the time; linear."""
        return self.exposure_us * self.gain * self.strength / FULL_FLASH_US

    def lit_share(self, row: float) -> float:
        """The share of its exposure during which the flash shone on a row; `row` 0 is the first, 1 the last."""
        end_ns = self.timestamp_ns + round(row * self.readout_us * US)
        start_ns = end_ns - self.exposure_us * US
        shone = sum(max(0, min(off, end_ns) - max(on, start_ns)) for on, off in self.flashes)
        return shone / (self.exposure_us * US)

    @property
    def luma(self) -> float:
        """About how bright the picture is as a whole, 0 to 1, without painting it."""
        eighths = len(GREY_LIT)
        lit = [grey * self.lit_level * self.lit_share((n + 0.5) / eighths) for n, grey in enumerate(GREY_LIT)]
        day = GREY_DAY * self.day_level
        return sum(float(min(1.0, day + one) ** (1 / 2.2)) for one in lit) / eighths
