"""What goes out of the pack, and what is left in it: counted, remembered, and told.

On the card once a day and at the end; to whoever looks on, and to the next start, with every second percent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from trapd.core.actions import Action, Note, Remember, Report
from trapd.core.battery.gauge import METERED, RECKONED, UNTOLD, Belief, Charge, Gauge
from trapd.core.battery.pack import Pack
from trapd.core.captions import Identity
from trapd.core.energy import J_PER_WH, EnergyRules, Ledger
from trapd.core.events import PowerRead
from trapd.core.timeline import Timeline
from trapd.core.units import S

TOLD_EVERY_NS = 86_400 * S
"""A power cut costs the card a day of the account at most, and a season's account is some hundred lines."""
WEIGHED_EVERY_NS = 6 * 3_600 * S
"""Weighing is work. So both warm noon and cold night have their say, and a count goes astray by little between."""
DIGITS = 5
"""Of Wh: a lighting of a tenth of a second shows."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a restart should know."""

    belief: Belief
    utc_ns: int
    """By then."""


class Supply:
    """Calls append to `out`. Without a known pack, or without known consumers, there is no charge."""

    def __init__(
        self,
        out: list[Action],
        rules: EnergyRules,
        pack: Pack | None,
        identity: Identity,
        timeline: Timeline,
        left: Left | None = None,
    ) -> None:
        """`left`: before the last restart."""
        self.ledger = Ledger(rules)
        self._out = out
        self._rules = rules
        self._identity = identity
        self._timeline = timeline
        self._left = left
        self._gauge = Gauge(pack, left.belief if left else None) if pack and rules.watts else None
        self._told: Belief | None = None
        self._begun_ns = self._told_ns = self._read_ns = self._weigh_ns = 0
        self._counted_j = 0.0

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
            away_ns = max(0, self._timeline.moment(now_ns).utc_ns - self._left.utc_ns)
            self._gauge.away(self._rules.off_w * away_ns / S)

    def read(self, read: PowerRead, now_ns: int) -> bool:
        """Believed meters: what was taken since the last time leaves the pack, and its voltage is asked. Whether that
        shows another pack."""
        gauge, another = self._gauge, False
        if gauge is None:
            return False
        volts, amperes, celsius = read.battery_v, read.current_a, read.temperature_c
        watts, joules, off = self.ledger.watts(), sum(self.ledger.joules(now_ns).values()), RECKONED
        taken_j = joules - self._counted_j
        if volts is not None and amperes is not None:
            # The states are known at every moment, the ammeter's word at this one: what it sees beyond them lasts.
            taken_j += (volts * amperes - watts) * (now_ns - self._read_ns) / S
            off = METERED
        self._counted_j, self._read_ns = joules, now_ns
        gauge.count(taken_j, volts, celsius, off)
        if volts is not None and (gauge.in_doubt or now_ns >= self._weigh_ns):
            self._weigh_ns = now_ns + WEIGHED_EVERY_NS
            was = gauge.charge
            another = gauge.weigh(volts, watts / volts if amperes is None else amperes, celsius)
            if another:
                facts = asdict(gauge.charge) | {"was": was.charge}
                self._out += [Note("pack", self._stamp(now_ns) | facts), Report("pack", facts)]
        self._tell_charge(gauge, now_ns)
        return another

    def taken_wh(self, now_ns: int) -> dict[str, float]:
        """By each consumer since the start; empty where nobody said what they take."""
        return {one: round(joules / J_PER_WH, DIGITS) for one, joules in self.ledger.joules(now_ns).items()}

    def look(self, now_ns: int) -> None:
        """Every few minutes: it is told once a day."""
        if now_ns - self._told_ns >= TOLD_EVERY_NS:
            self.tell(now_ns)

    def tell(self, now_ns: int) -> None:
        """Everything since the start: the newest line of a start says all."""
        wh, charge = self.taken_wh(now_ns), self.charge
        if not wh:
            return
        self._told_ns = now_ns
        facts: dict[str, Any] = {"wh": wh} | (asdict(charge) if charge else {})
        since = {"from_mono_ns": self._begun_ns}
        self._out += [Note("energy", self._stamp(now_ns) | since | facts), Report("energy", facts)]

    def _tell_charge(self, gauge: Gauge, now_ns: int) -> None:
        """If it is news."""
        belief, told = gauge.belief, self._told
        if told is not None and max(abs(belief.charge - told.charge), abs(belief.unsure - told.unsure)) < UNTOLD:
            return
        self._told = belief
        left = Left(belief, self._timeline.moment(now_ns).utc_ns)
        self._out += [Report("charge", asdict(gauge.charge)), Remember({"left": left})]

    def _stamp(self, now_ns: int) -> dict[str, Any]:
        identity, moment = self._identity, self._timeline.moment(now_ns)
        return {
            "unit": identity.unit,
            "boot": identity.boot,
            "boot_id": identity.boot_id,
            "mono_ns": now_ns,
            "utc_ns": moment.utc_ns,
            "time_source": moment.source,
        }
