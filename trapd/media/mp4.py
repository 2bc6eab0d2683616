"""Encoded packets to an MP4 that can be opened whenever the power goes, and that says when and where it was taken.

Nothing is encoded again: the camera's packets go into the file as they are, with their own timestamps. FFmpeg writes
it as a hybrid fragmented file: readable fragment by fragment while it grows, an ordinary MP4 once closed. That takes
FFmpeg 7.1 or later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC
from fractions import Fraction
from io import BytesIO
from typing import Any, BinaryIO

import av

from trapd.core.caption import Caption
from trapd.core.frames import Packet
from trapd.core.units import S
from trapd.media import comment
from trapd.media.sink import Sink

TICKS = 90_000
"""A second in the file's time base: 11 µs a tick, MPEG's own and known to every player."""
FRAGMENT_S = 0.5
"""What a sudden end may cost."""
CLOSED = {"movflags": "+use_metadata_tags", "video_track_timescale": str(TICKS)}
OPTIONS = CLOSED | {
    "movflags": "+hybrid_fragmented+use_metadata_tags+frag_keyframe",
    "frag_duration": str(round(FRAGMENT_S * 1_000_000)),
    "flush_packets": "1",
}


def begun(caption: Caption, first: Packet) -> Caption:
    """The caption of a clip that really begins with this packet: its times and its pre-roll follow."""
    later_ns = first.timestamp_ns - caption.mono_ns
    pre_roll_s = max(0, caption.edge_mono_ns - first.timestamp_ns) / S
    return replace(
        caption, mono_ns=first.timestamp_ns, utc_ns=caption.utc_ns + later_ns, pre_roll_s=round(pre_roll_s, 3)
    )


HEADERS_ONLY = {"skip_frame": "all"}
"""Decoding the first picture as well took 10 to 80 ms, and the first still waits for the same thread."""


class ClipWriter:
    """Muxes one stream into one file. Opening and closing the file are its owner's.

    Errors: OSError from the file (full, gone); ValueError where the packets are no H.264 of this kind. After an error
    call `close` all the same; it fails once more, and the file ends with the last fragment that is whole.
    """

    def __init__(self, file: BinaryIO, caption: Caption, fps: float) -> None:
        """`file`: empty, writable and seekable. `fps`: of the stream, says how long the last frame is shown."""
        self._sink = Sink(file)
        self._caption = caption
        self._period = round(TICKS / fps)
        self._container: Any = None
        self._stream: Any = None
        self._first_ns = 0
        self._last_pts = -1
        self.frames = 0
        """Written so far."""
        self.missing_frames = 0
        """Between the first and the last, by their timestamps."""

    def write(self, packet: Packet) -> None:
        """Append one packet. Those before the first key frame cannot be shown and are left out."""
        if self._container is None:
            if not packet.key:
                return
            self._begin(packet)
        ticks = round((packet.timestamp_ns - self._first_ns) * TICKS / S)
        if self.frames:
            self.missing_frames += max(0, round((ticks - self._last_pts) / self._period) - 1)
        self._last_pts = max(ticks, self._last_pts + 1)
        sample = av.Packet(packet.data)
        sample.stream = self._stream
        sample.time_base = Fraction(1, TICKS)
        sample.pts = sample.dts = self._last_pts
        sample.duration = self._period
        sample.is_keyframe = packet.key
        self._container.mux(sample)
        self._sink.keep()
        self.frames += 1

    def close(self, sync: Callable[[], object]) -> None:
        """Make it an ordinary MP4. ValueError: not one frame came, and the file is empty.

        `sync` makes the file durable (fsync). It is called once, before the file's beginning is changed, so that a
        power cut at any moment leaves a clip that opens; the last fsync is the owner's.
        """
        if self._container is None:
            raise ValueError("clip without a frame: the camera sent no key frame")
        self.leave()
        self._sink.seal(sync)

    def leave(self) -> None:
        """End it as a power cut would, but with every frame that came. Whoever finds the file knows that it was
        meant to be longer (`torn.py`)."""
        try:
            if self._container is not None:
                self._container.close()
        except av.error.FFmpegError as err:
            raise OSError(f"clip not closed: {err.strerror}") from err

    def _begin(self, first: Packet) -> None:
        """The header. Size and decoder's settings are in the first key frame: FFmpeg's parser gets them out."""
        with av.open(BytesIO(first.data), format="h264", options=HEADERS_ONLY) as source:
            video = source.streams.video[0]
            if not video.width:
                raise ValueError("the camera's key frame is no H.264 with its SPS and PPS")
            container = av.open(self._sink, "w", format="mp4", options=OPTIONS)
            # opaque: take the settings over as they are; no encoder is looked for, and none need be installed
            self._stream = container.add_stream_from_template(video, opaque=True)
        container.metadata.update(tags(self._caption))
        self._container = container
        self._first_ns = first.timestamp_ns


def rewrite(video: Any, packets: Iterable[Any], to: Any, caption: Caption) -> int:
    """These packets of the stream `video` as they are, into the empty file `to`: an ordinary MP4 with the caption's
    tags. Returns how many there were. FFmpegError from either side."""
    frames = 0
    with av.open(to, "w", format="mp4", options=CLOSED) as target:
        # opaque: take the settings over as they are; no encoder is looked for, and none need be installed
        stream = target.add_stream_from_template(video, opaque=True)
        target.metadata.update(tags(caption))
        for packet in packets:
            packet.stream = stream
            target.mux(packet)
            frames += 1
    return frames


def tags(caption: Caption) -> dict[str, str]:
    """What the file says of itself, by the keys that QuickTime's readers, ExifTool and ffprobe know."""
    local = comment.local_time(caption)
    found = {
        "creation_time": f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "com.apple.quicktime.creationdate": f"{local:%Y-%m-%dT%H:%M:%S%z}",
        "com.apple.quicktime.make": caption.make,
        "com.apple.quicktime.model": caption.model,
        "com.apple.quicktime.software": f"trapd {caption.firmware}",
        "description": comment.headline(caption),
        "comment": comment.dump(caption),
    }
    if caption.position is not None:
        lat, lon = caption.position
        height = "" if caption.alt_m is None else f"{caption.alt_m:+.1f}"
        found["com.apple.quicktime.location.ISO6709"] = f"{lat:+09.5f}{lon:+010.5f}{height}/"
    return found


def read(file: BinaryIO) -> dict[str, Any]:
    """The facts inside a clip that trapd took, whole or cut short. ValueError: it cannot be opened, or has none."""
    try:
        with av.open(file, "r", format="mp4") as container:
            return comment.load(container.metadata.get("comment", ""))
    except av.error.FFmpegError as err:
        raise ValueError(f"no clip: {err.strerror}") from err
