"""All that the page tells of, gone through once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from trapd.core.effort import Interval
from trapd.core.spans import Span, joined
from trapd.core.value import value
from trapd.survey.gather import Survey
from trapd.view.survey import watch
from trapd.view.survey.records import Records, records
from trapd.view.survey.say import day_of
from trapd.view.survey.seen import Seen, seen


@value
class Unit:
    """One unit, wherever it hung."""

    name: str
    seen: tuple[Seen, ...]
    """Of its deployments; none of a unit that never watched and took nothing."""
    effort: tuple[Interval, ...]
    """In deployments and between them."""
    begin_ns: int
    """When the first is known of it, and nobody doubts that."""
    end_ns: int
    """When the last is."""
    until_ns: int
    """When the last is known of any unit of its last station: so long it hung, as far as anybody knows."""

    @property
    def station(self) -> str:
        """Its first."""
        return self.seen[0].deployment.station if self.seen else self.effort[0].station

    @property
    def watched_ns(self) -> int:
        return watch.total_ns(watch.watched(self.effort))

    @property
    def hung_ns(self) -> int:
        """How long, with what nobody can date and what may lie anywhere."""
        undated = [one for one in self.effort if not one.dated]
        return watch.total_ns(joined([(self.begin_ns, self.until_ns), *watch.spans(undated)]))


@value
class Brought:
    """What the cards of a survey brought home."""

    survey: Survey
    seen: tuple[Seen, ...]
    """Of each deployment, in their order."""
    records: Mapping[str, Records]
    """Of each unit that told any."""

    @property
    def effort(self) -> list[Interval]:
        """Of all units, by begin: all of it whose length is known."""
        return watch.known(self.survey.effort)

    @property
    def utc_offset_min(self) -> int:
        """Of the whole survey: that of its first deployment."""
        return self.seen[0].deployment.utc_offset_min

    @property
    def begin_ns(self) -> int:
        return _extent(self.seen, self.effort)[0]

    @property
    def end_ns(self) -> int:
        return _extent(self.seen, self.effort)[1]

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return watch.days(day_of(self.begin_ns, self.utc_offset_min), day_of(self.end_ns, self.utc_offset_min))

    @property
    def units(self) -> dict[str, Unit]:
        """Station by station, and there by name."""
        seen, effort = defaultdict[str, list[Seen]](list), defaultdict[str, list[Interval]](list)
        for one in self.seen:
            seen[one.deployment.unit].append(one)
        for interval in self.effort:
            effort[interval.unit].append(interval)
        extents = {name: _extent(seen[name], effort[name]) for name in {*seen, *effort}}
        until: dict[str, int] = {}
        for station, found in self.stations.items():
            until[station] = max(extents[one.deployment.unit][1] for one in found)
        units = []
        for name, (begin_ns, end_ns) in extents.items():
            last = seen[name][-1].deployment.station if seen[name] else ""
            until_ns = max(end_ns, until.get(last, end_ns))
            units.append(Unit(name, tuple(seen[name]), tuple(effort[name]), begin_ns, end_ns, until_ns))
        return {unit.name: unit for unit in sorted(units, key=lambda unit: (unit.station, unit.name))}

    @property
    def stations(self) -> dict[str, list[Seen]]:
        """By station's name; there by unit and begin."""
        found: dict[str, list[Seen]] = {}
        for one in sorted(
            self.seen, key=lambda one: (one.deployment.station, one.deployment.unit, one.deployment.begin_ns)
        ):
            found.setdefault(one.deployment.station, []).append(one)
        return found


def brought(survey: Survey, done: Callable[[], object]) -> Brought:
    """`done` is called with each capture. Raises OSError."""
    gap_s = survey.plan.event_gap_s
    found = tuple(seen(one, survey.captures(one), gap_s, done) for one in survey.deployments)
    return Brought(survey, found, records(card.root for card in survey.cards))


def _extent(seen: Sequence[Seen], effort: Sequence[Interval]) -> Span:
    """From the first that is known to the last, nanoseconds of UTC. It begins with what has a time that is known: a
    start that nobody dated may say that it was in 1970."""
    dated = [one.dated for one in seen if one.dated is not None]
    dated += [(one.begin_ns, one.end_ns) for one in effort if one.dated]
    every = [(one.deployment.begin_ns, one.deployment.end_ns) for one in seen]
    every += [(one.begin_ns, one.end_ns) for one in effort]
    begin_ns = min(begin_ns for begin_ns, _ in dated or every)
    return begin_ns, max(end_ns for begin, end_ns in [*dated, *every] if begin >= begin_ns)
