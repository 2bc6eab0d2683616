"""The simulated charger between panel and pack: what it may give, what it gives, and what has come of it so far."""

from __future__ import annotations

from collections.abc import Callable

from trapd.config import profile
from trapd.core.units import S
from trapd.sim.panel import STEP_NS

AGAIN = 0.97
"""A charger that has filled a pack begins again below; makers choose a little less than full."""


class Charger:
    """It charges unless its line forbids it; without anybody who drives the line, it charges."""

    def __init__(self, section: profile.Charger, panel_w: Callable[[int], float], now_ns: Callable[[], int]) -> None:
        """`panel_w`: what the panel could give at a mono_ns, in order of time."""
        self._section = section
        self._panel_w = panel_w
        self._now_ns = now_ns
        self._allowed = True
        self._full = self._cold = False
        self._pack_v = 0.0
        self._joules = 0.0
        self._counted_ns = now_ns()

    def allow(self, on: bool) -> None:
        """From now on."""
        self._count()
        self._allowed = on

    def sees(self, volts: float, charge: float, *, cold: bool) -> None:
        """The pack, as it is from now on; `cold`: too cold to be charged."""
        self._count()
        self._cold = cold and self._section.thermistor
        self._pack_v, self._full = volts, charge >= (AGAIN if self._full else 1.0)

    def refuse(self, joules: float) -> None:
        """The pack was full before this last bit of it came."""
        self._joules -= joules

    @property
    def watts(self) -> float:
        """Into the pack, now."""
        self._count()
        return self._watts(self._now_ns())

    @property
    def joules(self) -> float:
        """Into the pack, since the beginning."""
        self._count()
        return self._joules

    def _watts(self, mono_ns: int) -> float:
        if self._full or self._cold or not self._allowed:
            return 0.0
        return min(self._section.efficiency * self._panel_w(mono_ns), self._section.most_a * self._pack_v)

    def _count(self) -> None:
        now_ns = self._now_ns()
        while self._counted_ns < now_ns:
            until_ns = min(now_ns, (self._counted_ns // STEP_NS + 1) * STEP_NS)
            self._joules += self._watts(self._counted_ns) * (until_ns - self._counted_ns) / S
            self._counted_ns = until_ns
