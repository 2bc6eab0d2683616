"""What a file that no catalog announces says of itself: whether it opens, and the caption inside it."""

from __future__ import annotations

import errno
from functools import partial
from pathlib import Path
from typing import BinaryIO

from trapd.card.found import Torn, Whole
from trapd.core.caption import Caption

LARGEST_STILL = 64_000_000
"""Bytes: one for each pixel of the largest sensor (9152x6944). A unit that may use 256 MB can hold it beside its
pictures; what is larger is a damaged entry of the folder, or nobody's still."""


def inspect(path: Path) -> Whole | Torn | None:
    """None if the picture does not open, or its card has lost it. Raises OSError for what may pass."""
    try:
        return _clip(path) if path.suffix.lower() == ".mp4" else _still(path)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return None


def _still(path: Path) -> Whole | None:
    from trapd.media import exif, jpeg

    if path.stat().st_size > LARGEST_STILL:
        return None
    picture = path.read_bytes()
    if not jpeg.whole(picture):
        return None
    try:
        return Whole(exif.read(picture))
    except ValueError:
        return Whole({})


def _clip(path: Path) -> Whole | Torn | None:
    from trapd.media import torn

    with path.open("rb") as file:
        if torn.closed(file):
            return _closed(path)
        try:
            caption = torn.caption(file)
        except ValueError:
            return Whole({})
    return None if caption is None else Torn(caption, partial(_close, path, caption))


def _closed(path: Path) -> Whole | None:
    import av

    from trapd.media import mp4

    try:
        with av.open(path) as container:
            next(container.decode(video=0))
    except (av.error.FFmpegError, IndexError, StopIteration, UnicodeDecodeError):
        return None
    try:
        with path.open("rb") as file:
            return Whole(mp4.read(file))
    except ValueError:
        return Whole({})


def _close(path: Path, caption: Caption, to: BinaryIO) -> None:
    from trapd.media import torn

    with path.open("rb") as file:
        torn.close(file, to, caption)
