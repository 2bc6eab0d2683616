"""Whether the camera gives frames when it should: the outermost deadline, for the day its own watch hangs as well."""

from __future__ import annotations

from trapd.core.actions import Action, CloseCamera, OpenCamera
from trapd.core.events import CameraLost, CameraReady, Event, Metered, ShotDone
from trapd.core.units import S

OPENS_NS = 120 * S
"""The longest opening: a backend gives one try up after 60 s, and may take one more before it says so."""
SLACK_NS = 30 * S
"""What a backend may need on top of `camera.silent_s`: 10 s to close a camera that hangs, 2 s from sign to sign."""


class CameraSigns:
    """Knows when the camera last showed that it lives, and until when it must show it again."""

    HEARS = (CameraLost, CameraReady, Metered, ShotDone)
    SEES = (OpenCamera, CloseCamera)

    def __init__(self, silent_ns: int) -> None:
        """`silent_ns`: the backend itself calls a camera lost that gave no frame for so long."""
        self._silent_ns = silent_ns
        self._due_ns: int | None = None
        """None while nothing is expected: closed, or known to be lost."""
        self._opening = False

    def heard(self, event: Event, now_ns: int) -> None:
        """One of `HEARS`."""
        if isinstance(event, CameraLost):
            self._due_ns = None
        elif isinstance(event, CameraReady) or self._due_ns is not None:
            self._opening, self._due_ns = False, now_ns + self._silent_ns + SLACK_NS

    def ordered(self, action: Action, now_ns: int) -> None:
        """One of `SEES`."""
        if isinstance(action, OpenCamera):
            self._opening, self._due_ns = True, now_ns + OPENS_NS
        elif isinstance(action, CloseCamera):
            self._due_ns = None

    def overdue(self, now_ns: int) -> str | None:
        """What is amiss, in one line; None while all is well."""
        if self._due_ns is None or now_ns <= self._due_ns:
            return None
        if self._opening:
            return f"the camera neither opened nor failed within {OPENS_NS / S:.0f} s"
        return f"the camera streams and gave no sign for {(self._silent_ns + SLACK_NS) / S:.0f} s"
