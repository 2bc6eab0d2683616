"""What the receiver says of the time, and what of it is believed."""

from __future__ import annotations

from trapd.core.delays import Delays
from trapd.core.fix import Fix
from trapd.core.gps_time import dated
from trapd.core.timeline import Anchor, Timeline
from trapd.core.units import S

SECOND_NS = 800 * S
"""A receiver that contradicts the time held must stay by its word for so long, asleep or awake. A wrong count of leap
seconds does not outlive it: the sky tells the count once in 12.5 minutes (IS-GPS-200, 25 pages of 30 s)."""


class Belief:
    """A date must be possible, some epochs must agree (`Fix.time_trusted`), and a jump against the time held needs a
    second opinion: another source's, or the receiver's own after a good while. NMEA cannot say whether a receiver
    knows the leap seconds; these stand for it. A time before the last one that a receiver told in an earlier boot
    needs another source's; what a chip or a person told then outweighs no receiver that stays by its word."""

    def __init__(self, timeline: Timeline, delay_ns: int | None = None, any_date: bool = False) -> None:
        """`delay_ns`: as for `Delays`; `any_date`: dates are taken as they stand, for recordings."""
        self.refused: dict[str, int] = {}
        """How many epochs were not believed, by the reason."""
        self._timeline = timeline
        self._delays = Delays(delay_ns)
        self._any_date = any_date
        self._against: Anchor | None = None
        """Where the contradiction began that still goes on."""

    def date(self, fix: Fix) -> Fix | str:
        """The fix with its right date, or why it has none: then its place is not believed either."""
        told = fix if self._any_date else dated(fix, self._timeline.known_utc_ns(fix.mono_ns))
        if isinstance(told, str):
            self._delays.forget()
            self._refuse(told)
        return told

    def anchor(self, fix: Fix) -> Anchor | str | None:
        """What this fix, rightly dated, adds to the time; why it is not believed; None while too few epochs agree."""
        if not fix.time_trusted:
            self._delays.forget()
            return None
        told, known = self._delays.add(fix.mono_ns, fix.utc_ns), self._timeline
        why, against = known.too_early(told), known.floor
        if why is None and known.held is not None and known.held.contradicts(told):
            why, against = "it contradicts the time held", known.held
        if why is None or against is None or self._seconded(told, against):
            self._against = None
            return told
        return self._refuse(why)

    def _seconded(self, told: Anchor, against: Anchor) -> bool:
        if self._timeline.seconded(told, against):
            return True
        if against is self._timeline.floor and against.source == "gps":
            return False
        if self._against is None or self._against.contradicts(told):
            self._against = told
        return told.mono_ns - self._against.mono_ns >= SECOND_NS

    def _refuse(self, why: str) -> str:
        self.refused[why] = self.refused.get(why, 0) + 1
        return why
