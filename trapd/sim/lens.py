"""Where things appear in the picture, and where the flash's cone falls."""

from __future__ import annotations

import numpy as np

from trapd.sim.animals import HALF_VIEW
from trapd.sim.view import Floats

LENS_M = 0.48
"""Height of the camera over the ground: survey practice is 45 to 50 cm."""
HORIZON = 0.45
"""Where the horizon lies, as a share of the picture's height from the top."""
FLASH_M = 3.75
"""Distance at which the flash exposes well at `exposed.FULL_FLASH_US`: that of the trail."""
TILT = 0.105
"""The flash is tilted up by 6° (its tangent), so that the snow at one's feet does not drown the animal."""


def focal_px(width: int) -> float:
    """Pixels per metre at a distance of 1 m."""
    return width / 2 / HALF_VIEW


def ground_row(height: int, width: int, distance_m: float) -> float:
    """The row where the ground at this distance lies."""
    return HORIZON * height + LENS_M * focal_px(width) / distance_m


def beam(width: int, height: int, focal_px: float) -> Floats:
    """The flash's cone, 1 on its axis: a bell curve that halves 20° off it (assumed: a 40° illuminator)."""
    x = (np.arange(width, dtype=np.float32) - width / 2) / focal_px
    y = (np.arange(height, dtype=np.float32) - height / 2) / focal_px + np.float32(TILT)
    return _cone(np.sqrt(x[None, :] ** 2 + y[:, None] ** 2))


def beam_at(x_px: float, focal_px: float) -> float:
    """The same for something at the height of the lens, so many pixels off the middle."""
    return float(_cone(np.array(np.hypot(x_px / focal_px, TILT), np.float32)))


def _cone(tangent: Floats) -> Floats:
    return np.asarray(np.float32(0.5) ** ((np.degrees(np.arctan(tangent)) / 20) ** 2), np.float32)
