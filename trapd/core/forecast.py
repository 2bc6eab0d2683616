"""How many days are left in a pack: its charge falls by what is taken, until it cannot carry the unit at rest.

The pack ends on the first day on which, at its coldest hour, the voltage under the load at rest is too low, or all of
the charge that the cold leaves usable is spent. Each thing that is unsure – charge, use, cold – moves that day by
itself; since they have nothing to do with each other, the range is the root of the sum of their squares.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import astuple
from functools import lru_cache

from trapd.core.battery import curve
from trapd.core.battery.chemistry import SETTLED_S
from trapd.core.battery.gauge import Belief
from trapd.core.battery.pack import Pack
from trapd.core.value import value

LONGEST = 366.0
"""Days. Beyond a year self-discharge and age decide, of which nothing is reckoned here."""
STEP = 0.02
"""Of the pack: it is looked at whenever so much more is spent …"""
STEP_DAYS = 7.0
"""… or after so long."""
CHARGES = 200
TEMPERATURES = range(-60, 61, 5)
HOURS = 24.0
SHORT = 10
"""Fewer days are told with a digit behind the point."""


@value
class DaysLeft:
    """`LONGEST` means a year or more."""

    low: float
    likely: float
    high: float

    def rounded(self) -> tuple[float, float, float]:
        """To be shown: more digits would be a lie."""
        low, likely, high = (round(days, 1) if days < SHORT else round(days) for days in astuple(self))
        return low, likely, high

    def __str__(self) -> str:
        return in_words(*self.rounded())


@value
class Use:
    """Watts out of the pack."""

    watts: float
    """On the mean of a day; negative where more is fed in than taken."""
    unsure_w: float
    rest_w: float
    """Of all that is on while nothing happens, or of the board at least: the pack must carry it, day and night."""


@value
class Air:
    """The cold to come."""

    coldest_c: Callable[[float], float]
    """Of the day that is so many days from now, its coldest hour."""
    unsure_c: float


def days_left(pack: Pack, least_v: float | None, belief: Belief, use: Use, air: Air) -> DaysLeft:
    """With this charge in the pack now. Below `least_v` the board browns out; None: below the cells' own cut-off."""
    least_v = pack.cut_off_v if least_v is None else least_v
    surely, at_best = (_least_charges(pack, least_v, use.rest_w, locked) for locked in (True, False))

    def lasts(charge: float = 0, watts: float = 0, celsius: float = 0, least: curve.Points = surely) -> float:
        """With so much more or less of each than is likely."""
        filled = min(1.0, belief.charge + charge)
        return _lasts(pack, least, filled, use.watts + watts, lambda day: air.coldest_c(day) + celsius)

    likely = lasts()
    worse = [lasts(charge=-belief.unsure), lasts(watts=use.unsure_w), lasts(celsius=-air.unsure_c)]
    better = [lasts(charge=belief.unsure), lasts(watts=-use.unsure_w), lasts(celsius=air.unsure_c)]
    fewer, more = (math.hypot(*(days - likely for days in one)) for one in (worse, better))
    # The tables of what the cold locks away begin at greater loads than this one: it may be all or nothing of that.
    return DaysLeft(max(0.0, likely - fewer), likely, min(LONGEST, lasts(least=at_best) + more))


def as_fact(left: DaysLeft | str) -> dict[str, tuple[float, float, float]]:
    """As a fact of a report; nothing where nobody knows."""
    return {"days_left": left.rounded()} if isinstance(left, DaysLeft) else {}


def in_words(low: float, likely: float, high: float) -> str:
    """`96 days (80–115)`."""
    if low >= LONGEST:
        return "more than a year"
    if likely >= LONGEST:
        return f"a year or more ({low:g} days at least)"
    return f"{likely:g} days ({low:g}–{f'{high:g}' if high < LONGEST else 'a year or more'})"


def _lasts(
    pack: Pack, least: curve.Points, charge: float, watts: float, coldest_c: Callable[[float], float]
) -> float:
    """Days; LONGEST if it does."""
    day, celsius = 0.0, coldest_c(0)
    spare = charge - curve.level(least, celsius)
    while spare > 0 and day < LONGEST:
        day_share = watts * HOURS / (pack.rest_v(charge, celsius) * pack.rated_ah)
        days = min(STEP_DAYS, STEP / day_share) if day_share > 0 else STEP_DAYS
        charge = min(1.0, charge - day_share * days)
        celsius = coldest_c(day + days)
        before, spare = spare, charge - curve.level(least, celsius)
        day += days if spare > 0 else days * before / (before - spare)
    return min(day, LONGEST)


@lru_cache
def _least_charges(pack: Pack, least_v: float, watts: float, locked: bool) -> curve.Points:
    """By °C: with less in it the pack does not carry this load; `locked`: nor gives what the cold locks away."""

    def least(celsius: float) -> float:
        steps = range(CHARGES)
        carries = bisect_left(
            steps, True, key=lambda step: _carries(pack, least_v, watts, step / CHARGES, celsius, locked)
        )
        return carries / CHARGES

    return [(float(celsius), least(celsius)) for celsius in TEMPERATURES]


def _carries(pack: Pack, least_v: float, watts: float, charge: float, celsius: float, locked: bool) -> bool:
    volts = pack.rest_v(charge, celsius)
    for _ in range(2):  # the lower the load pulls the voltage, the more amperes it takes
        volts = pack.loaded_v(charge, celsius, watts / volts, SETTLED_S)
        if volts <= least_v:
            return False
    return charge > 0 and (not locked or pack.usable_ah(charge, celsius, watts / volts) > 0)
