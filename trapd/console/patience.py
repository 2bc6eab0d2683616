"""A look through the camera that waits its turn, and not for ever."""

from __future__ import annotations

from collections.abc import Callable

from trapd.console.eyepiece import BUSY as LOOKED_THROUGH
from trapd.console.eyepiece import Eyepiece
from trapd.console.replies import Looked
from trapd.core.taking import BUSY
from trapd.core.units import S
from trapd.runtime.loop import Loop

WIDTH = 320
PATIENCE_NS = 12 * S
"""A camera that was closed opens within five seconds, and a plan that runs may be over by then."""
AGAIN_NS = S
LATER = (BUSY, LOOKED_THROUGH)
"""Why there is no picture now that may come a moment later."""
Then = Callable[[Looked | None, str], None]
"""What was seen, or None and why nothing."""


class PatientLook:
    """Begins at once; `then` is called once, unless it is cancelled before."""

    def __init__(self, loop: Loop, eyepiece: Eyepiece, flash: bool, then: Then) -> None:
        self._loop = loop
        self._eyepiece = eyepiece
        self._flash = flash
        self._then: Then | None = then
        why = f"none came within {PATIENCE_NS // S} s"
        self._patience = loop.after(PATIENCE_NS, self._answer, None, why)
        self._ask()

    def cancel(self) -> None:
        """Nobody wants to know any more."""
        self._then = None
        self._patience.cancel()

    def _ask(self) -> None:
        if self._then is not None:
            self._eyepiece.look(self._flash, WIDTH, self._done)

    def _done(self, looked: Looked | None, jpeg: bytes, why: str) -> None:
        if why in LATER:
            self._loop.after(AGAIN_NS, self._ask)
        else:
            self._answer(looked, why)

    def _answer(self, looked: Looked | None, why: str) -> None:
        then = self._then
        self.cancel()
        if then is not None:
            then(looked, why)
