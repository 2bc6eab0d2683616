"""What goes out of the pack, told: on the card once a day and at the end, and to whoever looks on."""

from __future__ import annotations

from trapd.core.actions import Action, Note, Report
from trapd.core.captions import Identity
from trapd.core.energy import J_PER_WH, EnergyRules, Ledger
from trapd.core.timeline import Timeline
from trapd.core.units import S

TOLD_EVERY_NS = 86_400 * S
"""A power cut costs the card a day of the account at most, and a season's account is some hundred lines."""
DIGITS = 5
"""Of Wh: a lighting of a tenth of a second shows."""


class Supply:
    """Calls append to `out`."""

    def __init__(self, out: list[Action], rules: EnergyRules, identity: Identity, timeline: Timeline) -> None:
        self.ledger = Ledger(rules)
        self._out = out
        self._identity = identity
        self._timeline = timeline
        self._begun_ns = self._told_ns = 0

    def start(self, now_ns: int) -> None:
        """From here on it is counted."""
        self._begun_ns = self._told_ns = now_ns
        self.ledger.start(now_ns)

    def taken_wh(self, now_ns: int) -> dict[str, float]:
        """By each consumer since the start; empty where nobody said what they take."""
        return {one: round(joules / J_PER_WH, DIGITS) for one, joules in self.ledger.joules(now_ns).items()}

    def look(self, now_ns: int) -> None:
        """Every few minutes: it is told once a day."""
        if now_ns - self._told_ns >= TOLD_EVERY_NS:
            self.tell(now_ns)

    def tell(self, now_ns: int) -> None:
        """Everything since the start: the newest line of a start says all."""
        wh = self.taken_wh(now_ns)
        if not wh:
            return
        self._told_ns = now_ns
        identity, moment = self._identity, self._timeline.moment(now_ns)
        facts = {
            "unit": identity.unit,
            "boot": identity.boot,
            "boot_id": identity.boot_id,
            "from_mono_ns": self._begun_ns,
            "mono_ns": now_ns,
            "utc_ns": moment.utc_ns,
            "time_source": moment.source,
            "wh": wh,
        }
        self._out += [Note("energy", facts), Report("energy", {"wh": wh})]
