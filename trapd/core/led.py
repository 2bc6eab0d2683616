"""What the status LED tells somebody without a laptop: docs/led.md, one card to print.

It speaks for some minutes after somebody was there – the power switched on, the magnet led past, a key typed – and is
dark for the rest of the season: a light on a tree is seen by others, too, and takes what is meant for pictures.
"""

from __future__ import annotations

from collections.abc import Callable

from trapd.core.actions import Action, Blink, Wake
from trapd.core.arming import Arming
from trapd.core.events import Tick
from trapd.core.handling import Handling
from trapd.core.lamp import Lamp
from trapd.core.parts import Parts
from trapd.core.signals import DARK, LANGUAGE, LedRules, State
from trapd.core.sparing import Sparing
from trapd.core.storage import Storage
from trapd.core.units import S
from trapd.core.upkeep import Upkeep

SPEAKS_NS = 300 * S
"""As long as a receiver that was just switched on searches (`gps.search_s`), and a gated unit stays."""
RESET_NS = 10 * S


class StatusLed:
    """Looks at the others after each event. Calls append to `out`; without rules there is no LED."""

    def __init__(
        self,
        out: list[Action],
        rules: LedRules | None,
        arming: Arming,
        handling: Handling,
        parts: Parts,
        storage: Storage,
        upkeep: Upkeep,
        lamp: Lamp,
        sparing: Sparing,
        moving: Callable[[], bool],
    ) -> None:
        """`moving`: whether any sensor's line is high."""
        self._out = out
        self._rules = rules
        self._arming = arming
        self._handling = handling
        self._parts = parts
        self._storage = storage
        self._upkeep = upkeep
        self._lamp = lamp
        self._sparing = sparing
        self._moving = moving
        self._beats = DARK
        self._until_ns = 0
        self._wakes_ns = 0
        self._reset_ns = 0

    def attend(self, now_ns: int) -> None:
        """Somebody is there, and may look."""
        if self._rules is not None:
            self._until_ns = now_ns + SPEAKS_NS
            self._wake(now_ns)

    def reset(self, now_ns: int) -> None:
        """The PIN was forgotten, by the magnet: that is shown first of all."""
        self.attend(now_ns)
        if self._rules is not None:
            self._reset_ns = now_ns + RESET_NS
            self._out.append(Wake(self._reset_ns, Tick("led")))

    def tick(self, now_ns: int) -> None:
        """`led`."""
        self._wake(now_ns)

    def look(self, now_ns: int) -> None:
        """Something happened."""
        if self._rules is None:
            return
        beats = LANGUAGE[self.state(now_ns)] if self._speaks(now_ns) else DARK
        if beats != self._beats:
            self._beats = beats
            self._out.append(Blink(beats))

    def state(self, now_ns: int) -> State:
        """What it shows, or would if anybody were there."""
        if now_ns < self._reset_ns:
            return "reset"
        if self._handling.holds("walk-test") and not self._handling.counting:
            return "motion" if self._moving() else "walk-test"
        if self._handling.counting:
            return "countdown"
        return self._trouble() or ("armed" if self._arming.why_not is None else "held")

    def _speaks(self, now_ns: int) -> bool:
        if "end" in self._arming.blocks:
            return False
        return now_ns < self._until_ns or self._handling.counting or self._handling.holds("walk-test")

    def _trouble(self) -> State | None:
        lost = self._parts.lost
        if "sensors" in self._arming.blocks or any(part != "card" for part in lost):
            return "fault"
        if self._lamp.veto is not None or self._sparing.step or "battery" in self._arming.blocks:
            return "battery"
        if "card" in lost or self._storage.low:
            return "card"
        if self._rules is not None and self._rules.receiver and not self._upkeep.whereabouts.found:
            return "no-fix"
        return "no-fix" if self._upkeep.timeline.held is None else None

    def _wake(self, now_ns: int) -> None:
        """At the end of its time; one tick at a time."""
        if self._wakes_ns <= now_ns < self._until_ns:
            self._wakes_ns = self._until_ns
            self._out.append(Wake(self._until_ns, Tick("led")))
