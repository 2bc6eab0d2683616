"""What a camera delivers: frames chosen for a shot, and encoded packets for the pre-roll and clips."""

from __future__ import annotations

from typing import Any, Protocol

from trapd.core.units import US
from trapd.core.value import value


class Pixels(Protocol):
    """The picture of one frame, held in the camera's own buffer until released."""

    def planes(self) -> tuple[Any, Any, Any]:
        """Y (h × w), U and V (h/2 × w/2) as arrays of uint8, C-contiguous rows; valid until `release`."""
        ...

    def release(self) -> None:
        """Give the buffer back to the camera. Safe to call twice, from any thread."""
        ...


@value
class Frame:
    """One frame that the sensor exposed, with what its own metadata say of it.

    `timestamp_ns` marks the END of the first row's exposure (libcamera's SensorTimestamp, moved to
    CLOCK_MONOTONIC); on a rolling shutter the last row ends `readout_us` later.
    """

    timestamp_ns: int
    exposure_us: int
    gain: float
    readout_us: int
    width: int
    height: int
    pixels: Pixels

    @property
    def start_ns(self) -> int:
        """When the first row began to gather light."""
        return self.timestamp_ns - self.exposure_us * US

    @property
    def end_ns(self) -> int:
        """When the last row stopped gathering light."""
        return self.timestamp_ns + self.readout_us * US


@value
class Packet:
    """One encoded picture of the video stream: H.264, Annex B, no B-frames, SPS and PPS before each key frame."""

    timestamp_ns: int
    """The frame's sensor timestamp, mono_ns; grows from packet to packet."""
    key: bool
    data: bytes
