"""A clip that was cut short: how far it can be shown, and just that as an ordinary MP4.

While it grows, a clip is an index and a row of fragments behind it; once closed it has the one index at its end
(`mp4.py`). A cut may leave the last fragment half written, and on some file systems its room without its bytes. So a
clip is taken to end where a strict decoder first stumbles, which takes as long as decoding it. Nothing is encoded
again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice, pairwise
from statistics import median_low
from typing import Any, BinaryIO

import av

from trapd.core.caption import Caption
from trapd.media import comment, mp4

HEADER = 8
"""Bytes of a box's size and name."""
HUGE = b"mdat"
"""The box of the pictures themselves: half of one still holds some."""


def closed(file: BinaryIO) -> bool:
    """Whether this MP4 was written to its end: everything before its index was made durable first (`sink.py`)."""
    boxes = dict(_boxes(file))
    return b"moof" not in boxes and boxes.get(b"moov") == file.seek(0, io.SEEK_END)


def caption(file: BinaryIO) -> Caption | None:
    """What the clip turned out to be; None if not one frame can be shown. ValueError: it has no caption of ours."""
    try:
        with _opened(file) as container:
            told = container.metadata.get("comment", "")
            times = [packet.pts for packet in _sound(container)]
    except av.error.FFmpegError:
        return None
    if not times:
        return None
    begun = comment.caption(comment.load(told))
    return replace(begun, interrupted=True, frames=len(times), missing_frames=_missing(times))


def close(file: BinaryIO, to: BinaryIO, as_told: Caption) -> None:
    """Its first `as_told.frames` frames, into an empty file. Raises OSError."""
    try:
        with _opened(file) as source:
            video = source.streams.video[0]
            packets = list(islice(source.demux(video), as_told.frames))
            # A cut file has the last frame last until the one that is gone.
            packets[-1].duration = _period([packet.pts for packet in packets])
            mp4.rewrite(video, packets, to, as_told)
    except av.error.FFmpegError as err:
        raise OSError(f"clip not closed: {err.strerror}") from err


def _sound(container: Any) -> Iterator[Any]:
    """The packets up to the first that cannot be shown, or not as it was taken."""
    decoder = container.streams.video[0].codec_context if container.streams.video else None
    if decoder is None:  # not even a codec that FFmpeg knows
        return
    decoder.options = {"err_detect": "explode"}
    decoder.thread_count = 1  # the frame that comes out is that of the packet that went in
    with suppress(av.error.FFmpegError):
        for packet in container.demux(video=0):
            if packet.pts is None or packet.is_corrupt or any(frame.is_corrupt for frame in packet.decode()):
                return
            yield packet


def _missing(times: list[int]) -> int:
    """How many frames are left out between the first and the last."""
    period = _period(times)
    return sum(max(0, round((later - earlier) / period) - 1) for earlier, later in pairwise(times))


def _period(times: list[int]) -> int:
    """From frame to frame, as most of them have it; ticks of the file."""
    steps = [later - earlier for earlier, later in pairwise(times)]
    return max(1, median_low(steps)) if steps else mp4.TICKS // 30


@contextmanager
def _opened(file: BinaryIO) -> Iterator[Any]:
    """Up to the last box that is of use: FFmpeg opens nothing that ends in half an index."""
    end = max((upto for _, upto in _boxes(file)), default=0)
    with av.open(_Front(file, end), "r", format="mp4", metadata_errors="replace") as container:
        yield container


def _boxes(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Name and end of each outermost box, the last maybe half an `HUGE` one; what is no box ends them."""
    at, size = 0, file.seek(0, io.SEEK_END)
    while at + HEADER <= size:
        file.seek(at)
        head = file.read(HEADER)
        length, name = int.from_bytes(head[:4]), head[4:]
        if length < HEADER or (at + length > size and name != HUGE):
            return
        at = min(size, at + length)
        yield name, at


class _Front:
    """The first bytes of a file, as if there were no others."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file = file
        self._end = end
        file.seek(0)

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return (
            self._file.seek(max(0, self._end + offset)) if whence == io.SEEK_END else self._file.seek(offset, whence)
        )

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._end - self._file.tell())
        return self._file.read(left if size < 0 else min(size, left))
