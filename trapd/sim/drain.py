"""What the simulated parts really take: each tells when it is on. What the trap counts of it is another account."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from trapd.core.energy import BOARD, UNKNOWN, EnergyRules
from trapd.core.units import S


class Drain:
    """Power out of the pack, and the energy so far. The board runs from the beginning."""

    def __init__(self, now_ns: Callable[[], int], rules: EnergyRules = UNKNOWN) -> None:
        self.watts = 0.0
        """That flow now."""
        self.most_w = sum(rules.watts.values())
        """That can flow: all parts at once."""
        self.quiet_w = inf
        """A load that rises above it is told …"""
        self.risen: Callable[[], None] = lambda: None
        """… by this call."""
        self._now_ns = now_ns
        self._rules = rules
        self._on = set[str]()
        self._joules = 0.0
        self._counted_ns = now_ns()
        self.switch(BOARD, True)

    def switch(self, parts: tuple[str, ...], on: bool) -> None:
        """From now on; those that this unit has not take nothing."""
        self._count()
        if on:
            self._on.update(parts)
        else:
            self._on.difference_update(parts)
        before_w, self.watts = self.watts, sum(one for part, one in self._rules.watts.items() if part in self._on)
        if self.quiet_w < self.watts > before_w:
            self.risen()

    def halt(self, supplied: bool = True) -> None:
        """From now on the board is off, and every part with it; a halted board still takes a little, where there is
        any."""
        self._count()
        self._on.clear()
        self.watts = self._rules.off_w if supplied else 0.0

    def still(self) -> None:
        """One more is made and written."""
        self._joules += self._rules.still_j

    @property
    def joules(self) -> float:
        """Since the beginning."""
        self._count()
        return self._joules

    def _count(self) -> None:
        now_ns = self._now_ns()
        self._joules += self.watts * (now_ns - self._counted_ns) / S
        self._counted_ns = now_ns
