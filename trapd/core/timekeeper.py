"""Who tells the unit the time, and who has to hear of it: the catalog, the memory, chrony, the calendar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trapd.core.actions import Action, Note, ReadRtc, Redate, Remember, Report, Reschedule, SetClock, Wake
from trapd.core.belief import Belief
from trapd.core.captions import Identity
from trapd.core.clock_chip import SECOND_NS, ClockChip
from trapd.core.commands import Refused, SetTime
from trapd.core.events import RtcRead, Tick
from trapd.core.fix import Fix
from trapd.core.gps_duty import GpsRules
from trapd.core.gps_time import impossible
from trapd.core.timeline import WORTH_S, Anchor, Timeline
from trapd.core.told import RANK
from trapd.core.units import S

CLOCK_STEP_S = 1.0
"""From here on a better time is a step that schedules must hear of."""
TYPED_S = 2.0
"""A person reads a watch, types, and presses Enter: as good as that, if the watch is. An assumption."""
SET_BY_NS = 900 * S
"""Once chrony knows the time, the kernel sets the clock chip every 11 minutes (chrony.conf(5), rtcsync): then it is
compared."""


class Timekeeper:
    """Calls append to `out`."""

    def __init__(
        self, out: list[Action], identity: Identity, rules: GpsRules, timeline: Timeline, chip: ClockChip
    ) -> None:
        self._out = out
        self._identity = identity
        self._timeline = timeline
        self._chip = chip
        self._belief = Belief(timeline, rules.delay_ns, rules.any_date)
        self._noted = timeline.held
        """The last anchor that was written down."""
        self.refuses: str | None = None
        """Why the receiver is not believed, if it was not when it told the time last."""
        self._compares = False
        """A tick will compare the chip."""

    def start(self) -> None:
        self._out.append(ReadRtc())

    # -- who tells it --------------------------------------------------------------------------------------------

    def date(self, fix: Fix) -> Fix | None:
        """The fix with the date that its receiver means; None where that cannot be known."""
        told = self._belief.date(fix)
        if isinstance(told, Fix):
            return told
        self._refuse(told)
        return None

    def fix(self, fix: Fix, now_ns: int) -> bool:
        """A fix with its right date; whether its time is believed."""
        told = self._belief.anchor(fix)
        if isinstance(told, str):
            self._refuse(told, fix)
        if not isinstance(told, Anchor):
            return False
        self.refuses = None
        self._know(told, now_ns, {"weeks_added": fix.weeks_added} if fix.weeks_added else {})
        self._out.append(SetClock(told))
        return True

    def rtc(self, told: RtcRead, now_ns: int) -> None:
        """The chip's reading: the first of this start, or one to compare it by."""
        if self._chip.first is None:
            self._first_reading(told, now_ns)
        elif self._trusted() and self._chip.compare(told, self._timeline.moment(told.mono_ns)):
            self._out.append(Remember({"rtc": self._chip.check}))

    def set(self, order: SetTime, now_ns: int) -> str:
        """What a person typed; what became of it."""
        why = impossible(order.utc_ns)
        if why is not None:
            return Refused(f"not taken: a {why} cannot be now; type it as YYYY-MM-DDThh:mm:ss+10:00")
        told, held = Anchor(now_ns, order.utc_ns, order.source, TYPED_S), self._timeline.held
        known = off = ""
        if held is not None:
            known = f"{held.source} knows it to {held.uncertainty_at(now_ns):.1f} s"
            off = f"what you typed is {round(held.off_s(told)):+} s off"
            if held.source == "gps" and held.uncertainty_at(now_ns) <= TYPED_S and not held.contradicts(told):
                return f"not needed: {known}; {off}"
        against = self._against(told)
        if against is not None and not order.anyway:
            self._timeline.hear(told)
            why = f"{known}, and {off}" if against is held else self._timeline.too_early(told)
            return Refused(f"not taken: {why}; if the unit is wrong, type it again with `anyway` behind")
        step_s = 0.0 if held is None else held.off_s(told)
        self._know(told, now_ns, take=True)
        moved = "" if held is None else f"; {round(step_s):+} s against {held.source}"
        return f"taken: from {order.source}, ±{TYPED_S:g} s{moved}"

    def tick(self) -> None:
        """Time to compare the chip."""
        self._compares = False
        self._out.append(ReadRtc())

    # -- who hears of it -----------------------------------------------------------------------------------------

    def introduce(self, now_ns: int) -> None:
        """The unit started, or a card came after one was lost: whoever reads it later must know which start this is,
        and what it knows."""
        first = self._chip.first
        if first is None:
            return  # as soon as the chip was read
        moment, who = self._timeline.moment(now_ns), self._identity
        facts = {
            **self._boot(),
            "unit": who.unit,
            "station": who.station,
            "firmware": who.firmware,
            "mono_ns": now_ns,
            "utc_ns": moment.utc_ns,
            "time_source": moment.source,
        }
        if first.utc_ns is not None:
            facts["rtc_utc_ns"] = first.utc_ns + SECOND_NS + now_ns - first.mono_ns
        if who.boot_before is not None:
            facts["before"] = who.boot_before
        self._out.append(Note("boot", facts))
        if self._noted is not None:
            self._out.append(Note("anchor", {**self._boot(), **self._noted.facts()}))

    def _first_reading(self, told: RtcRead, now_ns: int) -> None:
        self._chip.first = told
        witness = self._chip.witness()
        if witness is not None:
            self._timeline.hear(witness)
        anchor = self._chip.tells()
        if isinstance(anchor, Anchor):
            anchor = self._timeline.too_early(anchor) or anchor
        if told.utc_ns is not None:
            self._out.append(Report("rtc", {"chip": told.chip, "why": anchor if isinstance(anchor, str) else None}))
        self.introduce(now_ns)
        if isinstance(anchor, Anchor):
            self._know(anchor, now_ns)
        self._prove_chip(now_ns)

    def _know(self, told: Anchor, now_ns: int, facts: dict[str, Any] | None = None, take: bool = False) -> None:
        before, against = self._timeline.held, self._against(told)
        if against is not None:
            told = replace(told, overruled=against.source)
        step_s = self._timeline.take(told) if take else self._timeline.anchor(told)
        held = self._timeline.held
        if held is None or held is before:
            return
        facts = facts or {}
        if against is not None:
            facts |= {"overruled_source": against.source, "overruled_utc_ns": against.utc_at(now_ns)}
        news = before is None or before.source != held.source or before.contradicts(held)
        if before is None or abs(step_s) >= CLOCK_STEP_S:
            self._out.append(Reschedule())
        if self._worth_noting(held):
            self._noted = held
            self._out.append(Note("anchor", {**self._boot(), **held.facts(), **facts}))
            last = {"utc_ns": self._timeline.passed_utc_ns(now_ns), "utc_source": held.source}
            self._out.append(Remember({"anchor": held, "rate": held.rate, **last}))
            known = {"source": held.source, "uncertainty_s": round(held.uncertainty_s, 3), "step_s": round(step_s, 3)}
            self._out.append(Report("time", known | facts))
        if news:
            self._out.append(Redate(self._identity.unit))
        self._prove_chip(now_ns)

    def _against(self, told: Anchor) -> Anchor | None:
        """The best of what is known otherwise by the last boot, or told by an instrument in this one. A person may
        correct a slip of his own."""
        known = [self._timeline.floor] if self._timeline.too_early(told) else []
        held = self._timeline.held
        if held is not None and held.source in ("gps", "rtc") and held.contradicts(told):
            known.insert(0, held)
        return min(filter(None, known), key=lambda one: RANK.index(one.source), default=None)

    def _worth_noting(self, held: Anchor) -> bool:
        noted = self._noted
        if noted is None or noted.source != held.source or noted.contradicts(held):
            return True
        return noted.uncertainty_at(held.mono_ns) - held.uncertainty_s >= WORTH_S

    def _prove_chip(self, now_ns: int) -> None:
        """Somebody else than the chip knows the time: was it right at the start, and will it be once it is set?"""
        first = self._chip.first
        if not self._trusted() or first is None or first.utc_ns is None:
            return
        if self._chip.prove(self._timeline.moment(first.mono_ns)):
            self._out.append(Remember({"rtc": self._chip.check}))
        if not self._compares:
            self._compares = True
            self._out.append(Wake(now_ns + SET_BY_NS, Tick("rtc")))

    def _trusted(self) -> bool:
        held = self._timeline.held
        return held is not None and held.source != "rtc"

    def _refuse(self, why: str, fix: Fix | None = None) -> None:
        """Told once, and again when the reason changes."""
        if why == self.refuses:
            return
        self.refuses = why
        known = self._timeline.held or self._timeline.floor
        facts = {"source": "gps", "why": why, "refused": self._belief.refused[why]}
        if fix is not None and known is not None:
            facts["off_s"] = round((fix.utc_ns - known.utc_at(fix.mono_ns)) / S, 1)
        self._out.append(Report("time-refused", facts))

    def _boot(self) -> dict[str, Any]:
        return {"boot": self._identity.boot, "boot_id": self._identity.boot_id}
