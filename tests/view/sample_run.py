"""A card with pictures of something that walks from left to right, for tests of what people see."""

from fractions import Fraction

import av
import numpy as np
import simplejpeg

UTC_NS = 1_768_475_073_512_000_000
"""2026-01-15 21:04:33.512 in Primorye."""
SECOND = 1_000_000_000


def scene(progress, night, width=960, height=540):
    """Trunks, snow, and a spotted body at `progress` (0 left, 1 right) of the way; RGB."""
    y, x = np.mgrid[0:height, 0:width] / height
    light = 0.18 + 0.5 * np.exp(-(((x - 0.9) / 0.7) ** 2 + ((y - 0.6) / 0.5) ** 2)) if night else 0.75 - 0.2 * y
    trunks = (np.sin(x * 21) + np.sin(x * 8.3 + 1) > 1.35) & (y < 0.72)
    body_x, body_y = x - progress * 1.78, y - 0.62
    body = (body_x / 0.24) ** 2 + (body_y / 0.09) ** 2 < 1
    head = ((body_x - 0.27) / 0.07) ** 2 + ((body_y + 0.06) / 0.06) ** 2 < 1
    legs = (np.abs(np.abs(body_x) - 0.15) < 0.022) & (body_y > 0) & (body_y < 0.2)
    spots = body & (np.sin(body_x * 130) * np.sin(body_y * 130) > 0.35)
    grey = light * np.where(trunks, 0.35, np.where(y > 0.72, 1.15, 0.7))
    grey = np.where(body | head | legs, light * 1.25, grey)
    grey = np.where(spots, light * 0.3, grey)
    tint = np.array([1.0, 0.95, 1.0] if night else [1.0, 0.98, 0.9])
    return np.ascontiguousarray((np.clip(grey[..., None] * tint, 0, 1) * 255).astype(np.uint8))


class SampleRun:
    """Writes files as a run would, and remembers the facts of its `shot` reports."""

    def __init__(self, card):
        self.card = card
        self.records = []
        (card / "KP-07").mkdir()

    def burst(self, sequence, stills=3, clip=True, night=True, **facts):
        """One trigger's files."""
        start_ns = UTC_NS + sequence * 71 * SECOND
        common = {
            "sequence": sequence,
            "trigger": "motion",
            "sensor": "left",
            "lit": night,
            "night": night,
            "lat": 43.1034,
            "lon": 131.5503,
            "sun_deg": -23.4 if night else 12.1,
            "time_source": "gps",
        } | facts
        for number in range(1, stills + 1):
            name = f"KP-07/{sequence:06d}-{number}.jpg"
            progress = number / (stills + 1)
            (self.card / name).write_bytes(simplejpeg.encode_jpeg(scene(progress, night), 85))
            latency_ms = 38.2 + 700 * (number - 1)
            self.records.append(
                common
                | {
                    "name": name,
                    "media": "still",
                    "number": number,
                    "latency_ms": latency_ms,
                    "exposure_us": 4_000,
                    "gain": 8.0 if night else 1.2,
                    "taken_utc_ns": start_ns + round(latency_ms * 1e6),
                }
            )
        if clip:
            name = f"KP-07/{sequence:06d}-clip.mp4"
            self._clip(self.card / name, night)
            self.records.append(
                common
                | {
                    "name": name,
                    "media": "clip",
                    "number": 0,
                    "pre_roll_s": 3.0,
                    "taken_utc_ns": start_ns - 3 * SECOND,
                }
            )

    def _clip(self, path, night, seconds=11, fps=5):
        with av.open(str(path), "w") as out:
            stream = out.add_stream("h264", rate=fps, options={"preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt, stream.gop_size = 480, 270, "yuv420p", 10
            for number in range(seconds * fps):
                progress = (number / fps - 2.5) / 7
                frame = av.VideoFrame.from_ndarray(scene(progress, night, 480, 270))
                frame.pts, frame.time_base = number, Fraction(1, fps)
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
