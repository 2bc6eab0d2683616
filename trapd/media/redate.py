"""A picture again with another caption: the same light, byte for byte, under other words.

For a picture whose time came to be known later, and for a clip that a power cut left open.
"""

from __future__ import annotations

from typing import BinaryIO

import av

from trapd.core.caption import Caption
from trapd.media import exif, jpeg, mp4
from trapd.media.sink import Sink


def still(picture: bytes, caption: Caption) -> bytes:
    """The JPEG with a new EXIF block; its compressed data are the old ones. ValueError: no whole JPEG."""
    if not jpeg.whole(picture):
        raise ValueError("no whole JPEG: nothing is made of a half")
    return jpeg.splice(picture, exif.block(caption, *jpeg.dimensions(picture)))


def clip(source: BinaryIO, to: BinaryIO, caption: Caption) -> int:
    """Write the clip `source` into the empty file `to`, closed, with new tags; returns how many frames it has.

    Every packet that is whole goes over as it is, at its own time. ValueError: `source` cannot be opened, or holds no
    frame. OSError: from either file.
    """
    sink = Sink(to)
    try:
        with av.open(source, "r", format="mp4") as old:
            video = old.streams.video[0]
            whole = (packet for packet in old.demux(video) if packet.size and not packet.is_corrupt)
            frames = mp4.rewrite(video, whole, sink, caption)
    except (av.error.FFmpegError, IndexError) as err:
        kind = OSError if isinstance(err, OSError | av.error.PyAVCallbackError) else ValueError
        raise kind(f"the clip cannot be written again: {err}") from err
    if not frames:
        raise ValueError("the clip cannot be written again: not one frame is in it")
    sink.seal(to.flush)
    return frames
