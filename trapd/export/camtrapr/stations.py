"""camtrapR's station table: a row for each camera, with the times when it did not watch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trapd.core.spans import Span
from trapd.export import tables
from trapd.export.camtrapr.cameras import Camera
from trapd.export.camtrapr.local import text

FILE = "stations.csv"
HEADER = (
    "Station", "Camera", "Side", "Facing", "Longitude", "Latitude", "Uncertainty_m", "Setup_date", "Retrieval_date",
    "Problems", "Comment",
)  # fmt: skip
MOST = 9
"""camtrapR looks for `Problem`, one digit and `_from`: what stands in a tenth column it does not see."""


def lines(cameras: Sequence[Camera]) -> Iterator[str]:
    """`Problems` says how many there were, if need be more than have a column."""
    columns = max((len(longest(camera)) for camera in cameras), default=0)
    names = [f"Problem{number}_{edge}" for number in range(1, columns + 1) for edge in ("from", "to")]
    return tables.lines((*HEADER, *names), (_row(camera, len(names)) for camera in cameras))


def longest(camera: Camera) -> list[Span]:
    """The longest problems, in order: as many as camtrapR can read."""
    return sorted(sorted(camera.problems, key=lambda span: span[0] - span[1])[:MOST])


def _row(camera: Camera, columns: int) -> list[object]:
    """With so many columns for problems, however many it had."""
    site = camera.site
    edges = [text(edge) for span in longest(camera) for edge in span]
    return [
        camera.station,
        camera.unit,
        camera.side,
        " ".join(camera.facing),
        site and site.lon,
        site and site.lat,
        site and site.uncertainty_m,
        text(camera.setup_s),
        text(camera.retrieval_s),
        len(camera.problems),
        "; ".join(camera.trouble),
        *edges,
        *[None] * (columns - len(edges)),
    ]
