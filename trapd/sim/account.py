"""The truth against what the trap knew of it: each animal that walked past is taken, or missed for one cause.

Looks on like any observer, and is told by the simulated parts what no trap can know; the trap learns nothing of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from trapd.core.actions import Report
from trapd.core.units import S
from trapd.runtime.loop import Loop
from trapd.sim.animals import Pass, Passes

TAKEN = "taken"
NOT_NOTICED = "not noticed"
TOO_LATE = "too late"
WAKING = "waking up"
BUSY = "busy"
DISTRUSTED = "distrusted"
FAILED = "failed"
DARK = "dark"
UNFIT = ("off", "disarmed", "hours", "blind", "card-full", "card-gone")
"""States of the unit's own effort log in which no motion leads to a picture."""
CAUSES = (TAKEN, NOT_NOTICED, TOO_LATE, WAKING, BUSY, DISTRUSTED, FAILED, DARK, *UNFIT)
"""In the order in which they are told; docs/season.md says what each means."""
REFUSED = {
    "warming-up": WAKING,
    "retrigger-delay": BUSY,
    "a newer motion took its place": BUSY,
    "bucket": DISTRUSTED,
    "unconfirmed": DISTRUSTED,
    "stuck": DISTRUSTED,
    "chatter": DISTRUSTED,
}
"""Why a motion led to nothing -> the cause. Any other reason is that of the unit's state."""
LATEST_NS = 60 * S
"""From the end of the longest plan to the last picture of it on the card."""


@dataclass(slots=True)
class _Open:
    """A pass of which more may become known."""

    animal: Pass
    unfit: str | None
    """The state that held the unit back as it came."""
    noticed: bool = False
    cause: str | None = None
    """Of its motions that led to nothing."""
    sequence: int | None = None
    """Of the plan that it set off, or prolonged."""
    waking: bool = False
    failed: str | None = None
    """Why that plan came to nothing: the state by then, or that it failed."""
    dark: bool = False
    taken: bool = False

    def verdict(self) -> str:
        """One cause, the first that explains it."""
        if self.taken:
            return TAKEN
        if self.dark:
            return DARK
        if self.sequence is not None:
            return self.failed or (WAKING if self.waking else TOO_LATE)
        if self.unfit is not None:
            return self.unfit
        if not self.noticed:
            return NOT_NOTICED
        return self.cause or BUSY  # a line that was high already tells of nobody new


class Account:
    """Keeps one line for every pass, until nothing more can come of it."""

    def __init__(self, longest_plan_ns: int) -> None:
        self.streams: Callable[[], bool] = lambda: True
        """Whether the camera gives frames now."""
        self.false_motions = 0
        """Told by a sensor before which nothing walked."""
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._open: deque[_Open] = deque()
        self._noticed = set[int]()
        self._states: list[str] = ["off"]
        self._kept_ns = longest_plan_ns + LATEST_NS

    def watch(self, loop: Loop, passes: Passes) -> None:
        """From now on, whoever walks past."""
        self._expect(loop, passes, loop.clock.now_ns())

    # -- told by the simulated parts -----------------------------------------------------------------------------

    def noticed(self, animal: Pass) -> None:
        """A sensor sees it."""
        self._noticed.add(animal.id)

    def pictured(self, from_ns: int, until_ns: int, dark: bool) -> None:
        """This span of time is in a picture on the card; `dark`: taken by night without light."""
        for one in self._around(from_ns, until_ns):
            if dark:
                one.dark = True
            else:
                one.taken = True

    # -- an observer ---------------------------------------------------------------------------------------------

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        facts = report.facts
        match report.event:
            case "motion":
                self._motion(facts)
            case "effort":
                self._states = facts["states"]
            case "shot-failed":
                self._failed(facts.get("sequence"))

    def close(self) -> None:
        """The counts stay readable."""

    # -- the balance ---------------------------------------------------------------------------------------------

    def balance(self) -> dict[str, dict[str, int]]:
        """How many of each kind were taken, or missed for which cause. At the end; who is in view then counts too."""
        self._settle_all()
        return {kind: _in_order(count) for kind, count in sorted(self._counts.items())}

    def causes(self) -> dict[str, int]:
        """The same of all kinds together."""
        self._settle_all()
        return _in_order(sum(self._counts.values(), Counter()))

    def _expect(self, loop: Loop, passes: Passes, after_ns: int) -> None:
        animal = passes.next_after(after_ns)
        if animal is not None:
            loop.at(animal.start_ns, self._walks_past, loop, passes, animal)

    def _walks_past(self, loop: Loop, passes: Passes, animal: Pass) -> None:
        while self._open and self._open[0].animal.end_ns < animal.start_ns - self._kept_ns:
            self._settle()
        self._open.append(_Open(animal, self._unfit()))
        self._expect(loop, passes, animal.start_ns)

    def _settle_all(self) -> None:
        while self._open:
            self._settle()

    def _settle(self) -> None:
        one = self._open.popleft()
        one.noticed = one.animal.id in self._noticed
        self._noticed.discard(one.animal.id)
        self._counts[one.animal.species][one.verdict()] += 1

    def _unfit(self) -> str | None:
        return None if "armed" in self._states else next((one for one in UNFIT if one in self._states), None)

    def _around(self, from_ns: int, until_ns: int) -> Iterator[_Open]:
        return (one for one in self._open if one.animal.start_ns <= until_ns and from_ns <= one.animal.end_ns)

    def _motion(self, facts: dict[str, Any]) -> None:
        edge_ns, outcome, nobody = facts["edge_mono_ns"], facts["outcome"], True
        for one in self._around(edge_ns, edge_ns):
            nobody = False
            if outcome in ("shot", "prolonged"):
                one.sequence = facts["sequence"]
                one.waking = not self.streams()
            elif outcome == "refused" and one.cause is None:
                one.cause = REFUSED.get(facts["why"]) or self._unfit()
        if nobody and "was" not in facts:
            self.false_motions += 1

    def _failed(self, sequence: int | None) -> None:
        for one in self._open:
            if one.sequence == sequence is not None:
                one.failed = self._unfit() or FAILED


def _in_order(count: Counter[str]) -> dict[str, int]:
    return {cause: count[cause] for cause in CAUSES if count[cause]}
