"""When the animal of a capture was there, and what its copy is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trapd.core.value import value
from trapd.survey.capture import Capture


@value
class Named:
    """A capture in an export."""

    capture: Capture
    moment_ns: int
    """UTC since 1970."""
    to: str
    """Its copy, below the package's root."""


def clip(capture: Capture) -> bool:
    """Whether it moves."""
    return capture.picture.name.endswith(".mp4")


def moments(captures: Sequence[Capture]) -> Iterator[tuple[Capture, int]]:
    """Each capture of a deployment with its moment, nanoseconds of UTC since 1970. `captures` come by time.

    A clip begins before its trigger, with what the unit remembered: its moment is that of its trigger's first still,
    or the trigger's own where no still was taken. Raises OSError from the card then.
    """
    first: dict[tuple[str, int], int] = {}
    for capture in captures:
        if not clip(capture):
            first.setdefault((capture.picture.boot, capture.picture.sequence), capture.utc_ns)
    for capture in captures:
        if not clip(capture):
            yield capture, capture.utc_ns
            continue
        of_still = first.get((capture.picture.boot, capture.picture.sequence))
        yield capture, _edge_ns(capture) if of_still is None else of_still


def _edge_ns(capture: Capture) -> int:
    facts = capture.facts()
    edge, begin = facts.get("edge_mono_ns"), facts.get("mono_ns")
    return capture.utc_ns + (edge - begin if isinstance(edge, int) and isinstance(begin, int) else 0)
