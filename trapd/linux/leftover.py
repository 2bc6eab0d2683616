"""What a file that no catalog announces says of itself: whether it opens, and the caption inside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def inspect(path: Path) -> dict[str, Any] | None:
    """The caption's facts; empty if the picture opens but is not ours; None if it does not open."""
    try:
        return _clip(path) if path.suffix.lower() == ".mp4" else _still(path)
    except OSError:
        return None


def _still(path: Path) -> dict[str, Any] | None:
    from trapd.media import exif, jpeg

    picture = path.read_bytes()
    if not jpeg.whole(picture):
        return None
    try:
        return exif.read(picture)
    except ValueError:
        return {}


def _clip(path: Path) -> dict[str, Any] | None:
    import av

    from trapd.media import mp4

    try:
        with av.open(path) as container:
            next(container.decode(video=0))
    except (av.error.FFmpegError, IndexError, StopIteration, UnicodeDecodeError):
        return None
    try:
        with path.open("rb") as file:
            return mp4.read(file)
    except ValueError:
        return {}
