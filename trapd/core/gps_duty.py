"""When the receiver is awake: it takes as much power as the rest of an idle unit, and a tree does not move."""

from __future__ import annotations

from trapd.core.units import S
from trapd.core.value import value

RETRY_NS = 3600 * S
"""After a search without a fix: snow on the antenna or a bad hour of the sky, worth another try in an hour."""
RARE_NS, RARE_RETRY_NS = 72 * 3600 * S, 24 * 3600 * S
"""The same while the battery is low: a crystal that is 20 ppm off loses 5 s in three days."""


@value(kw_only=True)
class GpsRules:
    """All times in nanoseconds."""

    fixes: int
    every_ns: int
    """0: always awake."""
    search_ns: int
    delay_ns: int | None = None
    """From a second to the receiver's first word of it, at the least; None: not measured."""
    any_date: bool = False
    """Dates are taken as they stand: a recording is played."""


class GpsDuty:
    """Awake until enough trusted fixes, then asleep until the next time. Time is passed in."""

    def __init__(self, rules: GpsRules) -> None:
        self.awake = False
        self.next_ns: int | None = None
        """When `due` wants to be asked again."""
        self._rules = rules
        self._rare = False
        self._trusted = 0

    def wake(self, now_ns: int) -> None:
        """Speak, from now on."""
        self.awake, self._trusted = True, 0
        self.next_ns = now_ns + self._rules.search_ns if self._every_ns else None

    def spare(self, rare: bool, now_ns: int) -> None:
        """A fix is rarely worth its power from now on, or as often as ever."""
        if rare == self._rare:
            return
        self._rare = rare
        if self.awake:
            self.next_ns = now_ns + self._rules.search_ns if self._every_ns else None
        elif not rare:
            self.next_ns = now_ns

    def fix(self, now_ns: int, believed: bool) -> bool:
        """A fix came; whether it was the last one needed, and the receiver may sleep now."""
        self._trusted += believed
        if not (self.awake and self._every_ns and self._trusted >= self._rules.fixes):
            return False
        self.awake, self.next_ns = False, now_ns + self._every_ns
        return True

    def due(self, now_ns: int) -> bool:
        """Whether `awake` changed because the time was up."""
        if self.next_ns is None or now_ns < self.next_ns:
            return False
        if self.awake:
            self.awake, self.next_ns = False, now_ns + (RARE_RETRY_NS if self._rare else RETRY_NS)
        else:
            self.wake(now_ns)
        return True

    @property
    def _every_ns(self) -> int:
        return max(self._rules.every_ns, RARE_NS) if self._rare else self._rules.every_ns
