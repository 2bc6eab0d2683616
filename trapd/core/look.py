"""What a picture looks like in a few numbers, and whether it looks like those before it.

A camera sees as long as its pictures have the detail that they had, where they had it. Light and shade, cloud, haze,
an animal take some of it away here and there; snow, frost or a leaf on the lens take nearly all, and a camera that
was turned shows as much as before, elsewhere. How sure that is: docs/effort.md, `scripts/bench blind`.
"""

from __future__ import annotations

from math import sqrt
from operator import mul
from typing import Literal

from trapd.core.value import value

COLUMNS, ROWS = 32, 18
"""Cells: of a 66° lens each is 2° wide, so that a turn of 3° moves the picture by more than one."""
CELLS = COLUMNS * ROWS
STEPS = 28
"""Of a cell's detail to its doubling: the steepest that there is, 510, has a place below 256."""

Verdict = Literal["covered", "moved", "dark"]
IN_WORDS: dict[Verdict, str] = {
    "covered": "its pictures have lost their detail: snow, frost or a leaf on the lens",
    "moved": "its pictures show another view: it was tilted, turned or moved",
    "dark": "its pictures by flash are dark: the flash is dead, or covered",
}

ENOUGH = 3
"""Pictures that make a past."""
LEARNS = 5
"""A new picture counts one part in so many of the past: seasons are slower than that, weather is faster."""
BLURRED = 0.27
"""Covered: less of the past's detail is left. Of usual days 99 in 100 leave 0.33 and more; snow on the lens leaves
0.2 and less, frost 0.3 and less."""
GONE = 0.25
"""A cell has lost its detail that has less of it left."""
PATCH, SHADE = 0.45, 0.5
"""Covered, too: so many of the cells have lost theirs, and are so much darker than the rest. Snow on the ground takes
away detail as well, and is bright."""
ALIKE = 0.25
"""Moved: the places of detail agree less (a correlation: 1 is the same, 0 another view). On usual days it is 0.4 and
more in 99 of 100 pictures, after a turn by 5° 0.2 and less in most."""
DIM = 1 / 3
"""Dark: by flash a picture has less of the past's brightness."""

_DETAIL = tuple(2 ** (code / STEPS) - 1 for code in range(256))


@value
class Look:
    """One picture, cell by cell and row by row."""

    detail: bytes
    """How steep brightness is on average, in codes of 255 from one of 128 × 72 points to the next: d is kept as
    `STEPS` × log2(1 + d)."""
    luma: bytes
    """Brightness, 0 (black) to 255."""

    @property
    def brightness(self) -> float:
        return sum(self.luma) / len(self.luma)


@value
class Past:
    """What the pictures of one light looked like of late."""

    detail: bytes = b""
    brightness: float = 0.0
    pictures: int = 0
    doubt: Verdict | None = None
    """On the newest picture. Those are not learned from."""


def learned(past: Past, look: Look) -> Past:
    """The past with one good picture more; this one alone if it shows that the past saw nothing."""
    if _poor(past, look):
        past = Past()
    parts = min(past.pictures + 1, LEARNS)
    detail = look.detail
    if past.pictures:
        detail = bytes(old + round((new - old) / parts) for old, new in zip(past.detail, look.detail, strict=True))
    return Past(detail, past.brightness + (look.brightness - past.brightness) / parts, past.pictures + 1)


def judged(past: Past, look: Look, lit: bool) -> Verdict | None:
    """What is wrong with this picture; None where nothing is, or nothing is known yet. `lit`: by flash."""
    if past.pictures < ENOUGH or _poor(past, look):
        return None
    if detail_left(past, look) < BLURRED:
        return "dark" if lit and look.brightness < DIM * past.brightness else "covered"
    if not lit and _shaded(past, look):
        return "covered"
    return "moved" if likeness(past, look) < ALIKE else None


def detail_left(past: Past, look: Look) -> float:
    """The share of the past's detail that this picture has, too; more than the past had anywhere does not count."""
    there = sum(_DETAIL[old if old < new else new] for old, new in zip(past.detail, look.detail, strict=True))
    return there / (_sum(past.detail) or 1)


def likeness(past: Past, look: Look) -> float:
    """Correlation of where the detail is, in the upper or the lower half, whichever agrees better: snow changes the
    ground, and leaves the crowns, but a turn changes both."""
    one, other = _relief(past.detail), _relief(look.detail)
    half = len(one) // 2
    return max(_correlation(one[rows], other[rows]) for rows in (slice(half), slice(half, None)))


def _poor(past: Past, look: Look) -> bool:
    """Whether the past was the covered one of the two: a unit that was hung up in fog or falling snow."""
    return _sum(past.detail) < BLURRED * _sum(look.detail)


def _sum(detail: bytes) -> float:
    return sum(_DETAIL[code] for code in detail)


def _shaded(past: Past, look: Look) -> bool:
    cells = [
        (_DETAIL[new] < GONE * _DETAIL[old], luma)
        for old, new, luma in zip(past.detail, look.detail, look.luma, strict=True)
    ]
    gone = [luma for lost, luma in cells if lost]
    left = [luma for lost, luma in cells if not lost]
    if not left or len(gone) < PATCH * len(cells):
        return False
    return sum(gone) / len(gone) < SHADE * sum(left) / len(left)


def _correlation(one: list[float], other: list[float]) -> float:
    """Of deviations from 0."""
    return _product(one, other) / (sqrt(_product(one, one) * _product(other, other)) or 1)


def _product(one: list[float], other: list[float]) -> float:
    return float(sum(map(mul, one, other)))


def _relief(detail: bytes) -> list[float]:
    """By how much each inner cell stands out among its neighbours, since ground and sky are alike in any view."""
    rows = [a + b + c for a, b, c in zip(detail, detail[1:], detail[2:], strict=False)]
    nines = [a + b + c for a, b, c in zip(rows, rows[COLUMNS:], rows[2 * COLUMNS :], strict=False)]
    middles = enumerate(zip(detail[COLUMNS + 1 :], nines, strict=False))
    return [one - nine / 9 for at, (one, nine) in middles if at % COLUMNS < COLUMNS - 2]
