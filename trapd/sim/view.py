"""What stands before the lens, apart from the light that falls on it and the exposure it is taken with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

BRIGHTEST_LIT = 4.0
"""What the flash may throw back at most, 1 being white: close things are overexposed."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A picture under two lights, as it looks well exposed in each alone.

    `day` and `lit` are luma codes (sRGB curve, full range), h × w; `lit` spans 0 … `BRIGHTEST_LIT`. `u` and `v` are
    the day's chroma, h/2 × w/2. `front` is 255 where something stands nearer than the animals' trail, else 0.
    """

    day: Bytes
    lit: Bytes
    u: Bytes
    v: Bytes
    front: Bytes


def to_linear(code: NDArray[Any]) -> Floats:
    """Luma codes 0 … 255 to linear light 0 … 1: the curve of IEC 61966-2-1 (sRGB)."""
    x = code.astype(np.float32) / np.float32(255)
    return np.where(x <= 0.04045, x / np.float32(12.92), ((x + np.float32(0.055)) / np.float32(1.055)) ** 2.4)


def to_code(light: NDArray[Any]) -> Bytes:
    """Linear light to luma codes; above 0.6 it bends softly towards white, as a camera's tone curve does."""
    x = np.asarray(light, np.float32)
    x = np.where(x > 0.6, np.float32(1) - np.float32(0.4) * np.exp((np.float32(0.6) - x) / np.float32(0.4)), x)
    curve = np.where(x <= 0.0031308, x * np.float32(12.92), np.float32(1.055) * x ** np.float32(1 / 2.4) - 0.055)
    return np.asarray(np.clip(curve * 255 + 0.5, 0, 255), np.uint8)


def lit_code(light: NDArray[Any]) -> Bytes:
    """What the flash throws back, linear, to the codes of `View.lit`: same curve, wider range, no bend."""
    x = np.clip(np.asarray(light, np.float32) / np.float32(BRIGHTEST_LIT), 0, 1)
    curve = np.where(x <= 0.0031308, x * np.float32(12.92), np.float32(1.055) * x ** np.float32(1 / 2.4) - 0.055)
    return np.asarray(curve * 255 + 0.5, np.uint8)
