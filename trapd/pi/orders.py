"""The shots that wait for a frame, shared by the threads that can complete one. Each leaves exactly once."""

from __future__ import annotations

import threading

from trapd.core.frames import Frame
from trapd.core.shots import Shot


class Orders:
    """Pending shots by id."""

    def __init__(self) -> None:
        self._shots: dict[int, Shot] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._shots)

    @property
    def lit(self) -> bool:
        """Whether one of them waits for the flash: what the camera sees now says nothing of the daylight."""
        with self._lock:
            return any(shot.lit for shot in self._shots.values())

    def add(self, shot: Shot) -> None:
        with self._lock:
            self._shots[shot.id] = shot

    def accepting(self, frame: Frame) -> list[Shot]:
        """Those that this frame would do for; they stay until taken."""
        with self._lock:
            return [shot for shot in self._shots.values() if shot.accepts(frame)]

    def take(self, shot_id: int) -> bool:
        """Whether the shot was still there: whoever gets True completes it."""
        with self._lock:
            return self._shots.pop(shot_id, None) is not None

    def drain(self) -> list[int]:
        """The ids of all, none of them pending any more."""
        with self._lock:
            ids = list(self._shots)
            self._shots.clear()
            return ids
