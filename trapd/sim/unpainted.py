"""What a picture would look like in the figures of `core/look.py`, without painting it: a season paints none.

The table was measured on painted pictures, three forests of 512 × 288 for each lens: `sim/veil.py` through
`media/figures.py` (tests/sim/test_sim_unpainted.py compares them). Weather is left out: a clear lens shows the same
every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log2
from random import Random

from trapd.config.profile import Lens
from trapd.core.look import CELLS, COLUMNS, STEPS, Look


@dataclass(frozen=True, slots=True)
class Light:
    """The forest in a light."""

    steep: float
    """Detail of its cells, as a mean."""
    spread: float
    """… and its deviation from cell to cell."""
    luma: int


@dataclass(frozen=True, slots=True)
class Cover:
    """Something on the lens."""

    share: float
    """Of the picture, from the left."""
    left: float
    """Of the detail behind it."""
    luma: int


DAY, LIT = Light(24, 13, 155), Light(13, 6, 91)
NOTHING = Cover(0, 1, 0)
BY_DAY: dict[Lens, Cover] = {
    "snow": Cover(1, 0.04, 199),
    "frost": Cover(1, 0.08, 172),
    "leaf": Cover(0.68, 0, 34),
}
BY_FLASH: dict[Lens, Cover] = {
    "snow": Cover(1, 0.17, 83),
    "frost": Cover(1, 0.24, 77),
    "leaf": Cover(0.57, 0, 5),
}
UNLIT = Cover(1, 0.12, 1)
"""By night, of a flash that gives no light: noise."""


@cache
def unpainted(lens: Lens, lit: bool, shines: bool) -> Look:
    """A picture through such a lens, by day or with the flash; `shines`: whether that gives light."""
    light, covers = (LIT, BY_FLASH) if lit else (DAY, BY_DAY)
    cover = UNLIT if lit and not shines else covers.get(lens, NOTHING)
    view = Random(f"askew: {lens == 'tilted'}")
    steep = [max(1.0, view.gauss(light.steep, light.spread)) for _ in range(CELLS)]
    behind = [at % COLUMNS < cover.share * COLUMNS for at in range(CELLS)]
    detail = [one * cover.left if hidden else one for one, hidden in zip(steep, behind, strict=True)]
    codes = bytes(min(255, round(STEPS * log2(1 + one))) for one in detail)
    return Look(codes, bytes(cover.luma if hidden else light.luma for hidden in behind))
