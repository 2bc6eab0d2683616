"""The flash as the trap sees it: asked for, lit, and put out, within its limits and in its turn."""

from __future__ import annotations

from trapd.core.actions import Action, DouseFlash, LightFlash, Wake
from trapd.core.events import TIME_UP, FlashLit, FlashOut, Tick
from trapd.core.flash import Budget, FlashRules, Turns
from trapd.core.parts import Parts
from trapd.core.shots import Window
from trapd.core.timeline import Timeline
from trapd.core.units import S

ANSWER_NS = S
"""A line is driven in less than a millisecond; a flash that says nothing for so long does not answer."""


class Lamp:
    """Calls append to `out`. Between `light` and the flash's answer, and after it, `until_ns` is its latest end."""

    def __init__(
        self, out: list[Action], parts: Parts, timeline: Timeline, rules: FlashRules, turns: Turns, still_ns: int
    ) -> None:
        self.veto: str | None = None
        """Why the flash must stay dark, if it must."""
        self.still_ns = min(still_ns, rules.longest_ns)
        """How long one still needs light."""
        self.on_ns: int | None = None
        self.until_ns: int | None = None
        """None: nobody asked for light."""
        self._asked_ns = 0
        """When light was asked for last."""
        self._dark_ns = 0
        """Since when it is surely dark; it goes out about as slowly as it lights up."""
        self._out = out
        self._parts = parts
        self._timeline = timeline
        self._rules = rules
        self._turns = turns
        self._budget = Budget(rules)

    def light(self, now_ns: int, want_ns: int, dim: bool = False) -> int:
        """Ask for light; for how long it was asked, 0 where not even one still could be lit."""
        span_ns = min(want_ns, self.allows_ns(now_ns))
        if span_ns < self.still_ns:
            return 0
        self._asked_ns, self.until_ns = now_ns, now_ns + span_ns
        self._out += [LightFlash(self.until_ns, dim), Wake(now_ns + ANSWER_NS, Tick("unlit"))]
        return span_ns

    def overdue(self, now_ns: int) -> bool:
        """Whether the flash owes its answer."""
        return self.until_ns is not None and self.on_ns is None and now_ns >= self._asked_ns + ANSWER_NS

    def douse(self, now_ns: int) -> None:
        if self.until_ns is not None:
            self._out.append(DouseFlash())
            self._dark(now_ns)

    def lit(self, event: FlashLit) -> bool:
        """The flash answered; False where that was another request than the last, or nobody wants light any more."""
        self._parts.mend("flash")
        if self.until_ns is None:
            self._out.append(DouseFlash())
        if event.until_ns != self.until_ns:
            return False
        if self.on_ns is None:
            self.on_ns = event.mono_ns
        return True

    def went_out(self, event: FlashOut) -> bool:
        """Whether that was trouble, and not the end that was asked for."""
        trouble = event.why != TIME_UP
        if trouble:
            self._parts.lose("flash", event.why)
        elif self.until_ns is not None and event.mono_ns < self.until_ns:
            return False  # the end of an earlier lighting, crossed by a new one
        self._dark(event.mono_ns)
        return trouble

    @property
    def why_dark(self) -> str:
        """Why `light` refused."""
        return self.veto or "the flash is at its duty limit"

    def covers_still(self, now_ns: int) -> bool:
        """Whether the light that is on, or asked for, lasts for one more still."""
        return self.until_ns is not None and now_ns + self.still_ns <= self.until_ns

    def window(self, now_ns: int) -> Window:
        """While it surely shines at full light."""
        assert self.on_ns is not None
        assert self.until_ns is not None
        full_ns = self.on_ns + self._rules.rise_ns + self._rules.margin_ns
        return Window(max(now_ns, full_ns), self.until_ns - self._rules.margin_ns)

    def shone_on(self, start_ns: int) -> bool:
        """Whether a frame that began then may show our own light."""
        fades_ns = self._rules.rise_ns + self._rules.margin_ns
        return start_ns < (self._dark_ns if self.until_ns is None else self.until_ns + fades_ns)

    def allows_ns(self, now_ns: int) -> int:
        """How long the flash may be lit from now on: its limits, and the rest of our turn."""
        if self.veto is not None:
            return 0
        allowed_ns, utc_ns = self._budget.allows_ns(now_ns, self.on_ns), self._clock(now_ns)
        left_ns = None if utc_ns is None else self._turns.left_ns(utc_ns)
        return allowed_ns if left_ns is None else min(allowed_ns, left_ns)

    def wait_ns(self, now_ns: int, need_ns: int) -> int:
        """How long until it is our turn; 0 where it is, or where the clock is not good enough to know."""
        utc_ns = self._clock(now_ns)
        return 0 if utc_ns is None else self._turns.wait_ns(utc_ns, need_ns)

    def _clock(self, now_ns: int) -> int | None:
        """UTC, if there are turns and it is known well enough to take them by: to half a slot."""
        if self._turns.slots == 1:
            return None
        moment = self._timeline.moment(now_ns)
        known = moment.uncertainty_s is not None and 2 * moment.uncertainty_s * S <= self._turns.slot_ns
        return moment.utc_ns if known else None

    def _dark(self, at_ns: int) -> None:
        if self.on_ns is not None and self.until_ns is not None:
            self._budget.spend(self.on_ns, min(at_ns, self.until_ns))
        self.on_ns = self.until_ns = None
        self._dark_ns = at_ns + self._rules.rise_ns + self._rules.margin_ns
