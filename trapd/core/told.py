"""What several anchors of one boot tell together."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable

from trapd.core.caption import TimeSource
from trapd.core.timeline import Anchor, Moment
from trapd.core.units import S

RANK: tuple[TimeSource, ...] = ("gps", "peer", "technician", "rtc", "order")
"""Who is believed where two contradict each other, the best first (`core/evidence.py`)."""


def when(anchor: Anchor) -> int:
    """To sort them by."""
    return anchor.mono_ns


class Told:
    """Times of one boot. They never run backwards: pictures keep their order."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        """At least one, and all can be true."""
        self._anchors = _spaced(sorted(anchors, key=when))

    def moment(self, mono_ns: int) -> Moment:
        """Between two anchors the mean of what both say, by nearness: as sure as they are, and without a step."""
        at = bisect(self._anchors, mono_ns, key=when)
        before, after = self._anchors[max(0, at - 1)], self._anchors[min(at, len(self._anchors) - 1)]
        span_ns = after.mono_ns - before.mono_ns
        share = (mono_ns - before.mono_ns) / span_ns if span_ns else 0.0
        early_ns, late_ns = before.utc_at(mono_ns), after.utc_at(mono_ns)
        open_s = (1 - share) * before.uncertainty_at(mono_ns) + share * after.uncertainty_at(mono_ns)
        nearer = before if share < 1 / 2 else after
        return Moment(early_ns + round(share * (late_ns - early_ns)), nearer.source, open_s)

    def earliest_ns(self, mono_ns: int) -> int:
        """UTC cannot have been less."""
        return self._edge_ns(mono_ns, -1)

    def latest_ns(self, mono_ns: int) -> int:
        """UTC cannot have been more."""
        return self._edge_ns(mono_ns, 1)

    def _edge_ns(self, mono_ns: int, sign: int) -> int:
        moment = self.moment(mono_ns)
        assert moment.uncertainty_s is not None
        return moment.utc_ns + sign * round(moment.uncertainty_s * S)


def _spaced(anchors: list[Anchor]) -> list[Anchor]:
    """Without those that a better one nearby makes needless."""
    spaced: list[Anchor] = []
    for anchor in anchors:
        while spaced and _crowded(spaced[-1], anchor):
            if anchor.uncertainty_s > spaced[-1].uncertainty_s:
                break
            spaced.pop()
        else:
            spaced.append(anchor)
    return spaced


def _crowded(one: Anchor, other: Anchor) -> bool:
    """Whether one tells nothing that the other does not, or time might run backwards from one to the other."""
    span_s = (other.mono_ns - one.mono_ns) / S
    return (
        span_s < 2 * (one.uncertainty_s + other.uncertainty_s)
        or one.uncertainty_at(other.mono_ns) <= other.uncertainty_s
        or other.uncertainty_at(one.mono_ns) <= one.uncertainty_s
    )
