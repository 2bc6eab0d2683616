"""The places of a survey, and what may be told of each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from trapd.export.blur.field import Field, field
from trapd.export.blur.search import Place
from trapd.runtime import sun
from trapd.survey.deployment import Site
from trapd.survey.gather import Survey
from trapd.survey.post import Post

TELLS = {"lat", "lon", "alt_m", "hdop", "position_error_m", "sun_deg"}
"""Facts of a caption that tell where. With a map, a height names a hillside."""
OF_THE_FILE = {"sha256", "size"}
"""Facts of a record that are not so of its copy."""
Hides = Callable[[dict[str, Any]], dict[str, Any]]


def fields(survey: Survey, km: float) -> dict[str, Field]:
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


def post(of: Post, site: Site | None) -> Post:
    """Where a unit may say it hung: nowhere, if it did not say; in its own field, if that is the larger one."""
    if of.place is None or site is None:
        return replace(of, lat=None, lon=None, error_m=0.0, rounded=False)
    if of.rounded and of.error_m >= site.uncertainty_m:
        return of
    return replace(of, lat=site.lat, lon=site.lon, error_m=site.uncertainty_m, rounded=True)


@lru_cache
def hides(told: Post) -> Hides:
    """What makes of a picture's record what may be told of it. One for all that share a post."""
    return partial(_facts, told)


def secrets(survey: Survey) -> set[Place]:
    """Every place that cards and survey know."""
    posts = {capture.post.place for one in survey.deployments for capture in survey.captures(one)}
    sites = {(one.site.lat, one.site.lon) for one in survey.deployments if one.site is not None}
    stations = {(one.lat, one.lon) for one in survey.plan.station.values()}
    said = {(lat, lon) for lat, lon in stations if lat is not None and lon is not None}
    return sites | said | {place for place in posts if place is not None}


def _facts(told: Post, record: dict[str, Any]) -> dict[str, Any]:
    facts = {name: fact for name, fact in record.items() if name not in TELLS | OF_THE_FILE}
    if told.lat is None or told.lon is None:
        return facts
    facts |= {"lat": told.lat, "lon": told.lon, "position_error_m": told.error_m}
    if "sun_deg" in record:
        with suppress(KeyError, TypeError, ValueError, OverflowError):  # a damaged record's time
            facts["sun_deg"] = round(sun.elevation_deg(record["utc_ns"], told.lat, told.lon), 2)
    return facts
