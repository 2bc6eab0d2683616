"""A survey as it may be told where each station is told as a field: its places, and all that goes by the sun.

Whoever knows when the sun set for a unit knows where it is. So whatever a unit told by the sun is told for the middle
of the field, as the unit itself would have with `geotag = "rounded"` (docs/privacy.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import msgspec

from trapd.core.effort import Interval
from trapd.core.timeline import local
from trapd.export.blur.field import Field, field
from trapd.export.blur.search import Place, Search
from trapd.export.blur.windows import Move, moved
from trapd.runtime import sun
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment, Site
from trapd.survey.gather import Survey
from trapd.survey.post import Post

TELLS = {"lat", "lon", "alt_m", "hdop", "position_error_m", "sun_deg"}
"""Facts of a caption that tell where. With a map, a height names a hillside."""
OF_THE_FILE = {"sha256", "size"}
"""Facts of a record that are not so of its copy."""
NEAR_DEG = 0.005
"""Half a kilometre: whoever comes so near has found it. With small fields, a tenth of one."""


@dataclass(frozen=True, slots=True)
class Blurred:
    """What may be told, and what finds the rest."""

    survey: Survey
    precision_deg: float
    """Of the coarsest field."""
    search: Search


def blurred(survey: Survey, km: float) -> Blurred:
    """Fields are at least `km` wide and high."""
    fields = _fields(survey, km)
    sites = {one.id: fields[one.id].site(one.site) for one in survey.deployments if one.site is not None}
    posts = {
        one.id: {capture.post: _post(capture.post, sites.get(one.id)) for capture in survey.captures(one)}
        for one in survey.deployments
    }
    hours = _hours(survey, posts)
    deployments, captures = [], {}
    for one in survey.deployments:
        told = []
        for capture in survey.captures(one):
            post = posts[one.id][capture.post]
            told.append(replace(capture, post=post, hides=_hides(post)))
        deployment = _deployment(one, sites.get(one.id), hours.get(one.unit, {}), told)
        deployments.append(deployment)
        captures[deployment.id] = told
    steps = [step for one in fields.values() for step in (one.lat_deg, one.lon_deg)]
    shown = {post.place for of in posts.values() for post in of.values() if post.place is not None}
    return Blurred(
        replace(
            survey,
            plan=_without_places(survey),
            deployments=tuple(deployments),
            effort=tuple(_interval(one, hours.get(one.unit, {})) for one in survey.effort),
            _captures=captures,
        ),
        max(steps, default=0),
        Search(_secrets(survey), shown | {(one.lat, one.lon) for one in sites.values()}, _near_deg(steps)),
    )


def _fields(survey: Survey, km: float) -> dict[str, Field]:
    """By deployment. The units of a station are told as one field, as long as they are in it."""
    found: dict[str, Field] = {}
    last: dict[str, Field] = {}
    for one in survey.deployments:
        if one.site is not None:
            before = last.get(one.station)
            stays = before is not None and before.holds(one.site.lat, one.site.lon)
            last[one.station] = before if before is not None and stays else field(one.site.lat, one.site.lon, km)
            found[one.id] = last[one.station]
    return found


def _post(post: Post, site: Site | None) -> Post:
    """Where the unit may say it hung: nowhere, if it did not say; in its own field, if that is the larger one."""
    if post.place is None or site is None:
        return replace(post, lat=None, lon=None, error_m=0.0, rounded=False)
    if post.rounded and post.error_m >= site.uncertainty_m:
        return post
    return replace(post, lat=site.lat, lon=site.lon, error_m=site.uncertainty_m, rounded=True)


@lru_cache
def _hides(post: Post) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """One for all captures that share it."""
    return partial(_facts, post)


def _facts(post: Post, record: dict[str, Any]) -> dict[str, Any]:
    facts = {name: fact for name, fact in record.items() if name not in TELLS | OF_THE_FILE}
    if post.lat is None or post.lon is None:
        return facts
    facts |= {"lat": post.lat, "lon": post.lon, "position_error_m": post.error_m}
    if "sun_deg" in record:
        with suppress(KeyError, TypeError, ValueError, OverflowError):  # a damaged record's time
            facts["sun_deg"] = round(sun.elevation_deg(record["utc_ns"], post.lat, post.lon), 2)
    return facts


def _hours(survey: Survey, posts: dict[str, dict[Post, Post]]) -> dict[str, dict[int, int]]:
    """By unit: when its windows opened and closed by the sun, and when they would have in the middle of its field."""
    found = {}
    for unit in {one.unit for one in survey.effort}:
        mine = [one for one in survey.deployments if one.unit == unit]
        moves = [(one.begin_ns, _move(posts[one.id])) for one in mine]

        def at(at_ns: int, moves: Sequence[tuple[int, Move | None]] = moves) -> Move | None:
            begun = [move for begin_ns, move in moves if begin_ns <= at_ns]
            return begun[-1] if begun else moves[0][1] if moves else None

        found[unit] = moved([one for one in survey.effort if one.unit == unit], at)
    return found


def _move(posts: dict[Post, Post]) -> Move | None:
    """From where the unit reckoned its sun for. One that tells no place reckons for whole degrees, and may say so."""
    told = [one for one in posts if one.place is not None]
    if not told:
        return None
    here = max(told, key=lambda one: one.fixes)
    there = posts[here].place
    return None if here.place is None or there is None or here.place == there else Move(here.place, there)


def _deployment(one: Deployment, site: Site | None, hours: dict[int, int], captures: Sequence[Capture]) -> Deployment:
    """Its pictures lie within it as before."""
    begin_ns = min([hours.get(one.begin_ns, one.begin_ns), *(capture.utc_ns for capture in captures[:1])])
    end_ns = max([hours.get(one.end_ns, one.end_ns), *(capture.utc_ns for capture in captures[-1:]), begin_ns])
    was, now = (f"{local(at_ns, one.utc_offset_min):%Y%m%dT%H%M%S}" for at_ns in (one.begin_ns, begin_ns))
    return replace(
        one,
        id=one.id.replace(was, now),
        begin_ns=begin_ns,
        end_ns=end_ns,
        site=site,
        effort=tuple(_interval(interval, hours) for interval in one.effort),
    )


def _interval(one: Interval, hours: dict[int, int]) -> Interval:
    begin_ns = hours.get(one.begin_ns, one.begin_ns)
    return replace(one, begin_ns=begin_ns, end_ns=max(begin_ns, hours.get(one.end_ns, one.end_ns)))


def _without_places(survey: Survey) -> Any:
    nowhere = {name: msgspec.structs.replace(one, lat=None, lon=None) for name, one in survey.plan.station.items()}
    return msgspec.structs.replace(survey.plan, station=nowhere)


def _secrets(survey: Survey) -> set[Place]:
    """Every place that cards and survey know."""
    posts = {capture.post.place for one in survey.deployments for capture in survey.captures(one)}
    sites = {(one.site.lat, one.site.lon) for one in survey.deployments if one.site is not None}
    plan = {(one.lat, one.lon) for one in survey.plan.station.values()}
    return (
        sites
        | {place for place in posts if place is not None}
        | {(lat, lon) for lat, lon in plan if lat is not None and lon is not None}
    )


def _near_deg(steps: Sequence[float]) -> float:
    return min([NEAR_DEG, *(step / 10 for step in steps)])
