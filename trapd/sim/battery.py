"""The simulated pack: what is really in it, and what its ends show."""

from __future__ import annotations

from trapd.core.battery.chemistry import SETTLED_S
from trapd.core.battery.pack import HOUR_S, Pack
from trapd.sim.drain import Drain


class Battery:
    """Emptied by all that the parts of its unit take."""

    def __init__(self, pack: Pack, drain: Drain, charge: float, *, fed: bool) -> None:
        """`fed`: by a source of its own; its charge stays."""
        self.charge = charge
        self._pack = pack
        self._drain = drain
        self._fed = fed
        self._taken_j = drain.joules

    def settle(self, celsius: float) -> tuple[float, float]:
        """What was taken since the last time leaves it, at the voltage of the load that flows now; volts and amperes.
        So it wants to be asked a few times while a charge lasts."""
        volts, amperes = self._loaded(celsius)
        taken_j = self._drain.joules
        if not self._fed and volts > 0:
            ampere_hours = (taken_j - self._taken_j) / volts / HOUR_S
            self.charge = max(0.0, self.charge - ampere_hours / self._pack.rated_ah)
        self._taken_j = taken_j
        return volts, amperes

    def _loaded(self, celsius: float) -> tuple[float, float]:
        """A load of so many watts draws the more amperes the lower it pulls the voltage: a few rounds settle it."""
        watts, volts = self._drain.watts, self._pack.rest_v(self.charge, celsius)
        for _ in range(3):
            amperes = watts / volts
            volts = self._pack.loaded_v(self.charge, celsius, amperes, SETTLED_S)
            if volts <= 0:
                return 0.0, 0.0
        return volts, watts / volts
