"""From captures and effort to deployments: none counts a time in which its unit did not watch, but short gaps.

A deployment is a run of time in which one unit watched from one place. What it took outside of those – a test while
somebody hung it up, a daily proof of life while it was dormant – is in one all the same: nearby in that one, else in
one of its own that says that it is no effort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from trapd.core.effort import Interval
from trapd.core.units import S
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment, Watched
from trapd.survey.plan import SurveyPlan
from trapd.survey.site import moved, site

WATCHING = {"armed", "gated"}
STANDING_BY = {"off", "handled", "disarmed"}
"""Times in which somebody may have carried it off."""
NEAR_NS = 3_600 * S
"""What was taken so close to a deployment belongs to it: a technician's visit."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Run:
    """One unit in one place, from when to when."""

    station: str
    era: int
    """How often the unit was moved before."""
    watched: Watched
    begin_ns: int
    end_ns: int
    dated: bool = True
    captures: list[Capture] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, int, str]:
        """What runs have alike that may be one."""
        return self.station, self.era, self.watched


@dataclass(frozen=True, slots=True)
class _Cut:
    """The unit was moved in between."""

    begin_ns: int
    end_ns: int


def deploy(
    captures: Iterable[Capture], told: Iterable[Interval], plan: SurveyPlan
) -> list[tuple[Deployment, list[Capture]]]:
    """Each deployment with its captures by time; by begin, station and unit."""
    of_unit: dict[str, tuple[list[Capture], list[Interval]]] = {}
    for capture in captures:
        of_unit.setdefault(capture.unit, ([], []))[0].append(capture)
    for interval in told:
        of_unit.setdefault(interval.unit, ([], []))[1].append(interval)
    found: list[tuple[Deployment, list[Capture]]] = []
    for unit, (taken, effort) in of_unit.items():
        taken.sort(key=lambda capture: (capture.utc_ns, capture.picture.name))
        found += _of_unit(unit, taken, effort, plan)
    found.sort(key=lambda one: (one[0].begin_ns, one[0].station, one[0].unit, one[0].end_ns))
    return found


def _of_unit(
    unit: str, captures: list[Capture], effort: list[Interval], plan: SurveyPlan
) -> Iterator[tuple[Deployment, list[Capture]]]:
    gap_ns = round(plan.gap_h * 3_600 * S)
    cuts = _cuts(captures, effort)
    runs = _runs(effort, cuts, gap_ns)
    runs += _place(captures, runs, effort, cuts, gap_ns)
    runs.sort(key=lambda run: (run.begin_ns, run.end_ns))
    known = {run.key[:2]: run.captures for run in runs if any(one.post.place for one in run.captures)}
    posts = [capture.post for capture in captures]
    ids = set[str]()
    for run in runs:
        post = run.captures[-1].post if run.captures else posts[-1] if posts else None
        offset_min = post.utc_offset_min if post else 600
        id = _id(unit, run, offset_min, ids)
        within = [one for one in effort if one.end_ns > run.begin_ns and one.begin_ns < run.end_ns]
        spot = run.captures if any(one.post.place for one in run.captures) else known.get(run.key[:2], [])
        yield (
            Deployment(
                id=id,
                station=run.station,
                unit=unit,
                side=post.side if post else None,
                model=post.model if post else "",
                utc_offset_min=offset_min,
                begin_ns=run.begin_ns,
                end_ns=run.end_ns,
                watched=run.watched,
                site=site(spot, plan.station.get(run.station)),
                effort=tuple(_clipped(one, run) for one in within),
                trouble=tuple(_trouble(run, within)),
            ),
            run.captures,
        )


def _cuts(captures: Sequence[Capture], effort: Sequence[Interval]) -> list[_Cut]:
    """When the unit was moved, as far as its pictures tell: nobody knows where it was between the two pictures, but
    for what it was off or in somebody's hands for."""
    cuts = []
    last: Capture | None = None
    for capture in captures:
        post = capture.post
        if last is not None:
            turned = post.side != last.post.side or capture.station != last.station
            if turned or moved(last.post, post):
                between = [
                    one
                    for one in effort
                    if one.state in STANDING_BY and one.begin_ns < capture.utc_ns and one.end_ns > last.utc_ns
                ]
                begin_ns = min((one.begin_ns for one in between), default=last.utc_ns)
                end_ns = max((one.end_ns for one in between), default=capture.utc_ns)
                cuts.append(_Cut(max(begin_ns, last.utc_ns), min(end_ns, capture.utc_ns)))
                last = capture
        if last is None or post.place is not None or last.post.place is None:
            last = capture
    return cuts


def _era(cuts: Sequence[_Cut], at_ns: int) -> int:
    return sum(cut.end_ns <= at_ns for cut in cuts)


def _runs(effort: Sequence[Interval], cuts: Sequence[_Cut], gap_ns: int) -> list[_Run]:
    """Where the unit watched."""
    watching = [
        _Run(one.station, 0, "yes", one.begin_ns, one.end_ns, one.dated) for one in effort if one.state in WATCHING
    ]
    # One that is short is a gap in a deployment like any other.
    blind = [_Cut(one.begin_ns, one.end_ns) for one in effort if one.state == "blind" and _ns(one) > gap_ns]
    pieces = []
    for run in watching:
        for piece in _split(run, blind):
            dark = any(cut.begin_ns <= piece.begin_ns and piece.end_ns <= cut.end_ns for cut in blind)
            whole = replace(piece, watched="blind" if dark else "yes")
            pieces += [
                replace(part, era=_era(cuts, part.begin_ns))
                for part in _split(whole, cuts)
                if not any(cut.begin_ns <= part.begin_ns and part.end_ns <= cut.end_ns for cut in cuts)
            ]
    dated = _joined([piece for piece in pieces if piece.dated], gap_ns)
    others = []
    for piece in pieces:
        if not piece.dated:
            around = [run for run in dated if run.begin_ns <= piece.begin_ns and piece.end_ns <= run.end_ns]
            for run in around:
                run.dated = False
            others += [] if around else [piece]
    return dated + _joined(others, gap_ns)


def _split(run: _Run, cuts: Sequence[_Cut]) -> list[_Run]:
    """At the begin and end of each."""
    edges = {edge for cut in cuts for edge in (cut.begin_ns, cut.end_ns) if run.begin_ns < edge < run.end_ns}
    at = [run.begin_ns, *sorted(edges), run.end_ns]
    return [replace(run, begin_ns=begin, end_ns=end) for begin, end in pairwise(at)]


def _joined(pieces: Iterable[_Run], gap_ns: int) -> list[_Run]:
    """Those that follow each other closely."""
    runs: list[_Run] = []
    for piece in sorted(pieces, key=lambda one: (one.begin_ns, one.end_ns)):
        if runs and runs[-1].key == piece.key and piece.begin_ns - runs[-1].end_ns <= gap_ns:
            runs[-1].end_ns = max(runs[-1].end_ns, piece.end_ns)
        else:
            runs.append(replace(piece, captures=[]))
    return runs


def _place(
    captures: Sequence[Capture], runs: list[_Run], effort: Sequence[Interval], cuts: Sequence[_Cut], gap_ns: int
) -> list[_Run]:
    """Each capture into its run; runs of their own for those that have none."""
    runs.sort(key=lambda run: (run.begin_ns, run.end_ns))
    own: list[tuple[int, _Run]] = []
    for capture in captures:
        at_ns, era = capture.utc_ns, _era(cuts, capture.utc_ns)
        mine = [run for run in runs if run.station == capture.station and run.era == era]
        away = [(max(run.begin_ns - at_ns, at_ns - run.end_ns, 0), number) for number, run in enumerate(mine)]
        nearest = min(away, default=None)
        if nearest is not None and nearest[0] <= NEAR_NS:
            run = mine[nearest[1]]
            run.begin_ns, run.end_ns = min(run.begin_ns, at_ns), max(run.end_ns, at_ns)
            run.captures.append(capture)
            continue
        alive = any(one.begin_ns <= at_ns <= one.end_ns and one.state != "off" for one in effort)
        watched: Watched = "no" if alive else "untold"
        after = sum(run.end_ns < at_ns for run in runs)
        new = _Run(capture.station, era, watched, at_ns, at_ns)
        if own and own[-1][0] == after and own[-1][1].key == new.key and at_ns - own[-1][1].end_ns <= gap_ns:
            own[-1][1].end_ns = at_ns
            own[-1][1].captures.append(capture)
        else:
            new.captures.append(capture)
            own.append((after, new))
    return [run for _, run in own]


def _trouble(run: _Run, within: Sequence[Interval]) -> Iterator[str]:
    undated = sum(not capture.dated for capture in run.captures)
    if undated:
        yield f"nobody told the time of {undated} of its {len(run.captures)} pictures"
    elif not run.dated or not all(one.dated for one in within):
        yield "nobody told the time of a part of it"


def _clipped(one: Interval, run: _Run) -> Interval:
    return Interval(
        one.unit,
        one.station,
        one.state,
        max(one.begin_ns, run.begin_ns),
        min(one.end_ns, run.end_ns),
        one.why,
        one.bounded,
        one.dated,
    )


def _ns(one: Interval) -> int:
    return one.end_ns - one.begin_ns


def _id(unit: str, run: _Run, offset_min: int, ids: set[str]) -> str:
    begin = _EPOCH + timedelta(seconds=run.begin_ns // S, minutes=offset_min)
    plain = f"{run.station}_{unit}_{begin:%Y%m%dT%H%M%S}"
    number = sum(id == plain or id.startswith(f"{plain}-") for id in ids)
    id = f"{plain}-{number + 1}" if number else plain
    ids.add(id)
    return id
