"""One technician at the line: from the first key or frame to a silence, or a pulled cable."""

from __future__ import annotations

import os
from collections.abc import Callable

from trapd.console.desk import Session
from trapd.runtime.loop import Loop, Timer


class Sitting:
    """At most one session at a time; whoever comes after it starts anew."""

    def __init__(
        self, loop: Loop, silence_ns: int, begun: Callable[[Session], None], over: Callable[[], None]
    ) -> None:
        """`begun` and `over` are told of each session; it is over after `silence_ns`, or when it is ended."""
        self._loop = loop
        self._silence_ns = silence_ns
        self._begun = begun
        self._over = over
        self._session: Session | None = None
        self._heard_ns = 0
        self._timer: Timer | None = None

    def heard(self) -> Session:
        """Somebody is there."""
        self._heard_ns = self._loop.clock.now_ns()
        if self._session is None:
            self._session = Session(os.urandom(4).hex())
            self._begun(self._session)
            self._look()
        return self._session

    def end(self) -> None:
        """Nobody is there any more; nothing happens if nobody was."""
        if self._timer is not None:
            self._timer.cancel()
        if self._session is not None:
            self._session = None
            self._over()

    def _look(self) -> None:
        """One timer a session, not one a key."""
        silent_ns = self._heard_ns + self._silence_ns
        if self._loop.clock.now_ns() >= silent_ns:
            self.end()
        else:
            self._timer = self._loop.at(silent_ns, self._look)
