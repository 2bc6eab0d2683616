"""Whether a picture says of itself what the catalog says of it.

Three witnesses: every fact in the comment; time and place as other programs read them, from EXIF or QuickTime's keys;
and a clip's frames, counted. Nothing is decoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from typing import Any, BinaryIO

import av
from PIL.ExifTags import GPS, Base

from trapd.media import comment, exif, jpeg, tiff

ASIDE = {"kind", "name", "sha256", "size", "recovered", "was", "was_sha256", "why", "schema_version"}
"""Of the file, the record or the comment: not of what was seen."""
COUNTED = ("frames", "missing_frames")
"""Known when a clip is over: too late for the comment inside it, unless it was written again."""
EXIF_DEGREES = 1e-6
"""The least difference that counts. EXIF holds steps of 3e-8 degrees."""
ISO6709_DEGREES = 6e-6
"""Half of the fifth decimal place, the last in a clip's tag, and what floats lose."""
_ISO6709 = re.compile(r"([+-]\d+\.\d+)([+-]\d+\.\d+)")


def still(file: BinaryIO, record: Mapping[str, Any]) -> Iterator[str]:
    """A line for each point on which a JPEG and its record in the catalog differ. Raises OSError."""
    try:
        photo, gps = tiff.unpack(jpeg.exif_of(file.read()))
        facts = exif.facts(photo)
    except ValueError as err:
        yield str(err)
        return
    yield from _facts(record, facts)
    if taken := _taken(record):
        date, fraction, offset = (
            photo.get(tag) for tag in (Base.DateTimeOriginal, Base.SubsecTimeOriginal, Base.OffsetTimeOriginal)
        )
        wanted = f"{taken:%Y:%m:%d %H:%M:%S}.{taken.microsecond // 1000:03d}{taken.isoformat()[-6:]}"
        yield from _same("EXIF time", wanted, f"{date}.{fraction}{offset}")
    lat = _degrees(gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLatitudeRef) == "S")
    lon = _degrees(gps.get(GPS.GPSLongitude), gps.get(GPS.GPSLongitudeRef) == "W")
    yield from _place(record, lat, lon, EXIF_DEGREES)


def clip(file: BinaryIO, record: Mapping[str, Any]) -> Iterator[str]:
    """The same for an MP4, of which nothing is decoded. Raises OSError."""
    try:
        with av.open(file, "r", format="mp4") as container:
            tags = container.metadata
            counted = _counted(container)
        facts = comment.load(tags.get("comment", ""))
    except (av.error.FFmpegError, IndexError) as err:
        yield f"it does not open: {err}"
        return
    except ValueError as err:
        yield str(err)
        return
    late = record.keys() & counted.keys()
    yield from _facts(record, {key: record[key] for key in late} | facts)
    for key in sorted(late):
        yield from _same(f"{key}, counted", record[key], counted[key])
    if taken := _taken(record):
        yield from _same(
            "its tag's time", f"{taken:%Y-%m-%dT%H:%M:%S%z}", tags.get("com.apple.quicktime.creationdate")
        )
    place = _ISO6709.match(tags.get("com.apple.quicktime.location.ISO6709", ""))
    lat, lon = (None, None) if place is None else (float(place[1]), float(place[2]))
    yield from _place(record, lat, lon, ISO6709_DEGREES)


def _facts(record: Mapping[str, Any], inside: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted((record.keys() | inside.keys()) - ASIDE):
        told = record.get(key)
        yield from _same(key, told[: comment.LONGEST_TEXT] if isinstance(told, str) else told, inside.get(key))


def _same(what: str, told: object, found: object) -> Iterator[str]:
    if told != found:
        yield f"{what}: {_or_nothing(told)} in the catalog, {_or_nothing(found)} in the picture"


def _or_nothing(value: object) -> object:
    return "nothing" if value is None else value


def _taken(record: Mapping[str, Any]) -> datetime | None:
    utc_ns, offset_min = record.get("utc_ns"), record.get("utc_offset_min")
    if not isinstance(utc_ns, int) or not isinstance(offset_min, int):
        return None
    with suppress(OverflowError, ValueError):
        return comment.moment(utc_ns, offset_min)
    return None


def _place(record: Mapping[str, Any], lat: float | None, lon: float | None, apart: float) -> Iterator[str]:
    """Half a position, or 0, 0, is none, and is never written into a picture."""
    wanted = record.get("lat"), record.get("lon")
    if wanted == (0, 0) or None in wanted:
        wanted = None, None
    for what, told, found in zip(("its tag's latitude", "its tag's longitude"), wanted, (lat, lon), strict=True):
        if not isinstance(told, int | float) or found is None or abs(told - found) > apart:
            yield from _same(what, told, found)


def _degrees(arc: Any, minus: bool) -> float | None:
    if not isinstance(arc, tuple) or len(arc) != 3:
        return None
    degrees, minutes, seconds = map(float, arc)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if minus else size


def _counted(container: Any) -> dict[str, int]:
    """Frames, and gaps in their times as `ClipWriter` counts them: the last frame is shown for one period.

    PyAV before 15, Debian 13's, does not hand out the index itself."""
    video = container.streams.video[0]
    times = [packet.dts for packet in container.demux(video) if packet.size]
    period = (video.start_time or 0) + (video.duration or 0) - times[-1] if times else 0
    gaps = [round((then - now) / period) - 1 for now, then in pairwise(times)] if period > 0 else []
    return dict(zip(COUNTED, (len(times), sum(max(0, gap) for gap in gaps)), strict=True))
