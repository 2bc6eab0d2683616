"""H.264 from picamera2: its encoder's output as packets."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from av.video.reformatter import ColorRange
from picamera2.encoders import H264Encoder, LibavH264Encoder
from picamera2.outputs import Output

from trapd.config import profile
from trapd.core.frames import Packet
from trapd.core.ports import PostPacket
from trapd.core.units import US

HARDWARE = Path("/dev/video11")
"""bcm2835-codec's encoder: Zero 2 W, 3, 4, CM4. A Pi 5 has none, and encodes on its processor."""


class SoftwareEncoder(LibavH264Encoder):  # type: ignore[misc]  # picamera2 has no types
    """libx264 that is told what the hardware encoder takes for granted: black is 0 and white 255, not 16 and 235."""

    def _start(self) -> None:
        super()._start()
        self._stream.codec_context.color_range = ColorRange.JPEG


def encoder(section: profile.Camera) -> Any:
    """The encoder that this board has, with parameter sets before every key frame."""
    kind = H264Encoder if HARDWARE.exists() else SoftwareEncoder
    rate = Fraction(section.fps).limit_denominator(1001)
    return kind(bitrate=section.bitrate_kbps * 1000, repeat=True, iperiod=section.gop, framerate=rate)


class PacketOutput(Output):  # type: ignore[misc]  # picamera2 has no types
    """Where picamera2's encoder writes to: every picture becomes one packet."""

    def __init__(self, encoder: Any, packets: PostPacket, mono_ns: Callable[[int], int]) -> None:
        super().__init__()
        self._encoder = encoder
        self._packets = packets
        self._mono_ns = mono_ns

    def outputframe(
        self, frame: Any, keyframe: bool = True, timestamp: int | None = None, packet: Any = None, audio: bool = False
    ) -> None:
        """One encoded picture; `timestamp` counts whole µs from the sensor timestamp of the encoder's first frame."""
        if timestamp is None or audio:
            return
        sensor_ns = (self._encoder.firsttimestamp + timestamp) * US
        self._packets(Packet(self._mono_ns(sensor_ns), bool(keyframe), bytes(frame)))
