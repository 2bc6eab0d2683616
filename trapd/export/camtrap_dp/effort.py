"""The table that Camtrap DP has no place for: what each unit was fit for, from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trapd.export.camtrap_dp import times
from trapd.survey.deployment import Deployment

TIME = "%Y-%m-%dT%H:%M:%S%z"
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "deploymentID", "type": "string", "constraints": {"required": True}},
        {
            "name": "state",
            "type": "string",
            "description": "What the unit was fit for; several hold at once. It watches while armed and not blind.",
            "constraints": {"required": True},
        },
        {"name": "begin", "type": "datetime", "format": TIME, "constraints": {"required": True}},
        {"name": "end", "type": "datetime", "format": TIME, "constraints": {"required": True}},
        {"name": "why", "type": "string"},
        {
            "name": "bounded",
            "type": "boolean",
            "description": "The unit's last sign of life stands for its end: at most ten minutes too early.",
        },
        {"name": "dated", "type": "boolean", "description": "Somebody had told the unit the time."},
    ],
    "missingValues": [""],
    "foreignKeys": [
        {"fields": "deploymentID", "reference": {"resource": "deployments", "fields": "deploymentID"}},
    ],
}
HEADER = tuple(field["name"] for field in SCHEMA["fields"])


def rows(deployment: Deployment) -> Iterator[tuple[object, ...]]:
    """In the order of `HEADER`."""
    at = deployment.utc_offset_min
    for one in deployment.effort:
        begin, end = times.text(one.begin_ns, at), times.text(one.end_ns, at)
        yield deployment.id, one.state, begin, end, one.why, one.bounded, one.dated
