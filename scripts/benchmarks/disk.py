"""The floor of everything that is written: encode, write, fsync."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import simplejpeg


def encode(planes: tuple[Any, Any, Any], quality: int) -> bytes:
    """One JPEG encode and nothing else."""
    y, u, v = planes
    picture: bytes = simplejpeg.encode_jpeg_yuv_planes(y, u, v, quality=quality)
    return picture


def write(path: Path, data: bytes) -> None:
    """One file, one fsync: no folder synced, no record, no checksum."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        os.write(fd, data)
        os.fsync(fd)
    finally:
        os.close(fd)
