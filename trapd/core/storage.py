"""The card as the trap knows it, and what stands in for it.

good ── nearly full: no more clips ── full: not armed
  └─── lost ── pictures go to the reserve: armed ── no reserve: not armed
"""

from __future__ import annotations

from trapd.core.actions import Action, Report, Wake
from trapd.core.arming import Arming
from trapd.core.events import CardLost, CardReady, CardSlow, Carried, Kept, Retired, Tick
from trapd.core.parts import Parts
from trapd.core.units import S
from trapd.core.value import value

RETRY_NS = (10 * S, 30 * S, 60 * S, 300 * S)
"""A card that was lost is tried again after so long, and then every five minutes."""
LOW_SHARE = 10
"""Never more than one part in so many of the card counts as nearly full: small cards are for tests."""
CLEARED = 5 / 4
"""Of the mark: from here on there is room for clips again."""


@value
class CardRules:
    """Megabytes."""

    full_mb: int
    """Less is free: full."""
    low_mb: int
    """Less than this beyond: nearly full."""


class Storage:
    """Calls append to `out`."""

    def __init__(self, out: list[Action], rules: CardRules, unit: str, arming: Arming, parts: Parts) -> None:
        self.free_mb: int | None = None
        """None: the card takes no pictures."""
        self.reserve_mb: int | None = None
        """Free in the reserve; None while it is not needed, or does not work."""
        self.full = False
        """That is all that ails the card."""
        self.low = False
        """Nearly full: clips are left out, so that stills go on."""
        self._out = out
        self._rules = rules
        self._unit = unit
        self._arming = arming
        self._parts = parts
        self._mark_mb = 0
        """Free beyond `full_mb`, below which it counts as low."""
        self._tries = 0
        """Since the card last kept a picture: one that opens and then fails is no better."""
        self._due_ns: int | None = None

    @property
    def why(self) -> str | None:
        """The card takes no pictures."""
        return self._parts.lost.get("card")

    def ready(self, event: CardReady) -> None:
        self.reserve_mb, self.full, self._due_ns = None, False, None
        self._mark_mb = min(self._rules.low_mb, event.size_mb // LOW_SHARE)
        self._out.append(Report("card", {"free_mb": event.free_mb}))
        if event.written_by not in (None, self._unit):
            self._out.append(Report("card-swapped", {"unit": event.written_by}))
        self._parts.mend("card")
        self._hold_back(None, "")
        self._room(event.free_mb)

    def lost(self, event: CardLost, now_ns: int) -> None:
        news = self.why != event.why or self.reserve_mb is None
        self._parts.lose("card", event.why)
        self.free_mb, self.full, self.reserve_mb = None, event.full, event.reserve_mb
        if event.full:
            self._hold_back("card-full", event.why)
        elif event.reserve_mb is None:
            self._hold_back("card", event.why)
        else:
            if news:
                self._out.append(Report("reserve", {"free_mb": event.reserve_mb, "why": event.why}))
            self._hold_back(None, "")
        self._retry(now_ns)

    def kept(self, event: Kept) -> None:
        if not event.on_reserve:
            self._tries = 0
            self._room(event.free_mb)
        elif self.free_mb is None:
            self.reserve_mb = event.free_mb

    def slow(self, event: CardSlow) -> None:
        self._out.append(Report("card-slow", {"ms": event.ms}))

    def carried(self, event: Carried) -> None:
        self._out.append(Report("carried", {"pictures": event.pictures}))

    def retired(self, event: Retired) -> None:
        self._out.append(Report("retired", {"count": event.pictures, "mb": event.mb}))

    def _room(self, free_mb: int | None) -> None:
        if free_mb is None:
            return
        self.free_mb = free_mb
        mark_mb = self._mark_mb * (CLEARED if self.low else 1)
        low = free_mb - self._rules.full_mb < mark_mb
        if low != self.low:
            self.low = low
            self._out.append(Report("card-low", {"low": low, "free_mb": free_mb}))

    def _hold_back(self, reason: str | None, why: str) -> None:
        if reason is not None:
            self._arming.block(reason, f"card: {why}")
        for other in {"card", "card-full"} - {reason}:
            self._arming.clear(other)

    def _retry(self, now_ns: int) -> None:
        """A tick `retry-card` comes when it is time; a loss that is told twice changes nothing."""
        if self._due_ns is not None and self._due_ns > now_ns:
            return
        self._due_ns = now_ns + RETRY_NS[min(self._tries, len(RETRY_NS) - 1)]
        self._tries += 1
        self._out.append(Wake(self._due_ns, Tick("retry-card")))
