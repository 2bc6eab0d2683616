"""When the IR flash really shone: what the simulated flash writes and the simulated camera reads."""

from __future__ import annotations

from collections import deque
from threading import Lock


class FlashHistory:
    """The latest spans of light. Safe from any thread: a flash ends itself, loop alive or not."""

    KEPT = 64
    """Spans. A camera looks back one frame, some 100 ms; a flash does not blink so often."""

    def __init__(self, shines: bool = True) -> None:
        self.shines = shines
        """False: it is dead, and nothing tells so but the pictures."""
        self._lock = Lock()
        self._past: deque[tuple[int, int]] = deque(maxlen=self.KEPT)
        self._since: int | None = None
        self._strengths: deque[tuple[int, float]] = deque([(0, 1.0)], maxlen=self.KEPT)
        """From when on it shines so brightly, if it does."""

    def switch(self, mono_ns: int, on: bool, strength: float = 1.0) -> None:
        """From `mono_ns` on there is light, or none. It is full light at once: whoever has a rise time adds it.
        `strength`: 1 with its full current."""
        with self._lock:
            if on and strength != self._strengths[-1][1]:
                self._strengths.append((mono_ns, strength))
            if on and self._since is None and self.shines:
                self._since = mono_ns
            elif not on and self._since is not None:
                if mono_ns > self._since:
                    self._past.append((self._since, mono_ns))
                self._since = None

    def strength(self, at_ns: int) -> float:
        """How brightly it shone then, if it did."""
        with self._lock:
            for since_ns, strength in reversed(self._strengths):
                if since_ns <= at_ns:
                    return strength
        return 1.0

    def spans(self, from_ns: int, until_ns: int) -> list[tuple[int, int]]:
        """The spans of light within this time, cut to it, in order."""
        with self._lock:
            spans = [] if self._since is None else [(self._since, until_ns)]
            for on, off in reversed(self._past):
                if off <= from_ns:
                    break
                spans.append((on, off))
        cut = [(max(on, from_ns), min(off, until_ns)) for on, off in reversed(spans)]
        return [(on, off) for on, off in cut if on < off]
