"""What the pack and the weeks to come leave of the unit's time: use as counted or expected, cold as usual there."""

from __future__ import annotations

from collections.abc import Sequence

from trapd.core.activity import Day, after, coldest_c, counted
from trapd.core.battery.gauge import CELSIUS, Belief, Charge
from trapd.core.battery.pack import Pack
from trapd.core.forecast import Air, DaysLeft, Use, days_left
from trapd.core.timeline import Timeline
from trapd.core.units import S
from trapd.core.value import value
from trapd.core.year import through_the_year

NIGHT_C = 4.0
"""A day's coldest hour is so far below its mean: half a winter day's swing. An assumption."""
WANDERS_C = 10.0
"""Where no climate is given, so far may the weeks to come differ from the last days. An assumption."""
DAY_NS = 86_400 * S
NO_PACK = "name the pack in [battery] of the profile, and what it feeds in [energy]"
NO_CHARGE = "nobody knows what is in the pack: wire a voltmeter ([power] voltage), or put in a full pack"


@value(kw_only=True)
class ForecastRules:
    """What the profile says of the weeks to come."""

    expected: Use | None
    """Before a day was counted; None where nobody said what the parts take."""
    mean_c: tuple[float, ...] | None
    """Of the twelve months; None: as on the last days."""
    spell_c: float
    """How far a spell of cold goes below the usual."""


class Outlook:
    """Remembers the last days, and tells how many are left."""

    def __init__(
        self, rules: ForecastRules, pack: Pack | None, least_v: float | None, timeline: Timeline, days: Sequence[Day]
    ) -> None:
        """`days`: before the last restart."""
        self.days = tuple(days)
        self._rules = rules
        self._pack = pack
        self._least_v = least_v
        self._timeline = timeline

    def count(self, more: Day) -> None:
        """A little of a day."""
        if more.hours > 0:
            self.days = after(self.days, more)

    def days_left(self, charge: Charge | None, now_ns: int) -> DaysLeft | str:
        """With this charge; or why nobody knows, and the mend."""
        expected = self._rules.expected
        if self._pack is None or expected is None or charge is None:
            return NO_PACK
        if not charge.known:
            return NO_CHARGE
        belief = Belief(charge.charge, charge.unsure)
        use = counted(self.days, expected.rest_w) or expected
        cold = air(self._rules, self._timeline.moment(now_ns).utc_ns, self.days)
        return days_left(self._pack, self._least_v, belief, use, cold)


def air(rules: ForecastRules, utc_ns: int, days: Sequence[Day] = ()) -> Air:
    """The cold from then on: by the climate, else as measured on these days, else unknown."""
    mean_c = rules.mean_c
    if mean_c is not None:
        return Air(lambda day: through_the_year(mean_c, utc_ns + round(day * DAY_NS)) - NIGHT_C, rules.spell_c)
    measured_c = coldest_c(days)
    if measured_c is not None:
        return Air(lambda day: measured_c, WANDERS_C)
    least, most = CELSIUS
    return Air(lambda day: (least + most) / 2, (most - least) / 2)
