"""What a profile promises before the unit ever hung there: days and pictures out of a full pack."""

from __future__ import annotations

from dataclasses import dataclass

from trapd.config.pack import pack
from trapd.config.profile import Profile
from trapd.config.use import pictures_a_day, use
from trapd.core.battery.gauge import Belief
from trapd.core.forecast import DaysLeft, days_left
from trapd.core.outlook import NO_PACK, ForecastRules, air

FULL = Belief(1.0, 0.05)
"""Cells of one kind differ by some percent, and age. An assumption."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Out of one full pack."""

    days: DaysLeft
    pictures: int
    """Stills and clips, on the likely number of days; two digits of it count."""

    def __str__(self) -> str:
        return f"{self.days}, {float(f'{self.pictures:.2g}'):,.0f} pictures"


def expected(profile: Profile, utc_ns: int) -> Expected | str:
    """From then on; or why nobody knows, and the mend."""
    rules, full = forecast(profile), pack(profile)
    if full is None or rules.expected is None:
        return NO_PACK
    least_v = profile.battery.least_v if profile.battery else None
    days = days_left(full, least_v, FULL, rules.expected, air(rules, utc_ns))
    return Expected(days, round(days.likely * pictures_a_day(profile)))


def forecast(profile: Profile) -> ForecastRules:
    """As the trap goes by it, until it has counted a day."""
    climate = profile.climate
    return ForecastRules(
        expected=use(profile),
        mean_c=None if climate is None else climate.mean_c,
        spell_c=0.0 if climate is None else climate.spell_c,
    )
