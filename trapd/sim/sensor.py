"""How the sensor turns light into codes: exposure row by row, tone, colour, noise."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import log2

import numpy as np
from numpy.typing import NDArray

from trapd.core.units import US
from trapd.sim.exposed import GREY_DAY, GREY_LIT, Exposed
from trapd.sim.view import BRIGHTEST_LIT, Bytes, to_code, to_linear

STEPS = 16
"""Rows are lit in so many steps: fine enough for the edge of a dark band."""
FULL_WELL = 8_000.0
READ_NOISE = 2.0
"""Electrons, of a small pixel (assumed); half of the noise is taken away, as a camera's own denoising does."""

Codes = NDArray[np.int16]


class Sensor:
    """The rules of one frame."""

    def __init__(self, frame: Exposed, height: int) -> None:
        self._day = _coarse(frame.day_level)
        self._lit = _coarse(frame.lit_level)
        self._gain = _coarse(frame.gain)
        self._runs = _runs(frame, height)
        mean = sum((stop - start) * step for start, stop, step in self._runs) / height / STEPS
        flash = sum(GREY_LIT) / len(GREY_LIT) * self._lit * mean
        day = GREY_DAY * self._day
        self._colour = round(min(1.0, self._day) ** 0.5 * day / (day + flash) * 32) / 32 if day > 0 else 0.0
        self.key = (self._day, self._lit, self._gain, self._colour, self._runs)
        """Equal for frames that look the same, noise aside."""

    def luma(self, day: Bytes, lit: Bytes, top: int) -> Bytes:
        """What rows from `top` on become, given their codes as in `View`."""
        out = np.empty_like(day)
        for start, stop, step in self._runs:
            rows = slice(max(start - top, 0), max(stop - top, 0))
            pair = day[rows].astype(np.uint16) << 8 | lit[rows]
            out[rows] = _tones(self._day, self._lit * step / STEPS)[pair]
        return out

    def chroma(self, plane: Bytes) -> Bytes:
        """Colour fades with the daylight: under the flash everything is grey."""
        codes = 128 + (np.arange(256) - 128) * self._colour
        return np.asarray(codes.round().astype(np.uint8)[plane])

    def add_noise(self, luma: Bytes, noise: NDArray[np.int8]) -> None:
        """In place; `noise` has a deviation of 32."""
        swing = _noise(self._gain)
        for row in range(0, len(luma), 64):
            piece = luma[row : row + 64]
            noisy = piece + (swing[piece] * noise[row : row + len(piece)] + 128 >> 8)
            piece[:] = np.clip(noisy, 0, 255)


def _coarse(level: float) -> float:
    """To a tenth of a stop: what is painted once then serves until the light has really changed."""
    return float(2.0 ** (round(log2(level) * 10) / 10)) if level > 1e-9 else 0.0


def _runs(frame: Exposed, height: int) -> tuple[tuple[int, int, int], ...]:
    """Rows that the flash lit alike: first row, row after the last, share of the exposure in `STEPS`."""
    if not frame.flashes:
        return ((0, height, 0),)
    ends = frame.timestamp_ns + np.arange(height, dtype=np.int64) * frame.readout_us * US // height
    starts = ends - frame.exposure_us * US
    shone = np.zeros(height, np.int64)
    for on, off in frame.flashes:
        shone += np.maximum(0, np.minimum(off, ends) - np.maximum(on, starts))
    steps = np.rint(shone * STEPS / (frame.exposure_us * US)).astype(int)
    edges = [0, *(np.flatnonzero(np.diff(steps)) + 1).tolist(), height]
    return tuple((start, stop, int(steps[start])) for start, stop in pairwise(edges))


@lru_cache(maxsize=STEPS + 4)
def _tones(day: float, lit: float) -> Bytes:
    """Luma for each pair of day code and lit code, the day code in the upper byte."""
    codes = to_linear(np.arange(256))
    return to_code(codes[:, None] * np.float32(day) + codes[None, :] * np.float32(BRIGHTEST_LIT * lit)).reshape(-1)


@lru_cache(maxsize=8)
def _noise(gain: float) -> Codes:
    """Deviation of the noise for each luma code, in eighths: shot noise of the light, and the readout's own."""
    light = to_linear(np.arange(256))
    electrons = light * FULL_WELL / gain
    deviation = np.sqrt(electrons + READ_NOISE**2) * gain / FULL_WELL / 2
    slope = np.where(light < 0.0031308, 12.92, 1.055 / 2.4 * np.maximum(light, 1e-4) ** (1 / 2.4 - 1))
    return np.asarray(np.minimum(deviation * slope * 255 * 8, 255), np.int16)
