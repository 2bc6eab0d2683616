"""A video before the simulated lens, played at its own speed, over and over."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame

from trapd.core.errors import BadSettings
from trapd.core.units import S
from trapd.sim.screen import Screen
from trapd.sim.view import View

KEPT = 6
"""Pictures kept: a still is painted when the video is already some frames further."""
LOOKED_AWAY_NS = 2 * S
"""When nobody looked for so long, the video stood still meanwhile."""
FULL_RANGE = 2
"""AVCOL_RANGE_JPEG."""


class VideoScene:
    """The picture of the video that belongs to each moment."""

    def __init__(self, path: Path, screen: Screen) -> None:
        """Raises `BadSettings` if it has no picture that can be decoded."""
        self._path = path
        self._screen = screen
        self._film = self._play()
        try:
            self._coming = next(self._film)
        except (FFmpegError, OSError) as err:
            raise BadSettings(
                f"scene {path}: not a video that can be played ({err.strerror or err}); name a folder of photos or"
                " another video"
            ) from err
        except StopIteration as err:
            raise BadSettings(f"scene {path}: no moving picture in this file; name a video or a folder") from err
        self._shown: deque[tuple[int, View]] = deque(maxlen=KEPT)
        self._started_ns: int | None = None

    def at(self, mono_ns: int) -> View:
        if self._started_ns is None:
            self._started_ns = mono_ns
        if mono_ns - self._started_ns > self._coming[0] + LOOKED_AWAY_NS:
            self._started_ns = mono_ns - self._coming[0]
        played_ns = mono_ns - self._started_ns
        picture = None
        while self._coming[0] <= played_ns:
            picture, self._coming = self._coming, next(self._film)
        if picture is not None:
            self._shown.append((picture[0], self._view(picture[1])))
        return next((view for at, view in reversed(self._shown) if at <= played_ns), self._shown[0][1])

    def _play(self) -> Iterator[tuple[int, VideoFrame]]:
        """Each picture with its time from the very first, in ns; after the last one the first again."""
        began_ns = 0
        while True:
            first_ns, last_ns, step_ns = None, -1, S // 25
            with av.open(str(self._path)) as container:
                for frame in _decoded(container):
                    at_ns = round((frame.time or 0.0) * S)
                    first_ns = at_ns if first_ns is None else first_ns
                    at_ns -= first_ns
                    if at_ns > last_ns:
                        step_ns = at_ns - last_ns if last_ns >= 0 else step_ns
                        last_ns = at_ns
                        yield began_ns + at_ns, frame
            if last_ns < 0:
                return
            began_ns += last_ns + step_ns

    def _view(self, frame: VideoFrame) -> View:
        """Scaled until it covers the sensor, its middle cut out."""
        w, h = self._screen.width, self._screen.height
        scale = max(w / frame.width, h / frame.height)
        wide, high = (max(want, round(have * scale / 2) * 2) for want, have in ((w, frame.width), (h, frame.height)))
        scaled = frame.reformat(wide, high, "yuv420p", dst_color_range=FULL_RANGE).to_ndarray()
        planes = np.asarray(scaled, np.uint8).reshape(-1)
        y, u, v = np.split(planes, (wide * high, wide * high * 5 // 4))
        left, top = (wide - w) // 4 * 2, (high - h) // 4 * 2
        luma = y.reshape(high, wide)[top : top + h, left : left + w]
        half = (slice(top // 2, (top + h) // 2), slice(left // 2, (left + w) // 2))
        return self._screen.show(luma, u.reshape(high // 2, wide // 2)[half], v.reshape(high // 2, wide // 2)[half])


def _decoded(container: InputContainer) -> Iterator[VideoFrame]:
    """The pictures of the file's video, up to where it is torn."""
    if not container.streams.video:
        return
    pictures = container.decode(video=0)
    first = next(pictures, None)
    if first is None:
        return
    yield first
    with suppress(FFmpegError):
        yield from pictures
