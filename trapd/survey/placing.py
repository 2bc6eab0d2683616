"""Each capture into the run that it was taken in, or near; into runs of their own those that are far from any."""

from __future__ import annotations

from collections.abc import Sequence

from trapd.core.effort import Interval
from trapd.core.units import S
from trapd.survey.capture import Capture
from trapd.survey.deployment import Watched
from trapd.survey.moves import Move, era
from trapd.survey.watch import Run

NEAR_NS = 3_600 * S
"""What was taken so close to a run belongs to it: a technician's visit."""


def place(
    captures: Sequence[Capture], runs: Sequence[Run], effort: Sequence[Interval], moves: Sequence[Move], gap_ns: int
) -> list[Run]:
    """Fills the runs of one unit, and makes them longer where a picture was taken just before or after; returns those
    that had to be added. Everything comes by time."""
    at_spot: dict[tuple[str, int], _Runs] = {}
    for run in runs:
        at_spot.setdefault(run.spot, _Runs()).runs.append(run)
    alive = _Alive(effort)
    added: list[Run] = []
    begun = before = 0
    for capture in captures:
        at_ns = capture.utc_ns
        spot = capture.station, era(moves, at_ns)
        near = at_spot[spot].near(at_ns) if spot in at_spot else None
        while begun < len(runs) and runs[begun].begin_ns <= at_ns:
            begun += 1
        if near is None:
            watched: Watched = "no" if alive.at(at_ns) else "untold"
            last = added[-1] if added and before == begun else None
            far = watched == "untold" and last is not None and at_ns > last.end_ns + gap_ns
            if last is None or far or (last.spot, last.watched) != (spot, watched):
                added.append(Run(*spot, watched, at_ns, at_ns))
            before = begun
        run = near or added[-1]
        run.begin_ns, run.end_ns = min(run.begin_ns, at_ns), max(run.end_ns, at_ns)
        run.captures.append(capture)
    return added


class _Runs:
    """At one spot. Asked for times that never run backwards."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._at = 0

    def near(self, at_ns: int) -> Run | None:
        """The run that this moment is in, or next to."""
        while self._at + 1 < len(self.runs) and self.runs[self._at + 1].begin_ns <= at_ns:
            self._at += 1
        beside = self.runs[self._at : self._at + 2]
        nearest = min(beside, key=lambda run: max(run.begin_ns - at_ns, at_ns - run.end_ns, 0))
        near = nearest.begin_ns - NEAR_NS <= at_ns <= nearest.end_ns + NEAR_NS
        return nearest if near else None


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
