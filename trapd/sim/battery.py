"""The simulated pack: what is really in it, and what its ends show."""

from __future__ import annotations

from trapd.core.battery.chemistry import SETTLED_S, WARM_C
from trapd.core.battery.pack import HOUR_S, Pack
from trapd.sim.drain import Drain

LEAST_V = 0.1
"""An empty pack shows no less, so that a load can still be reckoned; a board would have gone off long before."""


class Battery:
    """Emptied by all that the parts of its unit take."""

    def __init__(self, pack: Pack, drain: Drain, charge: float, *, fed: bool) -> None:
        """`fed`: by a source of its own; its charge stays."""
        self.charge = charge
        self._pack = pack
        self._drain = drain
        self._fed = fed
        self._taken_j = drain.joules
        self._volts = pack.rest_v(charge, WARM_C)

    def settle(self, celsius: float) -> tuple[float, float]:
        """What was taken since the last time leaves it, at the voltage of the load that flows now; volts and amperes.
        So it wants to be asked a few times while a charge lasts."""
        volts, amperes = self._loaded(celsius)
        taken_j = self._drain.joules
        if not self._fed:
            ampere_hours = (taken_j - self._taken_j) / volts / HOUR_S
            self.charge = max(0.0, self.charge - ampere_hours / self._pack.rated_ah)
        self._taken_j = taken_j
        return volts, amperes

    def _loaded(self, celsius: float) -> tuple[float, float]:
        """A load of so many watts draws the more amperes the lower it pulls the voltage, which was much the same the
        last time."""
        watts = self._drain.watts
        self._volts = self._pack.loaded_v(self.charge, celsius, watts / self._volts, SETTLED_S) or LEAST_V
        return self._volts, watts / self._volts
