"""The simulated pack: what is really in it, and what its ends show."""

from __future__ import annotations

from math import inf

from trapd.core.battery.chemistry import SETTLED_S, WARM_C
from trapd.core.battery.pack import HOUR_S, Pack
from trapd.sim.charger import Charger
from trapd.sim.drain import Drain

LEAST_V = 0.1
"""An empty pack shows no less, so that a load can still be reckoned; a board would have gone off long before."""
RELEASED = 0.02
"""An emptied pack gives nothing before a charger has put so much back: protection circuits release some tenths of a
volt above where they cut off. An assumption."""
ROUNDS = 4
"""Of reckoning a load's amperes from the voltage that they leave: by then it moves by millivolts."""
HALVINGS = 12
"""From the load of all parts down to steps of some milliwatts."""


class Battery:
    """Emptied by all that the parts of its unit take."""

    def __init__(self, pack: Pack, drain: Drain, charge: float, *, fed: bool, charger: Charger | None = None) -> None:
        """`fed`: by a source of its own; its charge stays, whatever `charger` may give."""
        self.charge = charge
        self.empty = False
        """It gives nothing."""
        self.fed = fed
        self.cut_off_v = pack.cut_off_v
        self.given_j = 0.0
        """What has left it, by what it has lost of its charge."""
        self._pack = pack
        self._drain = drain
        self._charger = None if fed else charger
        self._taken_j = self._net_j
        self._volts = pack.rest_v(charge, WARM_C)

    def settle(self, celsius: float) -> tuple[float, float]:
        """What was taken since the last time leaves it, at the voltage of the load that flows now; volts and amperes.
        So it wants to be asked a few times while a charge lasts. What a fed unit takes flows past its pack."""
        if self.fed:
            return self._pack.rest_v(self.charge, celsius), 0.0
        volts, amperes = self._loaded(celsius)
        taken_j = self._net_j
        whole_j = self._pack.rated_ah * HOUR_S * volts
        share = min(self.charge, (taken_j - self._taken_j) / whole_j)
        self.charge -= share
        self.given_j += share * whole_j
        if self._charger is not None:
            self._top(self._charger, volts, whole_j)
            least_c = self._pack.chemistry.charge_from_c
            self._charger.sees(volts, self.charge, cold=least_c is not None and celsius < least_c)
        self.empty = self.charge <= (RELEASED if self.empty else 0.0)
        self._taken_j = self._net_j
        return volts, amperes

    def volts(self, celsius: float, seconds: float) -> float:
        """What its ends show so long after the load that flows now came on; nothing is taken."""
        volts = self._pack.rest_v(self.charge, celsius)
        for _ in range(ROUNDS):
            volts = self._pack.loaded_v(self.charge, celsius, self._net_w / volts, seconds) or LEAST_V
        return volts

    def locked(self, celsius: float) -> bool:
        """Whether the cold keeps all that is left, under the load that flows now."""
        amperes = self._net_w / self._volts
        return amperes > 0 and not self.fed and self._pack.usable_ah(self.charge, celsius, amperes) <= 0

    def bears_w(self, celsius: float, least_v: float) -> float:
        """The greatest load, for long, under which it shows so much; `inf` if that of all parts is none too great."""

        def bears(watts: float) -> bool:
            return self._pack.loaded_v(self.charge, celsius, watts / least_v, SETTLED_S) >= least_v

        low, high = 0.0, self._drain.most_w
        if bears(high):
            return inf
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if bears(middle) else (low, middle)
        return low

    def lasts_s(self, volts: float, watts: float) -> float:
        """Until nothing is left, under such a load."""
        return self.charge * self._pack.rated_ah * HOUR_S * volts / watts if watts else inf

    def _top(self, charger: Charger, volts: float, whole_j: float) -> None:
        """A full pack takes no more."""
        over = max(0.0, self.charge - 1)
        self.charge -= over
        self.given_j += over * whole_j
        charger.refuse(over * whole_j)

    @property
    def _net_w(self) -> float:
        """Out of it; less than nothing while more comes in."""
        return self._drain.watts - (self._charger.watts if self._charger else 0.0)

    @property
    def _net_j(self) -> float:
        return self._drain.joules - (self._charger.joules if self._charger else 0.0)

    def _loaded(self, celsius: float) -> tuple[float, float]:
        """A load of so many watts draws the more amperes the lower it pulls the voltage, which was much the same the
        last time; but if it had broken down then, it begins from rest."""
        watts, volts = self._net_w, self._volts
        if volts < self.cut_off_v / 2:
            volts = self._pack.rest_v(self.charge, celsius)
        self._volts = self._pack.loaded_v(self.charge, celsius, watts / volts, SETTLED_S) or LEAST_V
        return self._volts, watts / self._volts
