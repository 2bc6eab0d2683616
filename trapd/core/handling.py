"""Somebody is at the unit, and for how long yet: what they hold back is held for so long, and not a minute more.

    a key, a frame ──> there ──── silence of `arm_after_min` ───> left alone: whatever held the unit back lets go
                         └─ cable pulled ─ COUNTDOWN_NS ──────────────┘

Whoever forgets a disarmed unit in the forest would lose its season.
"""

from __future__ import annotations

from typing import Literal

from trapd.core.actions import Action, Report, Wake
from trapd.core.arming import Arming
from trapd.core.events import Tick
from trapd.core.units import S

COUNTDOWN_NS = 10 * S
"""Before it lets go this is told and shown: long enough to press a key, or to put the cable back."""
Holder = Literal["technician", "walk-test", "setup"]
WHY: dict[Holder, str] = {
    "technician": "disarmed by the technician",
    "walk-test": "a walk test is on",
    "setup": "it is being set up",
}


class Handling:
    """Calls append to `out`."""

    def __init__(self, out: list[Action], arming: Arming, arm_after_ns: int) -> None:
        self.counting = False
        """The last seconds before what is held back is let go."""
        self._out = out
        self._arming = arming
        self._arm_after_ns = arm_after_ns
        self._alone_ns: int | None = None
        """When whoever typed last is taken to have left; None: nobody is there."""
        self._gone_ns: int | None = None
        """When the cable was pulled; None: it was not, or somebody typed since."""
        self._wakes_ns: int | None = None
        """The next look that was asked for."""

    @property
    def somebody(self) -> bool:
        """Whether somebody is at the unit, or was just now: without a cable, too, they may still walk about."""
        return self._alone_ns is not None

    def holds(self, holder: Holder) -> bool:
        """Whether this holds the unit back."""
        return holder in self._arming.blocks

    def arms_in_s(self, now_ns: int) -> float | None:
        """Until the unit arms itself, unless somebody types; None where nobody holds it back."""
        return (self._lets_go_ns(now_ns) - now_ns) / S if self._held() else None

    def typed(self, now_ns: int) -> None:
        """Somebody is there."""
        self._alone_ns, self._gone_ns, self.counting = now_ns + self._arm_after_ns, None, False
        self._look_again(now_ns)

    def left(self, now_ns: int) -> None:
        """The cable was pulled."""
        if self._gone_ns is None:
            self._gone_ns = now_ns
            self._look(now_ns)

    def hold(self, holder: Holder, now_ns: int) -> None:
        """No motion leads to a picture until `release`, or until nobody is there."""
        self._arming.block(holder, WHY[holder])
        self.typed(now_ns)

    def release(self, holder: Holder) -> None:
        self._arming.clear(holder)
        self.counting = self.counting and bool(self._held())

    def tick(self, now_ns: int) -> None:
        """`handled`; one that another came before means nothing."""
        if self._wakes_ns is not None and now_ns >= self._wakes_ns:
            self._wakes_ns = None
            self._look(now_ns)

    def _look(self, now_ns: int) -> None:
        held, lets_go_ns = self._held(), self._lets_go_ns(now_ns)
        if held and now_ns >= lets_go_ns:
            self.counting = False
            for holder in held:
                self._arming.clear(holder)
            self._out.append(Report("left-alone", {"why": self._why}))
        elif held and now_ns >= lets_go_ns - COUNTDOWN_NS and not self.counting:
            self.counting = True
            self._out.append(Report("arms-itself", {"in_s": (lets_go_ns - now_ns) / S, "why": self._why}))
        if self._alone_ns is not None and now_ns >= self._alone_ns:
            self._alone_ns = None
        self._look_again(now_ns)

    def _look_again(self, now_ns: int) -> None:
        """No second tick while one is on its way that comes early enough."""
        if self._alone_ns is None:
            return
        next_ns = self._alone_ns
        if self._held():
            lets_go_ns = self._lets_go_ns(now_ns)
            next_ns = lets_go_ns if self.counting else lets_go_ns - COUNTDOWN_NS
        if self._wakes_ns is None or next_ns < self._wakes_ns:
            self._wakes_ns = max(next_ns, now_ns)
            self._out.append(Wake(self._wakes_ns, Tick("handled")))

    def _lets_go_ns(self, now_ns: int) -> int:
        alone_ns = now_ns if self._alone_ns is None else self._alone_ns
        return alone_ns if self._gone_ns is None else min(alone_ns, self._gone_ns + COUNTDOWN_NS)

    def _held(self) -> list[Holder]:
        return [holder for holder in WHY if holder in self._arming.blocks]

    @property
    def _why(self) -> str:
        if self._gone_ns is not None:
            return "the cable was pulled"
        return f"nobody typed for {self._arm_after_ns / (60 * S):g} min"
