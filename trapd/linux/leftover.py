"""What a file that no catalog announces says of itself: whether it opens, and the caption inside it."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

from trapd.card.sweep import Torn, Whole


def inspect(path: Path) -> Whole | Torn | None:
    """None if the picture does not open, or its card has lost it. Raises OSError for what may pass."""
    try:
        facts = _clip(path) if path.suffix.lower() == ".mp4" else _still(path)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return None
    return None if facts is None else Whole(facts)


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
