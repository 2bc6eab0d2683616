"""When a camera watched: what camtrapR calls operational."""

from __future__ import annotations

from collections.abc import Iterable

from trapd.core.effort import Interval
from trapd.core.spans import Span, joined, without
from trapd.core.units import S
from trapd.export.camtrapr.local import local_ns
from trapd.survey.deployment import Deployment
from trapd.survey.watch import WATCHING

BLIND = {"blind"}


def watched(deployment: Deployment) -> list[Span]:
    """In local seconds, as `core.spans.joined` makes them. A unit that left no record of effort is taken to have
    watched from its first picture to its last, as every survey takes it whose cameras keep none."""
    at = deployment.utc_offset_min
    if deployment.watched == "untold":
        return _whole([(deployment.begin_ns, deployment.end_ns)], at)
    if deployment.watched != "yes":
        return []
    return _whole(without(_spans(deployment.effort, WATCHING), _spans(deployment.effort, BLIND)), at)


def _spans(effort: Iterable[Interval], states: set[str]) -> list[Span]:
    return joined((one.begin_ns, one.end_ns) for one in effort if one.state in states)


def _whole(spans: Iterable[Span], at: int) -> list[Span]:
    """From nanoseconds of UTC: every second in which it watched, as setup and retrieval are rounded too."""
    return joined((local_ns(begin, at) // S, -(-local_ns(end, at) // S)) for begin, end in spans)
