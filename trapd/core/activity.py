"""What was taken out of the pack on each of the last days: what the next ones will take, unless something changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from statistics import fmean, stdev

from trapd.core.battery.gauge import RECKONED
from trapd.core.forecast import HOURS, Use
from trapd.core.value import value

DAYS = 7
"""So many are remembered: some nights and noons, and no more than the season changes in."""
TELLS_H = 6.0
"""A shorter day is left out where days are compared: its night or its noon is missing."""
DIGITS = 4
MOST_H, MOST_WH, MOST_C = 100, 100_000, 100
"""No day is longer, takes more, is colder or hotter: a bound for what is read from a file."""
OFF, BOOTING = "off", "booting"
"""The consumers that a board is which was halted and kept its supply, and which is on its way up."""


@value
class Day:
    """A day, restarts or not; the last one is as long as it has got."""

    hours: float = 0.0
    wh: Mapping[str, float] = field(default_factory=dict)
    """By consumer, as counted."""
    beyond_wh: float = 0.0
    """What the ammeter saw beyond that; negative by what a panel or charger gave."""
    off: float = RECKONED
    """How far the count may be off, as a share of it."""
    coldest_c: float | None = None

    @property
    def possible(self) -> bool:
        """Not so what nobody counted."""
        counted = (*self.wh.values(), self.beyond_wh)
        cold = 0.0 if self.coldest_c is None else self.coldest_c
        within = 0 <= self.hours <= MOST_H and max(map(abs, counted)) <= MOST_WH and abs(cold) <= MOST_C
        return within and 0 <= self.off <= 1

    @property
    def taken_wh(self) -> float:
        return sum(self.wh.values()) + self.beyond_wh

    @property
    def watts(self) -> float:
        return self.taken_wh / self.hours

    def rounded(self) -> Day:
        """As it is remembered: short, and good to less than a thousandth of a day."""
        wh = {one: round(wh, DIGITS) for one, wh in self.wh.items()}
        return Day(
            round(self.hours, DIGITS), wh, round(self.beyond_wh, DIGITS), round(self.off, DIGITS), self.coldest_c
        )

    def joined(self, other: Day) -> Day:
        """Both of them."""
        wh = {one: self.wh.get(one, 0.0) + other.wh.get(one, 0.0) for one in {**self.wh, **other.wh}}
        hours = self.hours + other.hours
        off = (self.off * self.hours + other.off * other.hours) / hours if hours else self.off
        known_c = [celsius for celsius in (self.coldest_c, other.coldest_c) if celsius is not None]
        return Day(hours, wh, self.beyond_wh + other.beyond_wh, off, min(known_c, default=None))


def after(days: Sequence[Day], more: Day) -> tuple[Day, ...]:
    """These days and a little more of the last one; the oldest goes."""
    if not days or days[-1].hours >= HOURS:
        return (*days, more)[-DAYS:]
    return (*days[:-1], days[-1].joined(more))


def counted(days: Sequence[Day], rest_w: float) -> Use | None:
    """What they tell of the days to come; None before a whole day was counted."""
    hours = sum(day.hours for day in days)
    if hours < HOURS:
        return None
    off_w = sum(day.off * sum(day.wh.values()) for day in days) / hours
    each = [day.watts for day in days if day.hours >= TELLS_H]
    scatter_w = stdev(each) / len(each) ** 0.5 if len(each) > 1 else 0.0
    return Use(sum(day.taken_wh for day in days) / hours, off_w + scatter_w, rest_w)


def coldest_c(days: Sequence[Day]) -> float | None:
    """The mean of their coldest hours; None without a thermometer."""
    known = [day.coldest_c for day in days if day.coldest_c is not None]
    return fmean(known) if known else None
