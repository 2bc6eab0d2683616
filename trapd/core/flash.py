"""How long the flash may be lit: its longest on-time, its duty limit, and whose turn it is in a pair."""

from __future__ import annotations

from collections import deque

from trapd.core.units import MS
from trapd.core.value import value

USABLE = 0.75
"""Share of a slot that a lighting may count on: the rest is for the loop to come late."""


@value(kw_only=True)
class FlashRules:
    """All times in nanoseconds."""

    rise_ns: int
    margin_ns: int
    longest_ns: int
    duty: float
    duty_window_ns: int
    least_battery_v: float | None = None
    """Below it the flash stays dark: a sagging battery is better spent on the clock and the card."""
    dims: bool = False
    """It has a line that halves its current."""


class Budget:
    """What the duty limit still allows."""

    def __init__(self, rules: FlashRules) -> None:
        self._rules = rules
        self._lit: deque[tuple[int, int]] = deque()

    def allows_ns(self, now_ns: int, on_ns: int | None = None) -> int:
        """How long the flash may be lit from now on, 0 for not at all; `on_ns`: since when it is lit already."""
        begin = now_ns - self._rules.duty_window_ns
        on_ns = now_ns if on_ns is None else on_ns
        while self._lit and self._lit[0][1] <= begin:
            self._lit.popleft()
        spent = sum(until - max(begin, since) for since, until in [*self._lit, (on_ns, now_ns)])
        left = round(self._rules.duty * self._rules.duty_window_ns) - spent
        return max(0, min(left, on_ns + self._rules.longest_ns - now_ns))

    def spend(self, since_ns: int, until_ns: int) -> None:
        """The flash was lit from here to there."""
        if until_ns > since_ns:
            self._lit.append((since_ns, until_ns))


@value
class Turns:
    """Slots of GPS time: slot `mine` of `slots`, each `slot_ns` long. One slot: alone, always its turn."""

    slots: int = 1
    mine: int = 0
    slot_ns: int = 500 * MS

    def wait_ns(self, utc_ns: int, need_ns: int) -> int:
        """From now to when a lighting of `need_ns` fits into a slot of ours; 0 for now.

        A longer need than `USABLE` of the slot is cut at the slot's end by `left_ns`; were the whole slot asked for,
        a tick that comes a little late would always miss its turn.
        """
        if self.slots == 1:
            return 0
        into_slot = (utc_ns - self.mine * self.slot_ns) % (self.slots * self.slot_ns)
        if into_slot + min(need_ns, round(USABLE * self.slot_ns)) <= self.slot_ns:
            return 0
        return self.slots * self.slot_ns - into_slot

    def left_ns(self, utc_ns: int) -> int | None:
        """What is left of our slot; None where there are no turns."""
        if self.slots == 1:
            return None
        return self.slot_ns - (utc_ns - self.mine * self.slot_ns) % (self.slots * self.slot_ns)
