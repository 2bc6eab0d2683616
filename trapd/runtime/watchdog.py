"""The watchdog's food, given by the loop itself: a loop that hangs gives none."""

from __future__ import annotations

from collections.abc import Callable

from trapd.runtime.loop import Loop


class Watchdog:
    """Feeds at once and every `every_ns` from then on, unless something is amiss; whoever waits for the food ends
    the program."""

    def __init__(
        self,
        loop: Loop,
        every_ns: int,
        feed: Callable[[], None],
        amiss: Callable[[int], str | None] = lambda mono_ns: None,
        starve: Callable[[str], None] = lambda why: None,
    ) -> None:
        """`amiss(mono_ns)` says why not to feed, or None; `starve` is told each new reason once."""
        self._loop = loop
        self._every_ns = every_ns
        self._feed = feed
        self._amiss = amiss
        self._starve = starve
        self._why: str | None = None
        self._turn()

    def _turn(self) -> None:
        why = self._amiss(self._loop.clock.now_ns())
        if why is None:
            self._feed()
        elif why != self._why:
            self._starve(why)
        self._why = why
        self._loop.after(self._every_ns, self._turn)
