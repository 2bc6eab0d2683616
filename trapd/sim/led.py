"""A simulated LED: what somebody would see who stands before it."""

from __future__ import annotations

from collections import deque

from trapd.runtime.clock import Clock

REMEMBERED = 1_000


class Led:
    """`on`, and when it changed."""

    def __init__(self, clock: Clock) -> None:
        self.on = False
        self.changes: deque[tuple[int, bool]] = deque(maxlen=REMEMBERED)
        """mono_ns and lit, of the last `REMEMBERED`."""
        self._clock = clock

    def light(self, on: bool) -> None:
        if on != self.on:
            self.on = on
            self.changes.append((self._clock.now_ns(), on))

    def close(self) -> None:
        self.light(False)
