"""camtrapR's names: `Station__Camera__2026-01-15__21-04-33(1).JPG`, as its `imageRename` gives them.

The number counts what one camera took within one minute, so no name occurs twice. Stills and clips are counted
together: what stands beside a picture under its name, such as a sidecar file, is its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from trapd.core.units import S
from trapd.export.camtrapr.local import DAY_S, clock, local_ns
from trapd.export.moments import Named, clip, moments
from trapd.survey.deployment import Deployment
from trapd.survey.gather import Survey

MEDIA = "media"
"""The folder of the station folders. camtrapR takes every folder beside them for a station as well."""
RESERVED = "__"
"""Stands between the parts of a name. No station and no unit of trapd's can be called so (`card/names.py`)."""


def named(survey: Survey) -> Iterator[Named]:
    """Every capture, by station and unit. Raises OSError from a card."""
    ordered = sorted(survey.deployments, key=lambda one: (one.station, one.unit, one.begin_ns, one.id))
    for _, of_camera in groupby(ordered, key=lambda one: (one.station, one.unit)):
        yield from _of_camera(survey, list(of_camera))


def _of_camera(survey: Survey, deployments: Sequence[Deployment]) -> Iterator[Named]:
    # Of the whole unit, not of a deployment: a clock that starts anew at each boot shows the same minute again.
    minutes = Counter[int]()
    for one in deployments:
        for capture, moment_ns in moments(survey.captures(one)):
            local_s = local_ns(moment_ns, capture.post.utc_offset_min) // S
            minute = local_s // 60
            minutes[minute] += 1
            day, second = divmod(local_s, DAY_S)
            time = f"{second // 3600:02d}-{second // 60 % 60:02d}-{second % 60:02d}"
            parts = one.station, one.unit, _day(day), f"{time}({minutes[minute]})"
            kind = "MP4" if clip(capture) else "JPG"
            yield Named(capture, moment_ns, f"{MEDIA}/{one.station}/{RESERVED.join(parts)}.{kind}")


@lru_cache(maxsize=4)
def _day(since_1970: int) -> str:
    return f"{clock(since_1970 * DAY_S):%Y-%m-%d}"
