"""The table of observations: one line an event, for somebody to say what it was.

A unit feels a motion and never knows what moved, so none is `blank` before a person or a detector has looked.
"""

from __future__ import annotations

from trapd.export.camtrap_dp import times
from trapd.survey.deployment import Deployment
from trapd.survey.events import Event

HEADER = (
    *("observationID", "deploymentID", "mediaID", "eventID", "eventStart", "eventEnd", "observationLevel"),
    *(
        "observationType",
        "cameraSetupType",
        "scientificName",
        "count",
        "lifeStage",
        "sex",
        "behavior",
        "individualID",
    ),
    *("individualPositionRadius", "individualPositionAngle", "individualSpeed", "bboxX", "bboxY", "bboxWidth"),
    *("bboxHeight", "classificationMethod", "classifiedBy", "classificationTimestamp", "classificationProbability"),
    *("observationTags", "observationComments"),
)


def row(deployment: Deployment, event: Event) -> tuple[object, ...]:
    """In the order of `HEADER`."""
    fields: dict[str, object] = {
        "observationID": event.id,
        "deploymentID": deployment.id,
        "eventID": event.id,
        "eventStart": times.text(event.begin_ns, deployment.utc_offset_min),
        "eventEnd": times.text(event.end_ns, deployment.utc_offset_min),
        "observationLevel": "event",
        "observationType": "unclassified",
        "cameraSetupType": "setup" if event.trigger == "test" else None,
        "observationTags": f"trigger:{event.trigger}",
    }
    return tuple(fields.get(name) for name in HEADER)
