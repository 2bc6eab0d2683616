"""A brown-out that no reckoning foresaw: recognised at the next start, and learned from.

What a load might do is remembered before it begins and forgotten when it is over. Whatever is still remembered when
the board starts anew went down with it: this pack loses more under load than its chemistry's table says.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from math import exp2
from typing import Any

from trapd.core.actions import Action, Note, Remember, Report
from trapd.core.battery.pack import Pack
from trapd.core.captions import Identity
from trapd.core.load import MOST_WORSE, Load, sagged, worse_by
from trapd.core.logbook import Logbook
from trapd.core.stamp import stamp
from trapd.core.timeline import Timeline
from trapd.core.units import S
from trapd.core.value import value

HALVES_NS = 30 * 86_400 * S
"""In so long half of a lesson is forgotten: somebody pulled the plug, or cleaned a contact. An assumption."""
DIGITS = 2


@value
class Lesson:
    """What a restart should know."""

    worse: float = 1.0
    """So many times the table's loss this pack had …"""
    utc_ns: int = 0
    """… by then."""
    under: Load | None = None
    """The load that is on now."""

    @property
    def possible(self) -> bool:
        """Not so what was never learned."""
        return 1 <= self.worse <= MOST_WORSE and (self.under is None or self.under.possible)

    def outlived(self) -> Lesson:
        """The process ended, and not the board: no load did that."""
        return replace(self, under=None)

    def worse_at(self, utc_ns: int) -> float:
        """What is left of it."""
        age = max(0, utc_ns - self.utc_ns) / HALVES_NS
        return round(1 + (self.worse - 1) * exp2(-age), DIGITS)


class BrownOut:
    """Of a unit whose pack and limit are known. Calls append to `out`."""

    def __init__(
        self,
        out: list[Action],
        identity: Identity,
        timeline: Timeline,
        log: Logbook,
        lesson: Lesson | None = None,
    ) -> None:
        """`lesson`: what is remembered; its load ended with the board's supply."""
        self._out = out
        self._identity = identity
        self._timeline = timeline
        self._log = log
        self._lesson = lesson or Lesson()

    def start(self, pack: Pack, least_v: float, now_ns: int) -> None:
        """Whether the pack browned out under the load that was on."""
        load = self._lesson.under
        if load is not None:
            utc_ns = self._timeline.moment(now_ns).utc_ns
            was = replace(pack, worse=self._lesson.worse_at(utc_ns))
            self._lesson = Lesson(round(worse_by(was, load, least_v), DIGITS), utc_ns)
            self._remember(None)
            self._tell(load, sagged(was, load).volts, least_v, now_ns)

    def worse(self, now_ns: int) -> float:
        """Than the table, by all that was learned."""
        lesson = self._lesson
        return 1.0 if lesson.worse == 1 else lesson.worse_at(self._timeline.moment(now_ns).utc_ns)

    def dare(self, load: Load) -> None:
        """It begins; who knows how it ends."""
        self._remember(load)

    def survived(self) -> None:
        """Whatever was on is over."""
        if self._lesson.under is not None:
            self._remember(None)

    def forget(self) -> None:
        """Another pack."""
        if self._lesson != Lesson():
            self._lesson = Lesson(under=self._lesson.under)
            self._remember(self._lesson.under)

    def _remember(self, load: Load | None) -> None:
        self._lesson = replace(self._lesson, under=load)
        self._out.append(Remember({"lesson": self._lesson}))

    def _tell(self, load: Load, volts: float, least_v: float, now_ns: int) -> None:
        facts: dict[str, Any] = asdict(load) | {"predicted_v": round(volts, DIGITS), "least_v": least_v}
        facts["worse"] = self._lesson.worse
        self._log.fault("pack", f"it browned out under a {load.step}, at {load.celsius:g} °C: it counts as worse now")
        self._out += [
            Note("brown-out", stamp(self._identity, self._timeline, now_ns) | facts),
            Report("brown-out", facts),
        ]
