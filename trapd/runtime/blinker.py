"""Plays what a light tells: beat by beat on the loop's timers, and none while it is dark or simply lit."""

from __future__ import annotations

from trapd.core.ports import Led
from trapd.core.units import MS
from trapd.runtime.loop import Loop, Timer


class Blinker:
    """Dark until the first `play`."""

    def __init__(self, loop: Loop, led: Led) -> None:
        self._loop = loop
        self._led = led
        self._beats_ms: tuple[int, ...] = ()
        self._next: Timer | None = None

    def play(self, beats_ms: tuple[int, ...]) -> None:
        """Lit and dark by turns, again and again, from its first beat on; one alone: lit; none: dark."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
        self._beats_ms = beats_ms
        if len(beats_ms) < 2:
            self._led.light(bool(beats_ms))
        else:
            self._beat(0)

    def _beat(self, number: int) -> None:
        self._led.light(number % 2 == 0)
        following = (number + 1) % len(self._beats_ms)
        self._next = self._loop.after(self._beats_ms[number] * MS, self._beat, following)
