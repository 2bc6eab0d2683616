"""How ready the camera waits: by the schedule, by the hours in which animals come, as far as the battery allows.

An hour that brings at least `busy_share` of a day's motions is raised to the level `busy`. Every hour costs the same
watts, so the hours with the most motions bring the most of them for each Wh; until some dozens came, all are equal.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Literal

from trapd.core.actions import Action, Remember, Report
from trapd.core.ladder import Step
from trapd.core.plans import Plan
from trapd.core.timeline import Timeline, local
from trapd.core.value import value

Level = Literal["gated", "cool", "warm", "hot"]
LEVELS: tuple[Level, ...] = ("gated", "cool", "warm", "hot")
"""Each is readier than the one before, and takes more: the unit is off; the camera is closed; it streams; it streams,
and what came before a motion is kept."""
STREAMS = ("warm", "hot")
HOURS = 24
PRIOR = 5
"""Motions that every hour is credited with before the first: together some days of a lively trail. Assumed."""
ENOUGH = 1_000
"""Motions counted; then all are halved, so that autumn is forgotten by winter, and a storm by the next week."""


@value(kw_only=True)
class ReadinessRules:
    """Levels as the profile set them."""

    always: Level
    """At least, as long as the battery allows."""
    busy: Level | None = None
    """In busy hours, at least."""
    busy_share: float = 1.0


@value
class Rhythm:
    """Motions by hour of the local day, the newer ones counting more."""

    by_hour: tuple[int, ...] = (0,) * HOURS

    def counted(self, hour: int) -> Rhythm:
        """One more."""
        counts = [count + (each == hour) for each, count in enumerate(self.by_hour)]
        return Rhythm(tuple(count // 2 for count in counts) if sum(counts) > ENOUGH else tuple(counts))

    def share(self, hour: int) -> float:
        """Of a day's motions that are expected in this hour."""
        return (self.by_hour[hour] + PRIOR) / (sum(self.by_hour) + HOURS * PRIOR)

    @property
    def possible(self) -> bool:
        """Not so what another version wrote."""
        return len(self.by_hour) == HOURS and min(self.by_hour) >= 0


@value
class Chosen:
    """A level, and what chose it."""

    level: Level
    by: Literal["profile", "schedule", "activity", "battery"]


def chosen(rules: ReadinessRules, scheduled: Level, share: float, ceiling: Level) -> Chosen:
    """The readiest that anything asks for, but not above the ceiling; `share`: of the hour, 0 where it is unknown."""
    wished = Chosen(rules.always, "profile")
    if _above(scheduled, wished.level):
        wished = Chosen(scheduled, "schedule")
    if rules.busy is not None and share >= rules.busy_share and _above(rules.busy, wished.level):
        wished = Chosen(rules.busy, "activity")
    return Chosen(ceiling, "battery") if _above(wished.level, ceiling) else wished


def ceiling(step: Step) -> Level:
    """What the battery allows: without clips there is nothing that a pre-roll could be for."""
    if step == Step.EVERYTHING:
        return "hot"
    return "warm" if step == Step.NO_CLIPS else "cool"


class Readiness:
    """Calls append to `out`. Without a known time neither schedule nor hours count."""

    def __init__(
        self,
        out: list[Action],
        rules: ReadinessRules,
        timeline: Timeline,
        utc_offset_min: int,
        rhythm: Rhythm | None = None,
    ) -> None:
        """`rhythm`: what is remembered of it."""
        self.now = Chosen(rules.always, "profile")
        self.gates = rules.always == "gated"
        """Whether the unit is ever gated."""
        self._out = out
        self._rules = rules
        self._timeline = timeline
        self._utc_offset_min = utc_offset_min
        self._rhythm = rhythm or Rhythm()
        self._remembered = self._rhythm
        self._scheduled: Level = LEVELS[0]
        self._ceiling: Level = LEVELS[-1]

    @property
    def streams(self) -> bool:
        """Whether the camera is to stream between plans."""
        return self.now.level in STREAMS

    def fitting(self, plan: Plan) -> Plan:
        """Only a hot camera keeps what came before a motion."""
        if plan.clip is None or self.now.level == "hot":
            return plan
        return replace(plan, clip=replace(plan.clip, pre_roll_ns=0))

    def motion(self, now_ns: int) -> None:
        """One that a plan came of: chatter, sun and wind beyond the bucket are no animals."""
        if (hour := self._hour(now_ns)) is not None:
            self._rhythm = self._rhythm.counted(hour)

    def scheduled(self, level: Level) -> None:
        """The readiest window that is open now; `gated` where none is."""
        self._scheduled = level

    def allowed(self, step: Step) -> None:
        """By the battery."""
        self._ceiling = ceiling(step)

    def look(self, now_ns: int) -> bool:
        """Choose anew; whether the level changed."""
        hour = self._hour(now_ns)
        share = 0.0 if hour is None else self._rhythm.share(hour)
        before, self.now = self.now, chosen(self._rules, self._scheduled, share, self._ceiling)
        if self.now.level == before.level:
            return False
        self._out.append(Report("readiness", asdict(self.now)))
        self.remember()
        return True

    def remember(self) -> None:
        """What was counted since the last time."""
        if self._rhythm != self._remembered:
            self._remembered = self._rhythm
            self._out.append(Remember({"rhythm": self._rhythm}))

    def _hour(self, now_ns: int) -> int | None:
        """Of the local day; None while nobody told the time, and where no hour is readier than another."""
        if self._rules.busy is None:
            return None
        utc_ns = self._timeline.known_utc_ns(now_ns)
        return None if utc_ns is None else local(utc_ns, self._utc_offset_min).hour


def _above(one: Level, other: Level) -> bool:
    return LEVELS.index(one) > LEVELS.index(other)
