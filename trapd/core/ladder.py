"""What the unit gives up, one thing after the other, as its pack empties or freezes; and when it takes it up again.

It goes by what the pack can still give in this cold, so half a pack may be little at night and enough at noon.
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum

from trapd.core.battery.chemistry import WARM_C
from trapd.core.battery.gauge import Charge
from trapd.core.battery.pack import Pack
from trapd.core.plans import Plan
from trapd.core.value import value


class Step(IntEnum):
    """Each gives up what those above it do, and more."""

    EVERYTHING = 0
    NO_CLIPS = 1
    STILLS = 2
    """One still a motion."""
    FEWEST_WAKEUPS = 3
    DORMANT = 4
    """Not armed; the proof of life alone."""
    OFF = 5


NAMES = {
    Step.EVERYTHING: "everything",
    Step.NO_CLIPS: "no-clips",
    Step.STILLS: "stills-only",
    Step.FEWEST_WAKEUPS: "fewest-wakeups",
    Step.DORMANT: "dormant",
    Step.OFF: "off",
}


@value(kw_only=True)
class LadderRules:
    """Shares are of the pack's rated charge, of what can still be drawn. Times in nanoseconds."""

    below: tuple[float, ...]
    """From each step down to the next, no share greater than the one before it; 0: never."""
    hysteresis: float
    """So much more than `below` leads up again."""
    falls_ns: int
    climbs_ns: int
    """It must have been so for so long."""
    wakes_s: tuple[int, ...]
    """Seconds of the station's day at which a unit that is off is wanted again: its daily picture, and noon."""


@value
class Ladder:
    """Where the unit stands, and where it is bound for. A value: each look gives the next one."""

    step: Step = Step.EVERYTHING
    bound: int = 0
    """+1: down, -1: up, 0: nowhere."""
    since_ns: int = 0
    """Since when it is."""

    @classmethod
    def begin(cls, rules: LadderRules, usable: float | None) -> Ladder:
        """At a start, or with another pack, at once: as far up as it would have climbed by itself. Never off: who
        starts stays for a look around, and for its proof of life."""
        if usable is None:
            return cls()
        deep = sum(usable < below + rules.hysteresis for below in rules.below if below > 0)
        return cls(Step(min(deep, Step.DORMANT)))

    def look(self, rules: LadderRules, usable: float | None, now_ns: int) -> Ladder:
        """One step at most, once it was due for long enough. An unknown `usable` leaves it where it is."""
        bound = 0 if usable is None else self._bound(rules, usable)
        if bound != self.bound:
            return Ladder(self.step, bound, now_ns)
        if bound and now_ns - self.since_ns >= (rules.falls_ns if bound > 0 else rules.climbs_ns):
            return Ladder(Step(self.step + bound), bound, now_ns)
        return self

    def _bound(self, rules: LadderRules, usable: float) -> int:
        if self.step < Step.OFF and usable < rules.below[self.step]:
            return 1
        return -1 if self.step and usable >= rules.below[self.step - 1] + rules.hysteresis else 0


def usable_share(pack: Pack, charge: Charge, base_w: float, celsius: float | None) -> float:
    """What the pack surely still gives at this temperature to a unit that only waits (`base_w`), as a share of its
    rated charge. Without a thermometer no cold locks anything away."""
    sure = max(0.0, charge.charge - charge.unsure)
    cold = WARM_C if celsius is None else celsius
    return pack.usable_ah(sure, cold, base_w / pack.rest_v(sure, cold)) / pack.rated_ah


def spared(plan: Plan, step: Step) -> Plan:
    """What is left of it on this step: at least one still."""
    if step is Step.EVERYTHING:
        return plan
    return replace(plan, clip=None, stills=1 if step >= Step.STILLS else max(1, plan.stills))
