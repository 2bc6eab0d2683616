"""Triggers of one unit that follow each other closely are one event: what walked by once, as a rule.

That is not independence: an analysis says for itself after how many minutes the next leopard is another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trapd.core.units import S
from trapd.core.value import value
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment

MOTION = "motion"


@value
class Event:
    """Captures of one kind of trigger, by time. Times are nanoseconds of UTC since 1970."""

    id: str
    """`KP-07_KP-07-L_20260115T210433_a1b2-000042`: the deployment, and start and sequence of the first trigger."""
    trigger: str
    """motion | time-lapse | proof-of-life | test"""
    captures: tuple[Capture, ...]

    @property
    def begin_ns(self) -> int:
        return self.captures[0].utc_ns

    @property
    def end_ns(self) -> int:
        """Of its last capture, which has begun by then."""
        return self.captures[-1].utc_ns


def events(deployment: Deployment, captures: Sequence[Capture], gap_s: float) -> Iterator[Event]:
    """Of one deployment's captures, which come by time; events come by their begin.

    Only motions join, from the last capture of one to the first of the next: a time-lapse says nothing of what walks
    by. All captures of one trigger are one event, however long they took.
    """
    found: list[list[Capture]] = []
    walking: list[Capture] = []
    end_ns = 0
    for trigger in _triggers(captures):
        if trigger[0].picture.trigger != MOTION:
            found.append(trigger)
            continue
        if walking and trigger[0].utc_ns - end_ns <= gap_s * S:
            walking += trigger
            end_ns = max(end_ns, trigger[-1].utc_ns)
        else:
            walking, end_ns = trigger, trigger[-1].utc_ns
            found.append(walking)
    for one in found:  # each began no earlier than the one before it
        first = one[0].picture
        id = f"{deployment.id}_{first.boot}-{first.sequence:06d}"
        yield Event(id, first.trigger, tuple(sorted(one, key=lambda capture: capture.utc_ns)))


def _triggers(captures: Sequence[Capture]) -> Iterator[list[Capture]]:
    """Those of each trigger, by the first of them."""
    found: dict[tuple[str, int], list[Capture]] = {}
    for capture in captures:
        found.setdefault((capture.picture.boot, capture.picture.sequence), []).append(capture)
    yield from found.values()
