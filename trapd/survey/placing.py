"""Each capture into the run that it was taken in, or near; into runs of their own those that are far from any."""

from __future__ import annotations

from collections.abc import Sequence

from trapd.core.effort import Interval
from trapd.core.spans import Span
from trapd.core.units import S
from trapd.survey.capture import Capture
from trapd.survey.deployment import Watched
from trapd.survey.moves import Move, era
from trapd.survey.watch import Run

AT_WORK = {"motion", "time-lapse"}
"""What a unit takes because it watches. All else somebody ordered, or it takes whether it watches or not."""
BURST_NS = 60 * S
"""A clip begins up to 30 s before its motion, and a burst may go on for that long when the unit is disarmed."""
READ_NS = S
"""Clocks are read to a second."""


def place(
    captures: Sequence[Capture], runs: Sequence[Run], effort: Sequence[Interval], moves: Sequence[Move], gap_ns: int
) -> list[Run]:
    """Fills the runs of one unit, and makes them longer by what its work began before them and ended after; returns
    those that had to be added. Everything comes by time."""
    at_spot: dict[tuple[str, int], _Runs] = {}
    for run in runs:
        at_spot.setdefault(run.spot, _Runs()).add(run)
    alive = _Alive(effort)
    added: list[Run] = []
    begun = before = 0
    for capture in captures:
        at_ns = capture.utc_ns
        spot = capture.station, era(moves, at_ns)
        by_ns = BURST_NS if capture.picture.trigger in AT_WORK else READ_NS
        last = added[-1] if added else None
        near = at_spot[spot].near(at_ns, by_ns, last.end_ns if last else 0) if spot in at_spot else None
        while begun < len(runs) and runs[begun].begin_ns <= at_ns:
            begun += 1
        if near is None:
            watched: Watched = "no" if alive.at(at_ns) else "untold"
            last = last if before == begun else None
            far = watched == "untold" and last is not None and at_ns > last.end_ns + gap_ns
            if last is None or far or (last.spot, last.watched) != (spot, watched):
                added.append(Run(*spot, watched, at_ns, at_ns))
            before = begun
        run = near or added[-1]
        run.begin_ns, run.end_ns = min(run.begin_ns, at_ns), max(run.end_ns, at_ns)
        run.captures.append(capture)
    return added


class _Runs:
    """At one spot, with the spans in which they watched. Asked for times that never run backwards."""

    def __init__(self) -> None:
        self._runs: list[tuple[Run, Span]] = []
        self._at = 0

    def add(self, run: Run) -> None:
        self._runs.append((run, (run.begin_ns, run.end_ns)))

    def near(self, at_ns: int, by_ns: int, free_ns: int) -> Run | None:
        """The run that this moment is in, or that watched so close to it; not over what lies before `free_ns`."""
        while self._at + 1 < len(self._runs) and self._runs[self._at + 1][0].begin_ns <= at_ns:
            self._at += 1
        beside = self._runs[self._at : self._at + 2]
        nearest, (begin_ns, end_ns) = min(
            beside, key=lambda one: max(one[0].begin_ns - at_ns, at_ns - one[0].end_ns, 0)
        )
        within = nearest.begin_ns <= at_ns <= nearest.end_ns
        close = begin_ns - by_ns <= at_ns <= end_ns + by_ns and not nearest.end_ns < free_ns
        return nearest if within or close else None


class _Alive:
    """Whether a unit lived, by its effort. Asked for times that never run backwards."""

    def __init__(self, effort: Sequence[Interval]) -> None:
        self._effort = [one for one in effort if one.state != "off"]
        self._at = 0
        self._until_ns = 0

    def at(self, at_ns: int) -> bool:
        while self._at < len(self._effort) and self._effort[self._at].begin_ns <= at_ns:
            self._until_ns = max(self._until_ns, self._effort[self._at].end_ns)
            self._at += 1
        return at_ns <= self._until_ns
