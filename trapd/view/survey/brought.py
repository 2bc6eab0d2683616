"""All that the page tells of, gone through once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from trapd.core.effort import Interval
from trapd.core.value import value
from trapd.survey.deployment import Deployment
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
    def begin_ns(self) -> int:
        """When the first is known of it."""
        return _extent([one.deployment for one in self.seen], self.effort)[0]

    @property
    def end_ns(self) -> int:
        """When the last is known of it."""
        return _extent([one.deployment for one in self.seen], self.effort)[1]


@value
class Brought:
    """What the cards of a survey brought home."""

    survey: Survey
    seen: tuple[Seen, ...]
    """Of each deployment, in their order."""
    records: Mapping[str, Records]
    """Of each unit that told any."""

    @property
    def utc_offset_min(self) -> int:
        """Of the whole survey: that of its first deployment."""
        return self.seen[0].deployment.utc_offset_min

    @property
    def begin_ns(self) -> int:
        return _extent(self.survey.deployments, self.survey.effort)[0]

    @property
    def end_ns(self) -> int:
        return _extent(self.survey.deployments, self.survey.effort)[1]

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
        for interval in self.survey.effort:
            effort[interval.unit].append(interval)
        until = {station: max(one.deployment.end_ns for one in found) for station, found in self.stations.items()}
        units = []
        for name in {*seen, *effort}:
            _begin_ns, end_ns = _extent([one.deployment for one in seen[name]], effort[name])
            last = seen[name][-1].deployment.station if seen[name] else ""
            units.append(Unit(name, tuple(seen[name]), tuple(effort[name]), max(end_ns, until.get(last, 0))))
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


def _extent(deployments: Sequence[Deployment], effort: Sequence[Interval]) -> tuple[int, int]:
    """From the first that is known to the last, nanoseconds of UTC."""
    begins = [one.begin_ns for one in deployments] + [one.begin_ns for one in effort]
    return min(begins), max([one.end_ns for one in deployments] + [one.end_ns for one in effort])
