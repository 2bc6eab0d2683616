"""Real H.264 packets as a camera's encoder sends them: Annex B, no B-frames, SPS and PPS before each key frame."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from trapd.core.frames import Packet
from trapd.core.units import S


def packets(
    frames: int = 60, fps: float = 30, gop: int = 15, width: int = 320, height: int = 240, from_ns: int = 1_000 * S
) -> list[Packet]:
    """A bar that walks to the right, one step a frame. The first frame's timestamp is `from_ns`."""
    rate = Fraction(fps).limit_denominator(1000)
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base = rate, 1 / rate
    encoder.gop_size, encoder.max_b_frames = gop, 0
    encoder.thread_count = 1
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0:repeat-headers=1",
    }
    picture = np.full((height * 3 // 2, width), 128, np.uint8)
    encoded = []
    for number in range(frames):
        picture[:height] = (np.arange(width) + 5 * number) % 256
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        encoded += encoder.encode(frame)
    encoded += encoder.encode(None)
    return [
        Packet(timestamp_ns=from_ns + round(number * S / rate), key=packet.is_keyframe, data=bytes(packet))
        for number, packet in enumerate(encoded)
    ]
