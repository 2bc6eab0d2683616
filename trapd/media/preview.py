"""A frame to aim by: a small JPEG, and how sharp and how bright the frame is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from trapd.media.jpeg import encode

MOST_BYTES = 65_536
"""What the technician's line carries in one piece."""
QUALITIES = (85, 70, 50, 30)
"""Tried in turn until the picture is small enough; then half as wide."""
NARROWEST = 64
DASH = 4
"""Pixels of a line at the thirds; its dashes are black and white by turns, and so are seen on snow and by night."""


@dataclass(frozen=True, slots=True)
class Preview:
    jpeg: bytes
    width: int
    height: int
    sharpness: float
    brightness: float
    """0 (black) to 1 (white), the mean."""


def preview(planes: tuple[Any, Any, Any], width: int) -> Preview:
    """Of Y, U and V, `width` pixels wide or less, in `MOST_BYTES` at most, with lines at its thirds."""
    y = planes[0]
    across = max(NARROWEST, min(width, y.shape[1]))
    jpeg, size = _small(planes, across)
    while len(jpeg) > MOST_BYTES:
        across //= 2
        jpeg, size = _small(planes, across)
    return Preview(jpeg, *size, round(sharpness(y), 1), round(float(y.mean()) / 255, 3))


def sharpness(luma: Any) -> float:
    """How sharp the middle half of a picture is (half its width, half its height): the variance of its Laplacian.

    The Laplacian, 4 × a pixel less its four neighbours, is large at edges and nil where brightness is even or changes
    evenly; blur flattens edges, so its variance falls. The unit is (steps of 255)². Contrast, light and noise move it
    as well: it compares pictures of one scene, taken one after the other in one light, and is no grade. Noise is
    halved first by taking the mean of each 2 × 2 pixels. The measure is LAPV of S. Pertuz et al., "Analysis of focus
    measure operators for shape-from-focus", Pattern Recognition 46 (2013).
    """
    high, wide = luma.shape
    middle = luma[high // 4 : high - high // 4, wide // 4 : wide - wide // 4].astype(np.int32)
    middle = middle[: len(middle) // 2 * 2, : middle.shape[1] // 2 * 2]
    mean = (middle[::2, ::2] + middle[1::2, ::2] + middle[::2, 1::2] + middle[1::2, 1::2]) / 4
    around = mean[:-2, 1:-1] + mean[2:, 1:-1] + mean[1:-1, :-2] + mean[1:-1, 2:]
    return float((4 * mean[1:-1, 1:-1] - around).var())


def _small(planes: tuple[Any, Any, Any], width: int) -> tuple[bytes, tuple[int, int]]:
    """As good as `MOST_BYTES` allow at this width, and its size in pixels."""
    high, wide = planes[0].shape
    half = width // 2, max(1, round(high * width / wide / 2))
    size = 2 * half[0], 2 * half[1]
    small = _lined(_resized(planes[0], size)), _resized(planes[1], half), _resized(planes[2], half)
    jpeg = b""
    for quality in QUALITIES:
        jpeg = encode(small, quality)
        if len(jpeg) <= MOST_BYTES:
            break
    return jpeg, size


def _lined(luma: Any) -> Any:
    """With lines at its thirds, to aim by."""
    lined = luma.copy()
    high, wide = luma.shape
    for third in (1, 2):
        lined[:, third * wide // 3] = np.arange(high) // DASH % 2 * 255
        lined[third * high // 3] = np.arange(wide) // DASH % 2 * 255
    return lined


def _resized(plane: Any, size: tuple[int, int]) -> Any:
    return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BOX))
