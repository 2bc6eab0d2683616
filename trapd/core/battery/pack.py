"""A pack: alike cells of one chemistry, so many in series and in parallel."""

from __future__ import annotations

from trapd.core.battery.chemistry import SETTLED_S, Chemistry
from trapd.core.value import value

HOUR_S = 3600.0
OVERDRAWN = 0.05
"""Who takes so much more than the rated charge that was left finds no voltage at all. An assumption."""


@value
class Pack:
    """All voltages and amperes are those at the pack's two ends; `charge` is 0 to 1 of the rated Ah, as counted."""

    chemistry: Chemistry
    series: int
    parallel: int
    cell_ah: float
    """Rated, of one cell, as its maker has it at room temperature."""
    worse: float = 1.0
    """Than its chemistry's table: its loss under load is so many times as large. Age, corrosion, a bad contact."""

    @property
    def rated_ah(self) -> float:
        return self.parallel * self.cell_ah

    @property
    def cut_off_v(self) -> float:
        return self.series * self.chemistry.cut_off_v

    def rest_v(self, charge: float, celsius: float) -> float:
        return self.series * self.chemistry.rest_v(charge, celsius)

    def loaded_v(self, charge: float, celsius: float, amperes: float, seconds: float) -> float:
        """At the end of a load of so long that begins at this charge, from rest; never below 0."""
        rate = amperes / HOUR_S / self.rated_ah
        left = charge - rate * seconds
        late = charge - rate * max(0.0, seconds - SETTLED_S)
        sag_v = self._sag_v(charge, celsius, amperes, seconds)
        if late != charge:
            sag_v = max(sag_v, self._sag_v(late, celsius, amperes, seconds))
        return max(0.0, self.rest_v(left, celsius) * min(1.0, 1 + left / OVERDRAWN) - sag_v)

    def usable_ah(self, charge: float, celsius: float, amperes: float) -> float:
        """What can still be drawn at this load and cold until the cut-off; the rest comes back when it is warm."""
        locked = max(0.0, 1 - self.chemistry.usable_share(celsius, amperes / self.rated_ah))
        return max(0.0, charge - locked) * self.rated_ah

    def uncertainty_v(self, charge: float, celsius: float, amperes: float, seconds: float) -> float:
        """How far `loaded_v` may be off; with 0 A, `rest_v`. No more than all that there is."""
        sag_v = self._sag_v(charge, celsius, amperes, seconds) / self.series
        return min(self.rest_v(charge, celsius), self.series * self.chemistry.unsure_v(celsius, sag_v))

    def charge_at_rest(self, rest_v: float, celsius: float) -> float:
        """The charge that has this rest voltage: the inverse of `rest_v`, 0 or 1 beyond its ends."""
        return self.chemistry.charge_at_rest(rest_v / self.series, celsius)

    def charges_at_rest(self, rest_v: float, celsius: float) -> tuple[float, float]:
        """The least and the greatest charge that may have this rest voltage: far apart where it tells nothing."""
        off_v = self.uncertainty_v(1.0, celsius, 0.0, 0.0)
        return self.charge_at_rest(rest_v - off_v, celsius), self.charge_at_rest(rest_v + off_v, celsius)

    def _sag_v(self, charge: float, celsius: float, amperes: float, seconds: float) -> float:
        return self.worse * self.series * self.chemistry.sag_v(charge, celsius, amperes / self.rated_ah, seconds)
