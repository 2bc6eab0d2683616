"""What goes out of the pack, and what is left in it: counted, remembered, and told.

On the card once a day and at the end; to whoever looks on, and to the next start, with every second percent.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trapd.core.actions import Action, Note, Remember, Report
from trapd.core.activity import BOOTING, OFF, Day
from trapd.core.battery.gauge import METERED, RECKONED, SWAPPED, UNTOLD, Belief, Charge, Gauge
from trapd.core.battery.pack import Pack
from trapd.core.captions import Identity
from trapd.core.energy import BOARD, J_PER_WH, EnergyRules, Ledger
from trapd.core.events import PowerRead
from trapd.core.forecast import DaysLeft, as_fact
from trapd.core.outlook import NO_PACK, Outlook
from trapd.core.stamp import stamp
from trapd.core.timeline import Timeline
from trapd.core.units import S
from trapd.core.value import value

TOLD_EVERY_NS = 86_400 * S
"""A power cut costs the card a day of the account at most, and a season's account is some hundred lines."""
WEIGHED_EVERY_NS = 6 * 3_600 * S
"""Weighing is work. So both warm noon and cold night have their say, and a count goes astray by little between."""
DIGITS = 5
"""Of Wh: a lighting of a tenth of a second shows."""
HOUR_NS = 3_600 * S
PAUSE_H = 36.0
"""So long a unit may be off as a part of its days; longer it lies in a hut."""


@value
class Left:
    """What a restart should know."""

    belief: Belief
    utc_ns: int
    """By then, or later; 0: nobody ever told the time."""
    days: tuple[Day, ...] = ()
    """What was taken on the last ones."""
    last: bool = False
    """By its end: nothing was taken after it."""
    boot_id: str = ""
    """The kernel's, of that start."""
    odd: int = 0
    """Readings in a row of another pack, perhaps: a gated unit makes one at a time."""

    @property
    def possible(self) -> bool:
        return self.belief.possible and self.odd in range(SWAPPED) and all(day.possible for day in self.days)


class Supply:
    """Calls append to `out`. Without a known pack, or without known consumers, there is no charge."""

    def __init__(
        self,
        out: list[Action],
        rules: EnergyRules,
        pack: Pack | None,
        identity: Identity,
        timeline: Timeline,
        outlook: Outlook,
        left: Left | None = None,
    ) -> None:
        """`left`: before the last restart."""
        self.ledger = Ledger(rules)
        self._out = out
        self._rules = rules
        self._identity = identity
        self._timeline = timeline
        self._outlook = outlook
        self._left = left
        known = (left.belief, left.odd) if left else ()
        self._gauge = Gauge(pack, *known) if pack and rules.watts else None
        self._told: Belief | None = None
        self._begun_ns = self._told_ns = self._read_ns = self._weigh_ns = self._away_ns = 0
        self._counted_j: dict[str, float] = {}
        self._foreseen: tuple[tuple[Charge | None, int] | None, DaysLeft | str] = None, NO_PACK

    @property
    def in_doubt(self) -> bool:
        """Whether this may be another pack."""
        return self._gauge is not None and self._gauge.in_doubt

    @property
    def charge(self) -> Charge | None:
        return None if self._gauge is None else self._gauge.charge

    def start(self, now_ns: int) -> None:
        """From here on it is counted."""
        self._begun_ns = self._told_ns = self._read_ns = self._weigh_ns = now_ns
        self.ledger.start(now_ns)
        if self._gauge is not None and self._left is not None:
            self._gauge.away(0.0, 0.0 if self._left.last else UNTOLD)
            self._count_away(self._gauge, self._left)
            if self._left.boot_id != self._identity.boot_id:
                self._count_boot(self._gauge)

    def read(self, read: PowerRead, now_ns: int, stands: bool = False) -> bool:
        """Believed meters: what was taken since the last time leaves the pack, and its voltage is asked. Whether that
        shows another pack. `stands`: the voltmeter says what it has said for long, and is not believed any more."""
        gauge, another = self._gauge, False
        if gauge is None:
            return False
        if self._left is not None:
            self._count_away(gauge, self._left)
        if stands:
            gauge.unlearn()
        volts, amperes, celsius = read.battery_v, read.current_a, read.temperature_c
        watts, joules = self.ledger.watts(), self.ledger.joules(now_ns)
        taken_wh = {one: (sofar - self._counted_j.get(one, 0.0)) / J_PER_WH for one, sofar in joules.items()}
        hours, beyond_w, off = (now_ns - self._read_ns) / HOUR_NS, 0.0, RECKONED
        if volts is not None and amperes is not None:
            # The states are known at every moment, the ammeter's word at this one: what it sees beyond them lasts.
            beyond_w, off = volts * amperes - watts, METERED
        day = Day(hours, taken_wh, beyond_w * hours, off, celsius)
        self._counted_j, self._read_ns = joules, now_ns
        self._outlook.count(day)
        gauge.count(day.taken_wh * J_PER_WH, volts, celsius, off)
        if volts is not None and (gauge.in_doubt or now_ns >= self._weigh_ns):
            self._weigh_ns = now_ns + WEIGHED_EVERY_NS
            was = gauge.charge
            another = gauge.weigh(volts, watts / volts if amperes is None else amperes, celsius)
            if another:
                facts = asdict(gauge.charge) | {"was": was.charge}
                start = stamp(self._identity, self._timeline, now_ns)
                self._out += [Note("pack", start | facts), Report("pack", facts)]
        self._tell_charge(gauge, now_ns)
        return another

    def days_left(self, now_ns: int) -> DaysLeft | str:
        """Of this charge; or why nobody knows, and the mend. Reckoned anew with another charge and in another hour:
        it is work, and a gated unit tells it twice a minute."""
        of = self.charge, self._timeline.moment(now_ns).utc_ns // HOUR_NS
        if of != self._foreseen[0]:
            self._foreseen = of, self._outlook.days_left(self.charge, now_ns)
        return self._foreseen[1]

    def taken_wh(self, now_ns: int) -> dict[str, float]:
        """By each consumer since the start; empty where nobody said what they take."""
        return {one: round(joules / J_PER_WH, DIGITS) for one, joules in self.ledger.joules(now_ns).items()}

    def look(self, now_ns: int) -> None:
        """Every few minutes: it is told once a day."""
        if now_ns - self._told_ns >= TOLD_EVERY_NS:
            self.tell(now_ns)

    def stop(self, now_ns: int) -> None:
        """What was taken since the last reading counts as well: a gated unit runs for minutes."""
        self.read(PowerRead(None, None), now_ns)
        self.tell(now_ns)
        if self._gauge is not None:
            self._remember(self._gauge, now_ns, last=True)

    def tell(self, now_ns: int) -> None:
        """Everything since the start: the newest line of a start says all."""
        wh, charge = self.taken_wh(now_ns), self.charge
        if not wh:
            return
        self._told_ns = now_ns
        facts: dict[str, Any] = {"wh": wh} | (asdict(charge) if charge else {}) | as_fact(self.days_left(now_ns))
        start = stamp(self._identity, self._timeline, now_ns) | {"from_mono_ns": self._begun_ns}
        self._out += [Note("energy", start | facts), Report("energy", facts)]

    def _count_boot(self, gauge: Gauge) -> None:
        """The ledger begins with the trap: what the board took before is no consumer's, but gone."""
        hours = self._rules.boot_s * S / HOUR_NS
        boot = Day(hours, {BOOTING: self._rules.watts[BOARD[0]] * hours})
        self._outlook.count(boot)
        gauge.count(boot.taken_wh * J_PER_WH, None, None, RECKONED)

    def _count_away(self, gauge: Gauge, left: Left) -> None:
        """At the start a unit without a clock takes it for no later than its last word: what it was off for longer is
        counted when the time is known."""
        away_ns = self._timeline.moment(self._begun_ns).utc_ns - left.utc_ns - self._away_ns
        if not left.utc_ns or away_ns <= 0:
            return
        self._away_ns += away_ns
        hours = away_ns / HOUR_NS
        gauge.away(self._rules.off_w * away_ns / S, 0.0)
        if hours <= PAUSE_H:
            self._outlook.count(Day(hours, {OFF: self._rules.off_w * hours}))
        if hours >= 1:
            self._weigh_ns = self._begun_ns

    def _tell_charge(self, gauge: Gauge, now_ns: int) -> None:
        """If it is news."""
        belief, told = gauge.belief, self._told
        if told is not None and max(abs(belief.charge - told.charge), abs(belief.unsure - told.unsure)) < UNTOLD:
            return
        self._told = belief
        self._out.append(Report("charge", asdict(gauge.charge) | as_fact(self.days_left(now_ns))))
        self._remember(gauge, now_ns)

    def _remember(self, gauge: Gauge, now_ns: int, last: bool = False) -> None:
        moment, days = self._timeline.moment(now_ns), tuple(day.rounded() for day in self._outlook.days)
        told = moment.source != "none" or (self._left is not None and self._left.utc_ns)
        utc_ns = moment.utc_ns if told else 0
        self._out.append(
            Remember({"left": Left(gauge.belief, utc_ns, days, last, self._identity.boot_id, gauge.odd)})
        )
