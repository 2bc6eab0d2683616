"""What the simulated parts really take: each tells when it is on. What the trap counts of it is another account."""

from __future__ import annotations

from collections.abc import Callable

from trapd.core.energy import BOARD, UNKNOWN, EnergyRules
from trapd.core.units import S


class Drain:
    """Power out of the pack, and the energy so far. The board runs from the beginning."""

    def __init__(self, now_ns: Callable[[], int], rules: EnergyRules = UNKNOWN) -> None:
        self._now_ns = now_ns
        self._rules = rules
        self._on = set(BOARD)
        self._joules = 0.0
        self._counted_ns = now_ns()

    def switch(self, parts: tuple[str, ...], on: bool) -> None:
        """From now on; those that this unit has not take nothing."""
        self._count()
        if on:
            self._on.update(parts)
        else:
            self._on.difference_update(parts)

    def still(self) -> None:
        """One more is made and written."""
        self._joules += self._rules.still_j

    @property
    def watts(self) -> float:
        return sum(self._rules.watts.get(part, 0.0) for part in self._on)

    @property
    def joules(self) -> float:
        """Since the beginning."""
        self._count()
        return self._joules

    def _count(self) -> None:
        now_ns = self._now_ns()
        self._joules += self.watts * (now_ns - self._counted_ns) / S
        self._counted_ns = now_ns
