"""A picture in a few numbers: what `core/look.py` goes by."""

from __future__ import annotations

from typing import Any

import numpy as np

from trapd.core.look import COLUMNS, ROWS, STEPS, Look

POINTS = 4
"""On each side of a cell: coarse enough for noise to vanish in the mean of some ten to a hundred pixels."""
LINES = 4
"""So many rows, or a few more, are enough for a point."""


def look(luma: Any) -> Look:
    """Of a Y plane, h × w of uint8: 2 ms for 2304 × 1296."""
    points = _thinned(luma[:: max(1, luma.shape[0] // (ROWS * POINTS * LINES))])
    across = np.abs(np.diff(points, axis=1, prepend=points[:, :1]))
    down = np.abs(np.diff(points, axis=0, prepend=points[:1]))
    detail = STEPS * np.log2(1 + _cells(across + down))
    return Look(_bytes(detail), _bytes(_cells(points)))


def _thinned(luma: Any) -> Any:
    """The mean brightness around each point."""
    (down, high), (across, wide) = (
        _spans(n * POINTS, size) for n, size in zip((ROWS, COLUMNS), luma.shape, strict=True)
    )
    sums = np.add.reduceat(np.add.reduceat(luma, down, axis=0, dtype=np.uint32), across, axis=1)
    return sums / np.outer(high, wide)


def _spans(count: int, size: int) -> tuple[Any, Any]:
    """So many spans in a row of pixels: where each begins, and how long it is."""
    begins = np.arange(count) * size // count
    return begins, np.maximum(1, np.diff(begins, append=size))


def _cells(points: Any) -> Any:
    return points.reshape(ROWS, POINTS, COLUMNS, POINTS).mean(axis=(1, 3))


def _bytes(values: Any) -> bytes:
    return bytes(np.clip(values.round(), 0, 255).astype(np.uint8))
