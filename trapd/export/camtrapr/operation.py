"""camtrapR's camera operation matrix: how much of each day was watched, 0 to 1; NA where no camera hung.

It knows what the station table has no columns for. By camera it is what camtrapR's `cameraOperation` makes of the
same times, but for the second that camtrapR leaves out of each day. By station a moment counts if any of the
station's cameras watched then: camtrapR, which has the cameras' days and not their hours, takes the mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from trapd.core.spans import Span, joined, within
from trapd.core.value import value
from trapd.export import tables
from trapd.export.camtrapr.cameras import Camera
from trapd.export.camtrapr.local import DAY_S, clock

BY_STATION = "CameraOperationMatrix_by_station.csv"
BY_CAMERA = "CameraOperationMatrix_by_camera.csv"
NOT_SET_UP = "NA"


@value
class _Watch:
    """A row."""

    name: str
    there: tuple[Span, ...]
    """From setup to retrieval."""
    watched: tuple[Span, ...]


def by_camera(cameras: Sequence[Camera]) -> Iterator[str]:
    """A row for each camera, called as camtrapR calls it."""
    return _lines(
        [_Watch(f"{one.station}__CAM_{one.unit}", ((one.setup_s, one.retrieval_s),), one.watched) for one in cameras]
    )


def by_station(cameras: Sequence[Camera]) -> Iterator[str]:
    """A row for each station: what camtrapR's functions take as `camOp`."""
    rows = []
    for station, found in groupby(cameras, key=lambda one: one.station):
        here = list(found)
        there = joined((one.setup_s, one.retrieval_s) for one in here)
        rows.append(_Watch(station, tuple(there), tuple(joined(span for one in here for span in one.watched))))
    return _lines(rows)


def _lines(rows: Sequence[_Watch]) -> Iterator[str]:
    edges = [edge for row in rows for edge in (row.there[0][0], row.there[-1][1] - 1)]
    days = range(min(edges) // DAY_S, max(edges) // DAY_S + 1) if edges else range(0)
    header = ["", *(f"{clock(day * DAY_S):%Y-%m-%d}" for day in days)]
    return tables.lines(header, ([row.name, *(_share(row, day * DAY_S) for day in days)] for row in rows))


def _share(row: _Watch, begin_s: int) -> str:
    if not within(row.there, begin_s, begin_s + DAY_S):
        return NOT_SET_UP
    return str(round(within(row.watched, begin_s, begin_s + DAY_S) / DAY_S, 4))
