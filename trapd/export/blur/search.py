"""Finds positions in any bytes, in every form that a position is usually written in (`written.py`, `binary.py`).

The latitude and the longitude of a secret beside each other are a find, if either is as exact as may not be told. One
of the two alone is found where its digits are those of a secret: a number that is merely like one may be anything.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain

from trapd.core.spans import joined
from trapd.export.blur.binary import numbers
from trapd.export.blur.written import Bytes, Reading, texts

SAME_DEG = 1e-5
"""A metre: what forms of few bits lose."""
Place = tuple[float, float]
"""Latitude and longitude, degrees."""


class Search:
    """For any of these secrets."""

    def __init__(self, secrets: Iterable[Place], shown: Iterable[Place], near_deg: float) -> None:
        """`near_deg`: who comes so near to a secret has found it. `shown`: what may be told all the same."""
        secret, told = list(secrets), list(shown)
        self._near_deg = near_deg
        self._axes = [_Axis([at[axis] for at in secret], [at[axis] for at in told]) for axis in (0, 1)]
        ranges = [one for axis in self._axes for one in axis.ranges(near_deg)]
        self._whole = sorted({deg for begin, end in ranges for deg in range(int(begin), int(end) + 1)})
        nano = joined((round(begin * 1e9), round(end * 1e9)) for begin, end in ranges)
        self._ranges = [edge / 1e9 for edge in chain.from_iterable(nano)]

    def text(self, data: Bytes) -> str | None:
        """Where and how the first one stands in words and figures. Fast: for all of a picture."""
        readings = sorted((one for whole in self._whole for one in texts(data, whole)), key=_place)
        return next(self._evidence(readings), None)

    def number(self, data: bytes) -> str | None:
        """The same for binary numbers. Slow: for what a file says, not for its pixels."""
        found = (self._evidence(sorted(readings, key=_place)) for readings in numbers(data, self._ranges))
        return next(chain.from_iterable(found), None)

    def _evidence(self, readings: Iterable[Reading]) -> Iterator[str]:
        last: dict[tuple[str, int, int], tuple[Reading, bool]] = {}
        for reading in readings:
            for number, axis in enumerate(self._axes):
                told = axis.is_told(reading.deg)
                for secret, place in axis.near(reading.deg, self._near_deg):
                    if not told and 0 < reading.off_deg >= abs(secret - reading.deg):
                        yield f"{reading.deg:.7g}° at byte {reading.at:,}, as {reading.form}"
                    half, half_told = last.get((reading.form, 1 - number, place), (reading, True))
                    if 0 < reading.at - half.at <= reading.within and not (told and half_told):
                        yield f"{half.deg:.7g}°, {reading.deg:.7g}° at byte {half.at:,}, as {reading.form}"
                    last[reading.form, number, place] = reading, told


class _Axis:
    """All latitudes, or all longitudes."""

    def __init__(self, secrets: Iterable[float], told: Iterable[float]) -> None:
        self._secrets = sorted((abs(deg), place) for place, deg in enumerate(secrets))
        self._told = sorted({abs(deg) for deg in told})

    def near(self, deg: float, near_deg: float) -> list[tuple[float, int]]:
        """Secrets no farther from it than that, each with the number of its place."""
        begin = bisect_left(self._secrets, deg - near_deg, key=_deg)
        return self._secrets[begin : bisect_right(self._secrets, deg + near_deg, key=_deg)]

    def ranges(self, near_deg: float) -> Iterator[tuple[float, float]]:
        """Where a number is near to a secret: not in order, and one may begin within another."""
        for deg, _ in self._secrets:
            yield max(0, deg - near_deg), deg + near_deg

    def is_told(self, deg: float) -> bool:
        at = bisect_left(self._told, deg - SAME_DEG)
        return at < len(self._told) and self._told[at] <= deg + SAME_DEG


def _deg(secret: tuple[float, int]) -> float:
    return secret[0]


def _place(reading: Reading) -> int:
    return reading.at
