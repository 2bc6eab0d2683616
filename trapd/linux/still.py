"""A frame to the finished file, in memory. Loads the libraries that encode at its first use."""

from __future__ import annotations

from importlib import import_module

from trapd.core.caption import Caption
from trapd.core.frames import Frame
from trapd.core.look import Look


def load_encoders() -> None:
    """Ahead of the first picture, which would have to wait for them: seconds on a small board."""
    for name in ("exif", "jpeg"):
        import_module(f"trapd.media.{name}")


def look(frame: Frame) -> Look:
    """While it still has its pixels."""
    from trapd.media import figures

    return figures.look(frame.pixels.planes()[0])


def picture(frame: Frame, caption: Caption, quality: int) -> bytes:
    """JPEG with EXIF. The frame's buffer goes back to the camera as soon as it was read."""
    from trapd.media import exif, jpeg

    try:
        encoded = jpeg.encode(frame.pixels.planes(), quality)
    finally:
        frame.pixels.release()
    return jpeg.splice(encoded, exif.block(caption, frame.width, frame.height))
