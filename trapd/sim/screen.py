"""A picture of the user's own as something that sun and flash can light."""

from __future__ import annotations

import numpy as np

from trapd.sim.lens import beam, focal_px
from trapd.sim.view import BRIGHTEST_LIT, Bytes, View


class Screen:
    """Turns pictures of one size into views: all of it as far from the flash as the trail."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._front = np.zeros((height, width), np.uint8)
        # A product of light is about a product of codes: the sRGB curve is nearly a power of 2.2.
        share = (beam(width, height, focal_px(width)) / np.float32(BRIGHTEST_LIT)) ** np.float32(1 / 2.2)
        self._beam = np.asarray(share * 256, np.uint16)

    def show(self, y: Bytes, u: Bytes, v: Bytes) -> View:
        """Planes of YUV420, full range, of the screen's size."""
        return View(y, np.asarray((y * self._beam) >> 8, np.uint8), u, v, self._front)
