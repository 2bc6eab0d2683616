"""The table of deployments."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from trapd.core.units import S
from trapd.export.camtrap_dp import times
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment, Site
from trapd.survey.plan import Station, SurveyPlan

HEADER = (
    *("deploymentID", "locationID", "locationName", "latitude", "longitude", "coordinateUncertainty"),
    *("deploymentStart", "deploymentEnd", "setupBy", "cameraID", "cameraModel", "cameraDelay", "cameraHeight"),
    *("cameraDepth", "cameraTilt", "cameraHeading", "detectionDistance", "timestampIssues", "baitUse", "featureType"),
    *("habitat", "deploymentGroups", "deploymentTags", "deploymentComments"),
)
DAY_NS = 86_400 * S
DIGITS = 7
"""Of a degree: a centimetre."""


def row(deployment: Deployment, site: Site, plan: SurveyPlan, captures: Sequence[Capture]) -> tuple[object, ...]:
    """In the order of `HEADER`. `captures` are its own; the first tells the model. Raises OSError."""
    station = plan.station.get(deployment.station, Station())
    hung = plan.hanging(deployment.unit, deployment.station)
    at = deployment.utc_offset_min
    fields: dict[str, object] = {
        "deploymentID": deployment.id,
        "locationID": deployment.station,
        "locationName": station.name or deployment.station,
        "latitude": round(site.lat, DIGITS),
        "longitude": round(site.lon, DIGITS),
        "coordinateUncertainty": max(1, math.ceil(site.uncertainty_m)),
        "deploymentStart": times.text(deployment.begin_ns, at),
        "deploymentEnd": times.text(deployment.end_ns, at),
        "setupBy": hung.setup_by,
        "cameraID": deployment.unit,
        "cameraModel": _model(captures) or deployment.model,
        "cameraHeight": hung.height_m,
        "cameraTilt": hung.tilt_deg,
        "cameraHeading": hung.heading_deg,
        "detectionDistance": hung.detection_m,
        "timestampIssues": bool(deployment.trouble),
        "baitUse": hung.bait,
        "featureType": station.feature,
        "habitat": station.habitat,
        "deploymentGroups": " | ".join(station.groups),
        "deploymentTags": " | ".join(_tags(deployment, site)),
        "deploymentComments": "; ".join(_comments(deployment, [hung.comment, station.comment])),
    }
    return tuple(fields.get(name) for name in HEADER)


def _model(captures: Sequence[Capture]) -> str:
    """Maker and model, as the standard wants it: `manufacturer-model`."""
    facts = captures[0].facts() if captures else {}
    return "-".join(str(facts[name]) for name in ("make", "model") if facts.get(name))


def _tags(deployment: Deployment, site: Site) -> Iterator[str]:
    if deployment.side is not None:
        yield f"side:{deployment.side}"
    if deployment.watched != "yes":
        yield f"watched:{deployment.watched}"
    yield f"position:{site.by}"


def _comments(deployment: Deployment, told: Sequence[str | None]) -> Iterator[str]:
    days = Counter[str]()
    for interval in deployment.effort:
        days[interval.state] += interval.end_ns - interval.begin_ns
    if days:
        states = ", ".join(f"{state} {lasted_ns / DAY_NS:.2f}" for state, lasted_ns in sorted(days.items()))
        yield f"days by state, each told in effort.csv: {states}"
    yield from deployment.trouble
    yield from (text for text in told if text)
