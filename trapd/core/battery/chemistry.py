"""What a chemistry is: the tables of one cell, and the voltage that follows from them.

    loaded = open circuit at this charge and cold
           - ohmic * I                      contacts, electrolyte
           - bend * asinh(prompt * I / bend)  the electrodes within the first second: a straight line as long as it is
                                            small, bent beyond, as by Butler and Volmer
           - slow * I * growth(seconds)     diffusion, with the root of time

with I as a share of the cell's ampere-hours per hour (C), so that the same table serves cells of any size. Each of
the three resistances follows a line of Arrhenius in temperature.
"""

from __future__ import annotations

import math
from bisect import bisect
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from trapd.core.battery import curve
from trapd.core.value import value

KELVIN = 273.15
WARM_C = 25.0
"""The open-circuit voltage in the tables is that at 25 °C."""
COLD_C = -10.0
COLD_BEND = 0.02
"""Per kelvin: rest voltage is lost ever faster towards the cold. Half or twice of it fits Li-ion nearly as well."""
FIRST_S = 1.0
PULSE_S = 10.0
"""The measured pulses: `slow` is what they lose from the first to the tenth second."""
SETTLED_S = 30.0
"""Diffusion is taken as settled: so the model's capacities down to -20 °C are within 5 % of the measured ones."""

CHARGE = attrgetter("charge")
KEPT = 64
"""What goes by the temperature alone is asked again and again for the same one."""
Usable = tuple[tuple[float, tuple[float, ...]], ...]


class At(NamedTuple):
    """One cell at one charge; resistances at 0 °C, in ohms times the cell's Ah."""

    charge: float
    """Share of the rated Ah that is still in it, as counted; cold does not change it."""
    open_v: float
    cold_v: float
    """How much lower the rest voltage is at -10 °C."""
    prompt: float
    slow: float
    slow_k: float
    """Its line's slope, in kelvin."""

    def rest_v(self, celsius: float) -> float:
        return self.open_v - self.cold_v * cold(celsius)


class Unsure(NamedTuple):
    """How far off the model may be: at worst, at a temperature that it was not fitted on; or assumed."""

    celsius: float
    rest_v: float
    sag: float
    """As a share of the loss under load."""


@value
class Chemistry:
    """Tables of one cell, with their source."""

    name: str
    source: str
    cut_off_v: float
    """Below it under load a cell counts as empty."""
    charge_from_c: float | None
    """It must not be charged below; None: not at all, a primary cell."""
    ohmic: float
    """Ohms times Ah at 0 °C."""
    ohmic_k: float
    prompt_k: float
    """Slopes of their lines, in kelvin, at any charge."""
    bend_v: float
    """So large a prompt loss is an eighth smaller than a straight one would be."""
    at: tuple[At, ...]
    """By rising charge."""
    usable_rates: tuple[float, ...]
    """C, rising."""
    usable: Usable
    """By rising °C: shares of the rated Ah until the cut-off, one for each of the rates."""
    unsure: tuple[Unsure, ...]
    """By rising °C."""

    def rest_v(self, charge: float, celsius: float) -> float:
        """Of a cell long at rest."""
        low, high, share = self._around(charge)
        open_v = low.open_v + (high.open_v - low.open_v) * share
        return open_v - (low.cold_v + (high.cold_v - low.cold_v) * share) * cold(celsius)

    def charge_at_rest(self, rest_v: float, celsius: float) -> float:
        """The inverse of `rest_v`; 0 or 1 beyond its ends."""
        return curve.level([(row.rest_v(celsius), row.charge) for row in self.at], rest_v)

    def sag_v(self, charge: float, celsius: float, rate: float, seconds: float) -> float:
        """What a load of `rate` C takes from the rest voltage after so long, charge used up aside."""
        low, high, share = self._around(charge)
        prompt = low.prompt + (high.prompt - low.prompt) * share
        slow = low.slow + (high.slow - low.slow) * share
        slow_k = low.slow_k + (high.slow_k - low.slow_k) * share
        bent = self.bend_v * math.asinh(prompt * _arrhenius(self.prompt_k, celsius) * rate / self.bend_v)
        ohmic = self.ohmic * _arrhenius(self.ohmic_k, celsius) * rate
        return ohmic + bent + slow * _arrhenius(slow_k, celsius) * rate * _growth(seconds)

    def usable_share(self, celsius: float, rate: float) -> float:
        """Of the rated Ah, from full to the cut-off under this load."""
        return max(0.0, curve.straight_on(_usable_at(celsius, self.usable_rates, self.usable), rate))

    def unsure_v(self, celsius: float, sag_v: float) -> float:
        """How far rest voltage less `sag_v` may be off."""
        rest_v, share = _unsure_at(celsius, self.unsure)
        return math.hypot(rest_v, share * sag_v)

    def _around(self, charge: float) -> tuple[At, At, float]:
        """The rows below and above, and how far it is from the one to the other, 0 to 1."""
        after = bisect(self.at, charge, key=CHARGE)
        if after in (0, len(self.at)):
            end = self.at[max(0, after - 1)]
            return end, end, 0.0
        low, high = self.at[after - 1], self.at[after]
        return low, high, (charge - low.charge) / (high.charge - low.charge)


@lru_cache(maxsize=KEPT)
def _usable_at(celsius: float, rates: tuple[float, ...], usable: Usable) -> curve.Points:
    """By rising rate."""
    shares = [curve.level([(c, row[column]) for c, row in usable], celsius) for column in range(len(rates))]
    return list(zip(rates, shares, strict=True))


@lru_cache(maxsize=KEPT)
def _unsure_at(celsius: float, rows: tuple[Unsure, ...]) -> tuple[float, float]:
    """Of the rest voltage, and of the sag."""
    rest_v = curve.level([(row.celsius, row.rest_v) for row in rows], celsius)
    return rest_v, curve.level([(row.celsius, row.sag) for row in rows], celsius)


@lru_cache(maxsize=KEPT)
def _arrhenius(slope_k: float, celsius: float) -> float:
    """How many times as much as at 0 °C."""
    return math.exp(slope_k * (1 / (KELVIN + celsius) - 1 / KELVIN))


@lru_cache(maxsize=KEPT)
def cold(celsius: float) -> float:
    """0 at 25 °C, 1 at -10 °C, growing ever faster towards the cold."""
    return math.expm1(COLD_BEND * (WARM_C - celsius)) / math.expm1(COLD_BEND * (WARM_C - COLD_C))


def _growth(seconds: float) -> float:
    """Of diffusion: 0 within the first second, 1 at the tenth."""
    root = math.sqrt(min(max(seconds, FIRST_S), SETTLED_S))
    return (root - math.sqrt(FIRST_S)) / (math.sqrt(PULSE_S) - math.sqrt(FIRST_S))
