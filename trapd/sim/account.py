"""The truth against what the trap knew of it: each animal that walked past is taken, or missed for one cause.

Looks on like any observer, and is told by the simulated parts what no trap can know; the trap learns nothing of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from trapd.core.actions import Report
from trapd.core.sag import STEPPED_DOWN as SPARED
from trapd.core.units import S
from trapd.sim.animals import Pass

TAKEN = "taken"
NOT_NOTICED = "not noticed"
TOO_LATE = "too late"
WAKING = "waking up"
BUSY = "busy"
DISTRUSTED = "distrusted"
FAILED = "failed"
DARK = "dark"
STEPPED_DOWN = "stepped down"
DEAD = "dead"
UNFIT = ("off", "disarmed", "hours", "battery-low", "blind", "card-full", "card-gone")
"""States of the unit's own effort log in which no motion leads to a picture."""
CAUSES = (TAKEN, NOT_NOTICED, TOO_LATE, WAKING, BUSY, DISTRUSTED, STEPPED_DOWN, FAILED, DARK, DEAD, *UNFIT)
"""In the order in which they are told; docs/season.md says what each means."""
REFUSED = {
    "warming-up": WAKING,
    "retrigger-delay": BUSY,
    "a newer motion took its place": BUSY,
    "bucket": DISTRUSTED,
    "unconfirmed": DISTRUSTED,
    "stuck": DISTRUSTED,
    "chatter": DISTRUSTED,
    SPARED: STEPPED_DOWN,
}
"""Why a motion led to nothing -> the cause. Any other reason is that of the unit's state."""
LATEST_NS = 60 * S
"""From the end of the longest plan to the last picture of it on the card."""


@dataclass(slots=True)
class _Open:
    """A pass of which more may become known."""

    animal: Pass
    cause: str | None = None
    """Of its motions that led to nothing."""
    sequence: int | None = None
    """Of the plan that it set off, or prolonged."""
    waking: bool = False
    failed: str | None = None
    """Why that plan came to nothing: the state by then, or that it failed."""
    hidden: str | None = None
    """Why it is not known in the pictures that it is in."""
    taken: bool = False

    def verdict(self, unfit: str | None, noticed: bool) -> str:
        """One cause, the first that explains it; `unfit`: the state that held the unit back as it came."""
        if self.taken:
            return TAKEN
        if self.hidden is not None:
            return self.hidden
        if self.sequence is not None:
            return self.failed or (WAKING if self.waking else TOO_LATE)
        if unfit is not None:
            return unfit
        if not noticed:
            return NOT_NOTICED
        return self.cause or BUSY  # a line that was high already tells of nobody new


class Account:
    """Keeps one line for every pass, until nothing more can come of it."""

    def __init__(self, longest_plan_ns: int) -> None:
        self.streams: Callable[[], bool] = lambda: True
        """Whether the camera gives frames now."""
        self.settled: Callable[[Pass, str], object] = lambda animal, cause: None
        """Called with each pass of which nothing more can become known, and its cause."""
        self.false_motions = 0
        """Told by a sensor before which nothing walked."""
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._open: deque[_Open] = deque()
        self._noticed = set[int]()
        self._told_ns = 0
        """When the last report was made."""
        self._asleep = False
        self._kept_ns = longest_plan_ns + LATEST_NS
        self._unfit: list[tuple[int, str | None]] = [(0, UNFIT[0])]
        """From when on which state held the unit back, if any did; or that it was dead."""

    # -- told by the simulated parts -----------------------------------------------------------------------------

    def comes(self, animal: Pass) -> None:
        """It will walk past, some time from now."""
        while self._open and self._open[0].animal.end_ns < self._told_ns - self._kept_ns:
            self._settle(self._open.popleft())
        self._open.append(_Open(animal))

    def noticed(self, animal: Pass) -> None:
        """A sensor sees it."""
        self._noticed.add(animal.id)
        if self._asleep:
            for one in self._open:
                if one.animal.id == animal.id:
                    one.cause = WAKING

    def pictured(self, from_ns: int, until_ns: int, known_to_m: float, beyond: str) -> None:
        """This span of time is in a picture on the card; `beyond`: why no animal farther away is known in it."""
        for one in self._around(from_ns, until_ns):
            if one.animal.distance_m <= known_to_m:
                one.taken = True
            else:
                one.hidden = beyond

    def lost_power(self, now_ns: int) -> None:
        """The pack gave out; until a unit says otherwise there is none. What was under way comes to nothing."""
        self._unfit.append((now_ns, DEAD))
        for one in self._open:
            if one.sequence is not None and one.animal.start_ns <= now_ns:
                one.failed = DEAD

    def sleeps(self, now_ns: int) -> None:
        """The unit switched itself off; a power board listens to its sensors until a unit speaks again."""
        self._unfit.append((now_ns, None))
        self._asleep = True

    # -- an observer ---------------------------------------------------------------------------------------------

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self._told_ns, facts = mono_ns, report.facts
        match report.event:
            case "motion":
                self._motion(facts)
            case "effort":
                self._asleep = False
                states = facts["states"]
                unfit = None if "armed" in states else next((one for one in UNFIT if one in states), None)
                self._unfit.append((mono_ns, unfit))
            case "shot-failed":
                self._failed(facts.get("sequence"), facts["why"])

    def close(self) -> None:
        """The counts stay readable."""

    # -- the balance ---------------------------------------------------------------------------------------------

    def settle(self, over_ns: int) -> None:
        """At the end: who came by then counts too."""
        while self._open and self._open[0].animal.start_ns <= over_ns:
            self._settle(self._open.popleft())

    def kinds(self) -> dict[str, dict[str, int]]:
        """How many of each kind were taken, or missed for which cause."""
        return {kind: _in_order(count) for kind, count in sorted(self._counts.items())}

    def causes(self) -> dict[str, int]:
        """The same of all kinds together."""
        return _in_order(sum(self._counts.values(), Counter()))

    def _settle(self, one: _Open) -> None:
        animal = one.animal
        since = bisect_right(self._unfit, animal.start_ns, key=itemgetter(0)) - 1
        cause = one.verdict(self._unfit[since][1], animal.id in self._noticed)
        self._counts[animal.species][cause] += 1
        self.settled(animal, cause)
        self._noticed.discard(animal.id)

    def _around(self, from_ns: int, until_ns: int) -> list[_Open]:
        return [one for one in self._open if one.animal.start_ns <= until_ns and from_ns <= one.animal.end_ns]

    def _motion(self, facts: dict[str, Any]) -> None:
        edge_ns, outcome = facts["edge_mono_ns"], facts["outcome"]
        around = self._around(edge_ns, edge_ns)
        for one in around:
            if outcome in ("shot", "prolonged"):
                one.sequence = facts["sequence"]
                one.waking = not self.streams()
            elif outcome == "refused" and one.cause is None:
                one.cause = REFUSED.get(facts["why"]) or self._unfit[-1][1]
        if not around and "was" not in facts:
            self.false_motions += 1

    def _failed(self, sequence: int | None, why: str) -> None:
        for one in self._open:
            if one.sequence == sequence is not None:
                one.failed = self._unfit[-1][1] or REFUSED.get(why, FAILED)


def _in_order(count: Counter[str]) -> dict[str, int]:
    return {cause: count[cause] for cause in CAUSES if count[cause]}
