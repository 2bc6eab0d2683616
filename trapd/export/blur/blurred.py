"""A survey as it may be told where each station is told as a field: its places, and all that goes by the sun.

Whoever knows when the sun set for a unit knows where it is. So whatever a unit told by the sun is told for the middle
of the field, as the unit itself would have with `geotag = "rounded"` (docs/privacy.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from trapd.export.blur import places, words
from trapd.export.blur.hours import deployment, hours, interval
from trapd.export.blur.search import Search
from trapd.survey.gather import Survey

NEAR_DEG = 0.005
"""Half a kilometre: whoever comes so near has found it. With small fields, a tenth of one."""


@dataclass(frozen=True, slots=True)
class Blurred:
    """What may be told, and what finds the rest."""

    survey: Survey
    precision_deg: float
    """Of the coarsest field."""
    search: Search
    unsaid: bool
    """Whether the survey's file had free words that are left out."""


def blurred(survey: Survey, km: float) -> Blurred:
    """Fields are at least `km` wide and high."""
    fields = places.fields(survey, km)
    sites = {one.id: fields[one.id].site(one.site) for one in survey.deployments if one.site is not None}
    posts = {
        one.id: {capture.post: places.post(capture.post, sites.get(one.id)) for capture in survey.captures(one)}
        for one in survey.deployments
    }
    of_units = hours(survey, posts)
    deployments, captures = [], {}
    for one in survey.deployments:
        told = []
        for capture in survey.captures(one):
            post = posts[one.id][capture.post]
            told.append(replace(capture, post=post, hides=places.hides(post)))
        deployments.append(deployment(one, sites.get(one.id), of_units.get(one.unit, {}), told))
        captures[deployments[-1].id] = told
    sides = [side for one in fields.values() for side in (one.lat_deg, one.lon_deg)]
    shown = {post.place for of in posts.values() for post in of.values() if post.place is not None}
    shown |= {(one.lat, one.lon) for one in sites.values()}
    return Blurred(
        survey=replace(
            survey,
            plan=words.nowhere(survey.plan),
            deployments=tuple(sorted(deployments, key=lambda one: (one.begin_ns, one.station, one.unit, one.end_ns))),
            effort=tuple(interval(one, of_units.get(one.unit, {})) for one in survey.effort),
            _captures=captures,
        ),
        precision_deg=max(sides, default=0),
        search=Search(places.secrets(survey), shown, min([NEAR_DEG, *(side / 10 for side in sides)])),
        unsaid=words.free(survey.plan),
    )
