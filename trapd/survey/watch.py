"""When a unit watched from one place, without a longer gap: the runs that deployments are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from trapd.core.effort import Interval
from trapd.survey.capture import Capture
from trapd.survey.deployment import Watched
from trapd.survey.moves import Move, era

WATCHING = {"armed", "gated"}


@dataclass(slots=True)
class Run:
    """Of one unit. Nanoseconds of UTC since 1970."""

    station: str
    era: int
    """How often the unit had been moved by then."""
    watched: Watched
    begin_ns: int
    end_ns: int
    dated: bool = True
    captures: list[Capture] = field(default_factory=list)

    @property
    def spot(self) -> tuple[str, int]:
        """The same for all runs in one place."""
        return self.station, self.era


def runs(effort: Sequence[Interval], moves: Sequence[Move], gap_ns: int) -> list[Run]:
    """Effort of one unit, by time. Blindness that lasted longer than a gap may is a run of its own, and so is what
    nobody dated, unless it lies within another: how else should it be told from what is sure?"""
    blind = [one for one in effort if one.state == "blind" and one.end_ns - one.begin_ns > gap_ns]
    pieces = []
    for one in effort:
        if one.state in WATCHING:
            whole = Run(one.station, 0, "yes", one.begin_ns, one.end_ns, one.dated)
            for piece in _split(whole, [*blind, *moves]):
                piece.watched = "blind" if any(_within(piece, dark) for dark in blind) else "yes"
                piece.era = era(moves, piece.begin_ns)
                if not any(_within(piece, move) for move in moves):
                    pieces.append(piece)
    dated = _joined((piece for piece in pieces if piece.dated), gap_ns)
    others = []
    for piece in pieces:
        if not piece.dated:
            around = [run for run in dated if _within(piece, run)]
            for run in around:
                run.dated = False
            others += [] if around else [piece]
    return sorted(dated + _joined(others, gap_ns), key=lambda run: (run.begin_ns, run.end_ns))


def _split(run: Run, at: Iterable[Interval | Move]) -> list[Run]:
    """At the begin and end of each."""
    edges = {edge for one in at for edge in (one.begin_ns, one.end_ns) if run.begin_ns < edge < run.end_ns}
    return [
        replace(run, begin_ns=begin_ns, end_ns=end_ns, captures=[])
        for begin_ns, end_ns in pairwise([run.begin_ns, *sorted(edges), run.end_ns])
    ]


def _within(run: Run, other: Run | Interval | Move) -> bool:
    return other.begin_ns <= run.begin_ns and run.end_ns <= other.end_ns


def _joined(pieces: Iterable[Run], gap_ns: int) -> list[Run]:
    """Those that follow each other closely."""
    found: list[Run] = []
    for piece in sorted(pieces, key=lambda one: (one.begin_ns, one.end_ns)):
        last = found[-1] if found else None
        if (
            last
            and (last.spot, last.watched) == (piece.spot, piece.watched)
            and piece.begin_ns <= last.end_ns + gap_ns
        ):
            last.end_ns = max(last.end_ns, piece.end_ns)
        else:
            found.append(piece)
    return found
