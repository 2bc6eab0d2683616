"""H.264 by libx264 through PyAV, in the form that a Pi's encoder gives it: Annex B, headers before each key frame."""

from __future__ import annotations

from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext

from trapd.config import profile
from trapd.core.frames import Packet
from trapd.core.units import US
from trapd.sim.view import Bytes

FULL_RANGE = 2
"""AVCOL_RANGE_JPEG: planes use all codes 0 … 255, as for a still."""


class Encoder:
    """One video stream. For one thread."""

    def __init__(self, section: profile.Camera) -> None:
        self._size = (section.height * 3 // 2, section.width)
        self._first_ns: int | None = None
        self._stamps: dict[int, int] = {}
        codec = av.CodecContext.create("libx264", "w")
        assert isinstance(codec, VideoCodecContext)
        codec.width, codec.height, codec.pix_fmt = section.width, section.height, "yuv420p"
        codec.time_base = Fraction(1, 1_000_000)
        codec.framerate = Fraction(section.fps).limit_denominator(1001)
        codec.bit_rate = section.bitrate_kbps * 1000
        codec.gop_size = section.gop
        codec.color_range = FULL_RANGE
        codec.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "scenecut=0:repeat-headers=1"}
        self._codec = codec

    def encode(self, sheet: Bytes, timestamp_ns: int) -> list[Packet]:
        """One frame, as `Painter.paint` gives it; zerolatency returns its packet at once."""
        if self._first_ns is None:
            self._first_ns = timestamp_ns
        picture = av.VideoFrame.from_numpy_buffer(sheet.reshape(self._size), "yuv420p")  # no copy
        picture.pts = (timestamp_ns - self._first_ns) // US
        picture.time_base = Fraction(1, 1_000_000)
        picture.color_range = FULL_RANGE
        self._stamps[picture.pts] = timestamp_ns
        return [
            Packet(self._stamps.pop(packet.pts), packet.is_keyframe, bytes(packet))
            for packet in self._codec.encode(picture)
            if packet.pts is not None
        ]
