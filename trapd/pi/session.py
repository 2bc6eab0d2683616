"""One time that the camera is open: brought up, watched, taken down or given up.

Opening and closing picamera2 have been seen never to return (picamera2 #711, #1392), so each is left to a *hand*, a
thread of its own that is given some seconds and then abandoned. The rest runs on the keeper's loop, which calls
nothing that may hang; `_arrived` alone is called by picamera2's event loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from trapd.config import profile
from trapd.core.ports import PostPacket
from trapd.core.shots import Exposure
from trapd.core.units import seconds
from trapd.runtime.loop import Loop

if TYPE_CHECKING:
    from trapd.pi.stack import Stack

OPEN_S = 60
"""The longest opening: importing picamera2 from a slow card takes a Zero 2 W some ten seconds (m)."""
CLOSE_S = 10
"""The longest closing: the hardware encoder waits 0.4 s for its last pictures, the rest is quick."""


class Session:
    """From construction to exactly one `gone(why, stuck)`; `why` is None where it was closed as asked."""

    def __init__(
        self,
        keeper: Loop,
        section: profile.Camera,
        exposure: Exposure,
        packets: PostPacket | None,
        see: Callable[[Stack, Any], None],
        gone: Callable[[str | None, bool], None],
    ) -> None:
        self._keeper = keeper
        self._section = section
        self._packets = packets
        self._see = see
        self._gone = gone
        self._state: Literal["opening", "streaming", "closing", "gone"] = "opening"
        self._stack: Stack | None = None
        self._unwanted = False
        self._seen_ns = 0
        """When the newest frame arrived."""
        self._hand(lambda: self._bring_up(exposure), self._opened)
        self._keeper.after(seconds(OPEN_S), self._overdue, "opening", f"the camera did not open within {OPEN_S} s")

    def end(self, why: str | None = None) -> None:
        """Close the camera, as soon as it is open."""
        self._unwanted = True
        if self._state != "streaming" or self._stack is None:
            return
        self._state = "closing"
        self._hand(self._stack.close, lambda failed: self._finish(why or failed))
        hangs = f"the camera did not close within {CLOSE_S} s"
        self._keeper.after(seconds(CLOSE_S), self._overdue, "closing", f"{why}; {hangs}" if why else hangs)

    def _bring_up(self, exposure: Exposure) -> None:
        from trapd.pi.stack import Stack  # takes seconds: the unit is armed by then

        self._stack = Stack(self._section, self._packets)
        self._stack.start(exposure, self._arrived)

    def _opened(self, failed: str | None) -> None:
        if failed is not None:
            self._finish(failed)
        elif self._state == "gone":
            if self._stack is not None:
                self._hand(self._stack.close, lambda _: None)
        else:
            self._state = "streaming"
            self._seen_ns = self._keeper.clock.now_ns()
            self._watch()
            if self._unwanted:
                self.end()

    def _arrived(self, request: Any) -> None:
        if self._state in ("closing", "gone") or self._stack is None:
            return
        self._seen_ns = self._keeper.clock.now_ns()
        try:
            self._see(self._stack, request)
        except Exception as err:  # noqa: BLE001 - the vendor raises what it likes
            self._keeper.post(self.end, plain(err))

    def _watch(self) -> None:
        """One look each time that the newest frame would be too old."""
        if self._state != "streaming":
            return
        too_old_ns = self._seen_ns + seconds(self._section.silent_s)
        if too_old_ns > self._keeper.clock.now_ns():
            self._keeper.at(too_old_ns, self._watch)
        else:
            self.end(f"no frame for {self._section.silent_s:g} s")

    def _overdue(self, state: str, why: str) -> None:
        if self._state == state:
            self._finish(why, stuck=True)

    def _finish(self, why: str | None, stuck: bool = False) -> None:
        if self._state != "gone":
            self._state = "gone"
            self._gone(why, stuck)

    def _hand(self, work: Callable[[], None], done: Callable[[str | None], None]) -> None:
        """Do `work` in a thread of its own; then `done(None)` on the keeper's loop, or `done(why)` if it failed."""

        def run() -> None:
            failed = None
            try:
                work()
            except Exception as err:  # noqa: BLE001 - the vendor raises what it likes
                failed = plain(err)
            self._keeper.post(done, failed)

        threading.Thread(target=run, name="camera-hand", daemon=True).start()


def plain(err: BaseException) -> str:
    """The vendor's exception in one line: picamera2 wraps what happened in a chain of general remarks."""
    if isinstance(err, ImportError):
        return (
            f"{err}: `apt install python3-picamera2`; a venv sees it only if it was made by the system's own python3,"
            " with `--system-site-packages` (docs/installing.md)"
        )
    while err.__cause__ is not None:
        err = err.__cause__
    return str(err) or type(err).__name__
