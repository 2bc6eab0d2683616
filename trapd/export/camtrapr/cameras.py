"""Each unit at each station, from its first day there to its last: a row of camtrapR's tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from trapd.core.spans import Span, joined, without
from trapd.core.units import S
from trapd.core.value import value
from trapd.export.camtrapr.local import local_ns
from trapd.export.camtrapr.watch import watched
from trapd.survey.deployment import Deployment, Site
from trapd.survey.gather import Survey

FACING = {"left": "right", "right": "left"}


@value(kw_only=True)
class Camera:
    """One unit at one station. Times are local seconds."""

    station: str
    unit: str
    side: str | None
    facing: tuple[str, ...]
    """The units on the other side of the trail."""
    utc_offset_min: int
    site: Site | None
    """Where it was longest."""
    setup_s: int
    retrieval_s: int
    watched: tuple[Span, ...]
    """Disjoint, in order, between the two."""
    trouble: tuple[str, ...]

    @property
    def problems(self) -> list[Span]:
        """When it did not watch. Disjoint, in order."""
        return without([(self.setup_s, self.retrieval_s)], self.watched)


def cameras(survey: Survey) -> list[Camera]:
    """By station and unit."""
    ordered = sorted(survey.deployments, key=lambda one: (one.station, one.unit, one.begin_ns))
    found = [
        _camera(survey, list(deployments))
        for _, deployments in groupby(ordered, key=lambda one: (one.station, one.unit))
    ]
    return [_facing(one, found) for one in found]


def _camera(survey: Survey, deployments: Sequence[Deployment]) -> Camera:
    # A start that nobody dated may lie years away: it would make a survey of years.
    sure = [one for one in deployments if _dated(survey, one)] or deployments
    newest = sure[-1]
    begin_s = min(local_ns(one.begin_ns, one.utc_offset_min) // S for one in sure)
    end_s = max(-(-local_ns(one.end_ns, one.utc_offset_min) // S) for one in sure)
    return Camera(
        station=newest.station,
        unit=newest.unit,
        side=newest.side,
        facing=(),
        utc_offset_min=newest.utc_offset_min,
        site=_site(sure),
        setup_s=begin_s,
        retrieval_s=max(end_s, begin_s + 1),  # camtrapR refuses a camera that was there for no time
        watched=tuple(joined(span for one in sure for span in watched(one))),
        trouble=tuple(_trouble(deployments, sure)),
    )


def _dated(survey: Survey, deployment: Deployment) -> bool:
    captures = survey.captures(deployment)
    return not captures or any(capture.dated for capture in captures)


def _site(deployments: Iterable[Deployment]) -> Site | None:
    placed = [one for one in deployments if one.site is not None]
    return max(placed, key=lambda one: one.end_ns - one.begin_ns).site if placed else None


def _trouble(deployments: Sequence[Deployment], sure: Sequence[Deployment]) -> Iterator[str]:
    yield from dict.fromkeys(trouble for one in sure for trouble in one.trouble)
    places = {(one.site.lat, one.site.lon) for one in sure if one.site is not None}
    if len(places) > 1:
        yield f"it hung in {len(places)} places; this is where it was longest"
    if len(sure) < len(deployments):
        yield "pictures that nobody dated lie outside of its time here"


def _facing(camera: Camera, among: Iterable[Camera]) -> Camera:
    other = FACING.get(camera.side or "")
    if other is None:
        return camera
    there = [one.unit for one in among if one.station == camera.station and one.side == other]
    return replace(camera, facing=tuple(there))
