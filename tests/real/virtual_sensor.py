"""The image sensor that libcamera's virtual camera lacks: it paces the frames, obeys orders of light, and fails."""

from __future__ import annotations

import collections
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LAG_FRAMES = 3
METERED = {"ExposureTime": 900, "AnalogueGain": 1.5}
"""What the sensor's automatic settles on: the scene is bright."""
ORDERS = ("AeEnable", "ExposureTime", "AnalogueGain")
FAULTS = Path("/run/virtual-camera")
"""Where another process makes this camera fail: `touch /run/virtual-camera/silent`, and `rm` to mend it."""

Lamp = Callable[[int, int], list[tuple[int, int]]]
"""The spans of light within a time, all in ns of CLOCK_MONOTONIC."""


class Sensor:
    """Obeys orders of exposure and gain some frames late, as a real one does.

    Its faults: `silent` exposes no more frames; `stuck` hangs when it is stopped; `gone` is not listed any more;
    `mute` says nothing of its exposure, as the bare virtual camera does.
    """

    def __init__(self, fps: float) -> None:
        self.frame_ns = round(1e9 / fps)
        self.faults: set[str] = set()
        self.orders: list[dict[str, float]] = []
        """All that reached the camera."""
        self.modes: list[dict[str, object]] = []
        """In picamera2's words: `format` and `size`."""
        self.lamp: Lamp | None = None
        """The only light in the scene, if there is one: without it the pictures are black."""
        self.readout_ns = 0
        """From the first row's end of exposure to the last one's; a frame arrives no sooner."""
        self.seen: Callable[[int], object] = lambda timestamp_ns: None
        """Told of every frame that reached picamera2."""
        self._light: list[tuple[int, dict[str, float]]] = [(0, METERED)]
        self._waiting: collections.deque[tuple[object, object]] = collections.deque()
        self._streams = False
        self._lock = threading.Lock()

    def has(self, fault: str) -> bool:
        return fault in self.faults or (FAULTS / fault).exists()

    def order(self, controls: dict[str, float]) -> None:
        self.orders.append(controls)
        fixed = {name: controls[name] for name in ("ExposureTime", "AnalogueGain") if controls.get(name)}
        from_ns = time.monotonic_ns() + LAG_FRAMES * self.frame_ns if self._streams else 0
        self._light.append((from_ns, METERED | fixed))

    def facts(self, timestamp_ns: int) -> dict[str, float]:
        """What a frame of this time says of its exposure."""
        return {} if self.has("mute") else self._lit_by(timestamp_ns)

    def queue(self, camera: object, request: object) -> None:
        with self._lock:
            self._streams = True
            self._waiting.append((camera, request))

    def stop(self) -> None:
        """Before the camera is stopped; every request that waits is forgotten."""
        while self.has("stuck"):
            time.sleep(0.05)
        with self._lock:
            self._streams = False
            self._waiting.clear()

    def run(self, expose: Callable[..., None]) -> None:
        """One frame a tick, for ever."""
        tick = time.monotonic_ns()
        while True:
            tick = max(tick + self.frame_ns, time.monotonic_ns() - self.frame_ns)
            time.sleep(max(0, tick - time.monotonic_ns()) / 1e9)
            silent = self.has("silent")
            with self._lock:
                if self._waiting and not silent:
                    expose(*self._waiting.popleft())

    def read_out(self, timestamp_ns: int, rows: Any) -> None:
        """Row by row, as a rolling shutter: each is as bright as the share of its exposure that the lamp shone."""
        lamp = self.lamp
        if lamp is None:
            return
        time.sleep(max(0, timestamp_ns + self.readout_ns - time.monotonic_ns()) / 1e9)
        exposure_ns = int(self._lit_by(timestamp_ns)["ExposureTime"]) * 1_000
        spans = lamp(timestamp_ns - exposure_ns, timestamp_ns + self.readout_ns)
        for number, row in enumerate(rows):
            end_ns = timestamp_ns + self.readout_ns * number // len(rows)
            shone_ns = sum(max(0, min(off, end_ns) - max(on, end_ns - exposure_ns)) for on, off in spans)
            if shone_ns < exposure_ns:
                row[:] = row * (shone_ns / exposure_ns)

    def _lit_by(self, timestamp_ns: int) -> dict[str, float]:
        return [light for from_ns, light in self._light if from_ns <= timestamp_ns][-1]
