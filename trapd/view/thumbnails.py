"""Small pictures from the files on a card. A file that cannot be shown gives the reason instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import av
from PIL import Image, ImageOps

from trapd.view.paper import Size


def still(path: Path, size: Size) -> Image.Image | str:
    """The JPEG, fitted into `size`."""
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", size)
            return ImageOps.contain(picture.convert("RGB"), size, Image.Resampling.LANCZOS)
    except FileNotFoundError:
        return f"{path.name} is missing"
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"{path.name} is no picture that can be read"


def frames(
    path: Path, choose: Callable[[float], Sequence[float]], size: Size
) -> list[tuple[float, Image.Image]] | str:
    """Frames of the clip and when they are, in seconds from its first one; `choose` is told how long the clip is."""
    try:
        with av.open(str(path)) as clip:
            return [(at_s, _frame(clip, at_s, size)) for at_s in choose((clip.duration or 0) / av.time_base)]
    except FileNotFoundError:
        return f"{path.name} is missing"
    except (av.FFmpegError, OSError, ValueError):
        return f"{path.name} is no clip that can be read"


def _frame(clip: av.container.InputContainer, at_s: float, size: Size) -> Image.Image:
    """The last frame that begins by then. Raises ValueError if there is none."""
    stream = next(iter(clip.streams.video), None)
    if stream is None or stream.time_base is None:
        raise ValueError("no video in it")
    wanted = (stream.start_time or 0) + round(at_s / stream.time_base)
    clip.seek(wanted, stream=stream)
    shown = None
    for frame in clip.decode(stream):
        if shown is not None and (frame.pts or 0) > wanted:
            break
        shown = frame
    if shown is None:
        raise ValueError("no frame in it")
    picture: Image.Image = shown.to_image()  # type: ignore[no-untyped-call]
    return ImageOps.contain(picture, size, Image.Resampling.LANCZOS)
