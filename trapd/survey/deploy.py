"""From captures and effort to deployments: none counts a time in which its unit did not watch, but short gaps.

A deployment is a run of time in which one unit watched from one place. What it took outside of those – a test while
somebody hung it up, a daily proof of life while it was dormant – is in one of its own, which says that it is no
effort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trapd.core.effort import Interval
from trapd.core.units import S
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment
from trapd.survey.moves import moves
from trapd.survey.people import visits
from trapd.survey.placing import place
from trapd.survey.plan import SurveyPlan
from trapd.survey.post import Post
from trapd.survey.site import site
from trapd.survey.watch import Run, runs

H_NS = 3_600 * S
OFF_BY_S = 60.0
"""A time that may be further off than that is doubtful."""
UNTOLD = Post(None, "", 600, None, None, 0.0, 0, False)
"""Of a unit without a single picture, in Primorye; elsewhere it is in the time zone of the survey's first one."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Deployed = tuple[Deployment, list[Capture]]


def deploy(captures: Iterable[Capture], told: Iterable[Interval], plan: SurveyPlan) -> list[Deployed]:
    """Each deployment with its captures by time; by begin, station and unit."""
    units: dict[str, tuple[list[Capture], list[Interval]]] = {}
    by_time = sorted(captures, key=lambda capture: (capture.utc_ns, capture.picture.name))
    for capture in by_time:
        units.setdefault(capture.unit, ([], []))[0].append(capture)
    for interval in told:
        units.setdefault(interval.unit, ([], []))[1].append(interval)
    untold = replace(UNTOLD, utc_offset_min=by_time[0].post.utc_offset_min) if by_time else UNTOLD
    found: list[Deployed] = []
    for taken, effort in units.values():
        found += _of_unit(taken, effort, plan, untold)
    return sorted(found, key=lambda one: (one[0].begin_ns, one[0].station, one[0].unit, one[0].id))


def _of_unit(captures: list[Capture], effort: list[Interval], plan: SurveyPlan, untold: Post) -> Iterator[Deployed]:
    unit = captures[0].unit if captures else effort[0].unit
    gap_ns, moved = round(plan.gap_h * H_NS), moves(captures, effort)
    watched, visited = runs(effort, moved, gap_ns), visits(effort)
    found = watched + place(captures, watched, effort, moved, gap_ns)
    found.sort(key=lambda run: (run.begin_ns, run.end_ns))
    at_spot: dict[tuple[str, int], list[Capture]] = {}
    for run in found:
        at_spot.setdefault(run.spot, []).extend(run.captures)
    ids = set[str]()
    for run in found:
        here = run.captures or at_spot[run.spot]
        post = (here or captures)[-1].post if captures else untold
        placed = run.captures if any(capture.post.place for capture in run.captures) else at_spot[run.spot]
        within = [_clipped(one, run) for one in effort if one.end_ns > run.begin_ns and one.begin_ns < run.end_ns]
        id = _id(run, unit, post.utc_offset_min, ids)
        ids.add(id)
        deployment = Deployment(
            id=id,
            station=run.station,
            unit=unit,
            side=post.side,
            model=post.model,
            utc_offset_min=post.utc_offset_min,
            begin_ns=run.begin_ns,
            end_ns=run.end_ns,
            watched=run.watched,
            site=site(placed, plan.station.get(run.station)),
            effort=tuple(within),
            visits=tuple(span for span in visited if span[0] <= run.end_ns and run.begin_ns <= span[1]),
            trouble=tuple(_trouble(run, within)),
        )
        yield deployment, run.captures


def _trouble(run: Run, within: Sequence[Interval]) -> Iterator[str]:
    untold = sum(not capture.dated for capture in run.captures)
    if untold:
        yield f"nobody told the time of {untold} of its {len(run.captures)} pictures"
    elif not run.dated or not all(one.dated for one in within):
        yield "nobody told the time of a part of it"
    off_s = max((capture.doubt_s for capture in run.captures), default=0.0)
    if off_s > OFF_BY_S:
        yield f"its times may be up to {round(off_s / 60)} min off"


def _clipped(one: Interval, run: Run) -> Interval:
    return replace(one, begin_ns=max(one.begin_ns, run.begin_ns), end_ns=min(one.end_ns, run.end_ns))


def _id(run: Run, unit: str, utc_offset_min: int, others: set[str]) -> str:
    begin = _EPOCH + timedelta(seconds=run.begin_ns // S, minutes=utc_offset_min)
    id = plain = f"{run.station}_{unit}_{begin:%Y%m%dT%H%M%S}"
    number = 1
    while id in others:
        number += 1
        id = f"{plain}-{number}"
    return id
