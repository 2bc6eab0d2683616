"""How much camera memory (CMA) the streams of a profile take on a Zero 2 W, 3, 4 or CM4.

Counted as raspberrypi/libcamera's vc4 pipeline and picamera2 allocate it: src/libcamera/pipeline/rpi/vc4/vc4.cpp
(`prepareBuffers`, `platformConfigure`) and picamera2/encoders/v4l2_encoder.py. What is left out – statistics,
embedded data, lens shading – stays below 1 MB together. On a Pi 5 all this is ordinary memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from trapd.config.profile import Profile
from trapd.config.video import video_size

BUFFERS = 6
"""Of each stream that leaves the camera. trapd holds three at most, the pipeline needs three to keep streaming."""
INTERNAL_PICTURES = 1
"""What the pipeline itself adds to each of the ISP's two outputs."""
RAW_FRAMES = 4
"""`minTotalUnicamBuffers`: frames between sensor and ISP, where nobody asks for raw pictures."""
DENOISE_SIDE = 1_200
"""Longest side of the half-sized picture that colour denoise wants where the second output is free."""
ENCODER_BYTES = 16 * (512 << 10)
"""NUM_CAPTURE_BUFFERS of 512 KiB: what picamera2's hardware encoder writes to. A software encoder takes none."""
LUMA_ALIGN = 64
"""Bytes of a YUV420 row of the ISP come in multiples of this (picamera2's `align_stream` counts alike)."""
RAW_ALIGN = 32
"""… and those of a packed raw row."""
DEFAULT_BITS = 10
"""Where the profile pins no mode of the sensor."""
MB = 1 << 20
"""As the kernel and `dtoverlay=vc4-kms-v3d,cma-256` count."""


@dataclass(frozen=True, slots=True)
class Buffers:
    """One kind of picture in the camera's memory."""

    name: str
    width: int
    height: int
    count: int
    bytes_each: int

    @property
    def bytes(self) -> int:
        return self.count * self.bytes_each


def camera_buffers(profile: Profile) -> tuple[Buffers, ...]:
    """The streams: main, lores (clips, or else the pipeline's own for denoise) and raw."""
    camera = profile.camera
    main = camera.width, camera.height
    second = video_size(camera) if takes_clips(profile) else main
    if second == main:
        lores = _yuv("lores", _half(*main), INTERNAL_PICTURES)
    else:
        lores = _yuv("lores", second, BUFFERS + INTERNAL_PICTURES)
    sensor = (camera.sensor_width or camera.width), (camera.sensor_height or camera.height)
    row = _up(-(-sensor[0] * (camera.sensor_bit_depth or DEFAULT_BITS) // 8), RAW_ALIGN)
    return (
        _yuv("main", main, BUFFERS + INTERNAL_PICTURES),
        lores,
        Buffers("raw", *sensor, RAW_FRAMES, row * sensor[1]),
    )


def camera_memory_mb(profile: Profile) -> int:
    """What must be free before the camera can stream."""
    encoder = ENCODER_BYTES if takes_clips(profile) and profile.board.encoder == "hardware" else 0
    return -(-(sum(buffers.bytes for buffers in camera_buffers(profile)) + encoder) // MB)


def takes_clips(profile: Profile) -> bool:
    """Whether any plan films: only then is a second stream asked for."""
    return profile.plan.day.clip or profile.plan.night.clip


def _yuv(name: str, size: tuple[int, int], count: int) -> Buffers:
    width, height = size
    return Buffers(name, width, height, count, _up(width, LUMA_ALIGN) * height * 3 // 2)


def _half(width: int, height: int) -> tuple[int, int]:
    scale = min(0.5, DENOISE_SIDE / max(width, height))
    return int(width * scale) // 2 * 2, int(height * scale) // 2 * 2


def _up(count: int, to: int) -> int:
    return -(-count // to) * to
