"""How light it is outdoors, from where the sun stands."""

from __future__ import annotations

import math
from bisect import bisect_right

CLEAR_NOON_LUX = 124_000
"""Sun overhead, clear sky."""
LUX = (
    (-18.0, 6.5e-4),
    (-12.0, 8.3e-3),
    (-6.0, 3.4),
    (0.0, 700.0),
    (5.0, 5_400.0),
    (10.0, 12_000.0),
    (20.0, 31_000.0),
    (30.0, 52_000.0),
    (50.0, 94_000.0),
    (90.0, 124_000.0),
)
"""Sun elevation in degrees and horizontal illuminance. Rounded from memory after D. R. E. Brown,
"Natural Illumination Charts" (1952): an assumption, good to a factor of two, which is enough for a world."""
STARLIGHT = 1e-8
"""A moonless night, as a share of clear noon: about a thousandth of a lux."""


def daylight(sun_deg: float, cloud: float) -> float:
    """Light on the scene as a share of clear noon, with `cloud` 0 (clear) to 1 (overcast).

    Cloud takes away by Kasten and Czeplak (1980): 1 - 0.75 c^3.4.
    """
    above = min(max(1, bisect_right(LUX, (sun_deg,))), len(LUX) - 1)
    low, high = LUX[above - 1], LUX[above]
    share = (sun_deg - low[0]) / (high[0] - low[0])
    lux = low[1] * math.pow(high[1] / low[1], share)
    clear = lux / CLEAR_NOON_LUX
    return max(STARLIGHT, clear * (1 - 0.75 * math.pow(cloud, 3.4)))
