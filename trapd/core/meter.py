"""The reputation of one meter: believed until a reading is odd, and again when some in a row were not.

believed ── one odd reading: unknown ── another: told as a fault
   └─────────── RIGHT readings in a row without fault ──────┘
"""

from __future__ import annotations

TOLD = 2
"""Odd readings before somebody is told: a single one (a bus that was disturbed, a unit carried from a hut into the
frost) costs a value and no more."""
RIGHT = 3
"""Readings in a row without fault before the meter is believed again: a loose contact does not come and go."""


class Meter:
    """What is odd about a reading is for others to say."""

    def __init__(self) -> None:
        self.why: str | None = None
        """What is told of it; None while it is believed, or after a single odd reading."""
        self._odd = self._right = 0
        """Readings, since it was believed last."""

    def believes(self, oddity: str | None) -> bool:
        """Whether a reading counts; `oddity`: what is wrong with it, None if nothing."""
        if oddity is not None:
            self._odd, self._right = self._odd + 1, 0
            if self._odd == TOLD:
                self.why = oddity
        elif self._odd:
            self._right += 1
            if self._right == RIGHT:
                self._odd, self.why = 0, None
        return self._odd == 0


class Stillness:
    """How long a meter has said the very same, and how far the others went meanwhile."""

    def __init__(self) -> None:
        self.readings = 0
        self.since_ns = 0
        self._value: float | None = None
        self._ends: dict[str, tuple[float, float]] = {}

    def look(self, value: float | None, now_ns: int, **others: float | None) -> None:
        """One more reading; `others`: what other meters say, None where that is not known."""
        if value is None or value != self._value:
            self._value, self.readings, self.since_ns, self._ends = value, 0, now_ns, {}
        self.readings += 1
        for name, other in others.items():
            if other is not None:
                low, high = self._ends.get(name, (other, other))
                self._ends[name] = min(low, other), max(high, other)

    def moved(self, other: str) -> float:
        """How far this one went."""
        low, high = self._ends.get(other, (0.0, 0.0))
        return high - low
