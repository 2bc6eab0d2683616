"""Y, U and V out of a camera's buffer, as it lies there."""

from __future__ import annotations

from typing import Any

import numpy as np

Planes = tuple[Any, Any, Any]
FORMATS = ("YUV420", "NV12")
"""What `planes` understands: a Pi's ISP gives the first as asked, libcamera's virtual camera only the second."""
SPARSE = 16
"""Every 16th pixel of every 16th row is enough for the mean brightness: 8,100 of a 1080p picture."""


def planes(buffer: Any, form: str, width: int, height: int, stride: int) -> Planes:
    """Y, U and V of one picture in a flat buffer of bytes; YUV420 without a copy, whatever the stride."""
    whole = np.frombuffer(buffer, dtype=np.uint8)
    luma = whole[: stride * height].reshape(height, stride)[:, :width]
    chroma = whole[stride * height : stride * height * 3 // 2]
    if form == "YUV420":
        both = chroma.reshape(height, stride // 2)[:, : width // 2]
        return luma, both[: height // 2], both[height // 2 :]
    pairs = chroma.reshape(height // 2, stride)[:, :width]
    return luma, np.ascontiguousarray(pairs[:, 0::2]), np.ascontiguousarray(pairs[:, 1::2])


def brightness(luma: Any) -> float:
    """Mean of a Y plane, 0 (black) to 1 (white)."""
    return float(luma[::SPARSE, ::SPARSE].mean()) / 255
