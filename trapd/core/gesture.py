"""The way back in for whoever forgot the PIN: the magnet at the arm switch.

Units are carried with the magnet in place, so that alone must mean nothing:

    power on, held ─> let go ── held ── let go ── held ── let go ── held
                         └───────────── within 30 s ───────────────┘

Once a power-on; a restart of the program is none. What it takes is hands at the unit, and its supply.
"""

from __future__ import annotations

from trapd.core.units import S

TIMES = 3
WITHIN_NS = 30 * S
LATEST_NS = 600 * S
"""From the start to the first letting go. Whoever hangs the unit up hours later, and fumbles, resets nothing."""


class Gesture:
    """Fed with each turn of the switch."""

    def __init__(self) -> None:
        self._since_ns: int | None = None
        """When a turn counts from; None: none does any more."""
        self._held: bool | None = None
        self._began_ns: int | None = None
        self._times = 0

    def start(self, power_on: bool, now_ns: int) -> None:
        self._since_ns = now_ns if power_on else None

    def turned(self, on: bool, now_ns: int) -> bool:
        """Whether that was it. The first turn is how the switch stands at the start; `on` is without the magnet."""
        if self._since_ns is None:
            return False
        before, self._held = self._held, not on
        if before is None:
            if on:
                self._since_ns = None
        elif before and on and self._began_ns is None:
            self._began_ns = now_ns
            if now_ns - self._since_ns > LATEST_NS:
                self._since_ns = None
        elif not before and not on and self._began_ns is not None:
            self._times += 1
            if self._times == TIMES or now_ns - self._began_ns > WITHIN_NS:
                self._since_ns = None
            return self._times == TIMES and now_ns - self._began_ns <= WITHIN_NS
        return False
