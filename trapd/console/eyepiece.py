"""What the camera sees now, for whoever stands before it: one frame at a time, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from trapd.console.replies import Looked
from trapd.core.actions import ShowFrame, ShowNothing
from trapd.core.events import AimAsked, Event
from trapd.runtime.worker import Worker

if TYPE_CHECKING:
    from trapd.media.preview import Preview

BUSY = "another picture is on its way"
Done = Callable[[Looked | None, bytes, str], None]
"""Called once, on the loop's thread: what was seen and its JPEG, or None, nothing and why not."""


class Eyepiece:
    """`show` is for `Unit.show`."""

    def __init__(self, handle: Callable[[Event], None], worker: Worker) -> None:
        """`handle`: the trap takes an event at once; `worker`: scales and encodes."""
        self._handle = handle
        self._worker = worker
        self._width = 0
        self._done: Done | None = None
        """None: nobody looks."""

    def look(self, flash: bool, width: int, done: Done) -> None:
        """One frame, by flash or without, `width` pixels wide."""
        if self._done is not None:
            done(None, b"", BUSY)
            return
        self._width, self._done = width, done
        self._handle(AimAsked(flash))

    def show(self, action: ShowFrame | ShowNothing) -> None:
        """What came of it."""
        if isinstance(action, ShowNothing):
            self._tell(None, b"", action.why)
        elif self._done is None:
            action.frame.pixels.release()
        else:
            self._worker.submit(partial(_developed, action, self._width), partial(self._developed, action))

    def _developed(self, action: ShowFrame, made: Preview) -> None:
        looked = Looked(
            width=made.width,
            height=made.height,
            sharpness=made.sharpness,
            brightness=made.brightness,
            exposure_us=action.frame.exposure_us,
            gain=action.frame.gain,
            flash=action.lit,
            night=action.night,
            size=len(made.jpeg),
        )
        self._tell(looked, made.jpeg, "")

    def _tell(self, looked: Looked | None, jpeg: bytes, why: str) -> None:
        done, self._done = self._done, None
        if done is not None:
            done(looked, jpeg, why)


def _developed(action: ShowFrame, width: int) -> Preview:
    """On the worker's thread, where numpy and Pillow may take their time to load."""
    from trapd.media.preview import preview

    try:
        return preview(action.frame.pixels.planes(), width)
    finally:
        action.frame.pixels.release()
