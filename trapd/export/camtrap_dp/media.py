"""The table of media: one line a picture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from trapd.card import names
from trapd.core.timeline import local
from trapd.core.units import S
from trapd.export.camtrap_dp import times
from trapd.export.form import Copy
from trapd.export.people import WHY
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment
from trapd.survey.people import people

HEADER = (
    *("mediaID", "deploymentID", "captureMethod", "timestamp", "filePath", "filePublic", "fileName", "fileMediatype"),
    *("exifData", "favorite", "mediaComments"),
)
METHODS = {"motion": "activityDetection", "time-lapse": "timeLapse", "proof-of-life": "timeLapse"}
"""A picture that a technician ordered as a test was captured by neither."""
MEDIA_TYPES = {".jpg": "image/jpeg", ".mp4": "video/mp4"}
TOLD = (
    *(
        "sha256",
        "boot",
        "sequence",
        "number",
        "trigger",
        "sensor",
        "confirmed_by",
        "latency_ms",
        "lit",
        "night",
        "exposure_us",
        "gain",
    ),
    *("time_source", "time_uncertainty_s", "battery_v", "pre_roll_s", "frames", "missing_frames", "part"),
)
"""Facts of the catalog that no tag of EXIF has a name for. None tells where: neither place nor sun."""


def rows(deployment: Deployment, copies: Iterable[Copy], public: bool) -> Iterator[tuple[object, ...]]:
    """In the order of `HEADER`. Raises OSError: what is told of a picture is read from its card's catalog."""
    may_show_people = people(deployment)
    for copy in copies:
        picture, path = copy.capture.picture, PurePosixPath(copy.to)
        facts = copy.capture.facts()
        shows_people = may_show_people(copy.capture)
        comments = "; ".join(_comments(copy, facts, shows_people))
        yield (
            names.shot(picture.name),
            deployment.id,
            METHODS.get(picture.trigger),
            times.text(copy.capture.utc_ns, deployment.utc_offset_min),
            copy.to,
            public and not shows_people,
            path.name,
            MEDIA_TYPES[path.suffix],
            json.dumps(dict(_exif(copy.capture, facts)), ensure_ascii=False, separators=(",", ":")),
            picture.protected or None,
            comments,
        )


def _comments(copy: Copy, facts: dict[str, Any], shows_people: bool) -> Iterator[str]:
    if shows_people:
        yield WHY
    if not copy.capture.dated:
        yield "nobody had told the time"
    elif abs(copy.capture.utc_ns - copy.capture.picture.utc_ns) >= S:
        yield "the file says another time of itself: the cards together know better"
    if facts.get("interrupted"):
        yield "cut short by power or card"


def _exif(capture: Capture, facts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What the file says of itself, of a clip the same: under EXIF's names, as far as it has one."""
    taken = local(capture.picture.utc_ns, capture.post.utc_offset_min)
    yield "DateTimeOriginal", f"{taken:%Y:%m:%d %H:%M:%S}"
    yield "SubSecTimeOriginal", f"{taken.microsecond // 1000:03d}"
    yield "OffsetTimeOriginal", taken.isoformat()[-6:]
    named = {
        "Make": facts.get("make"),
        "Model": facts.get("model"),
        "Software": facts.get("firmware"),
        "BodySerialNumber": facts.get("unit"),
        "AmbientTemperature": facts.get("temperature_c"),
    }
    yield from ((name, fact) for name, fact in named.items() if fact is not None)
    yield "trapd", {name: facts[name] for name in TOLD if name in facts}
