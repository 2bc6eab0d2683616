"""Which captures may show people: those taken while somebody was at the unit, as far as it knew of that."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from trapd.core.effort import Interval
from trapd.core.spans import Span, joined
from trapd.core.units import S
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment

BY_HAND = {"handled", "disarmed"}
"""States of a unit that somebody's hands bring about: at its console, at its arm switch."""
WALK_NS = 300 * S
"""Who opens a unit walked up to it before, and who leaves it walks away. An assumption."""
TEST = "test"
"""The trigger of pictures that somebody ordered at the unit."""


def visits(effort: Iterable[Interval]) -> list[Span]:
    """When somebody was at the unit, or near; of its whole effort, in deployments and between them: whoever begins or
    ends a deployment stands before it and after it."""
    return joined((one.begin_ns - WALK_NS, one.end_ns + WALK_NS) for one in effort if one.state in BY_HAND)


def people(deployment: Deployment) -> Callable[[Capture], bool]:
    """Whether there may be any in a capture of this deployment."""
    begins = [begin_ns for begin_ns, _ in deployment.visits]

    def may_show(capture: Capture) -> bool:
        number = bisect_right(begins, capture.utc_ns) - 1
        return capture.picture.trigger == TEST or (number >= 0 and capture.utc_ns <= deployment.visits[number][1])

    return may_show
