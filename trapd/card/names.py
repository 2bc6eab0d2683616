"""The name of a picture: `KP-07/20260115-210433-123_DESK-1_a1b2-000042-1.jpg`.

Station, local standard time, unit, boot and sequence, number. Names sort by time within a station, and no unit ever
repeats one: `boot` is drawn anew at each start and `sequence` goes on over starts. Each part is made of letters,
digits and hyphens, so FAT can store the name and `__`, which camtrapR reserves, never occurs. `-clip2` is the second
part of one whose card failed in its middle; a `_cut` clip ended before its time, and was closed at a later start. A
name that ends in `_unsync` was made before the clock was right; the time in it is the system clock's.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from trapd.core.caption import Caption
from trapd.core.units import MS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE_MS = 60_000
DAY_MS = 1_440 * MINUTE_MS
TRIGGERS = 100
"""Of one folder. With the most pictures each, 101, they fit into one of FAT32, which holds 13,106 such names; and the
check of an exFAT takes time by the square of a folder's names (exfatprogs, PR 229)."""

_NAME = re.compile(
    r"[^/]+(?:/\d{4,})?/\d{8}-\d{6}-\d{3}_([A-Za-z0-9-]+_[0-9a-f]{4}-\d{6,}-(?:clip\d*|\d+))(?:_cut)?(?:_unsync)?"
    r"\.(?:jpg|mp4)"
)


def name(caption: Caption) -> str:
    """The picture's path below the card's root, `/` between its parts."""
    day, ms = divmod(caption.utc_ns // MS + caption.utc_offset_min * MINUTE_MS, DAY_MS)
    minute, ms = divmod(ms, MINUTE_MS)
    clock = str((minute // 60 * 100 + minute % 60) * 100_000 + ms).zfill(9)
    taken = f"{_day(day)}-{clock[:6]}-{clock[6:]}"
    clip = caption.media == "clip"
    what = f"clip{caption.part or ''}" if clip else caption.number
    cut = "_cut" if caption.interrupted else ""
    doubt = "" if caption.synchronised else "_unsync"
    shot = f"{caption.unit}_{caption.boot}-{str(caption.sequence).zfill(6)}-{what}{cut}{doubt}"
    return f"{folder(caption)}/{taken}_{shot}.{'mp4' if clip else 'jpg'}"


@lru_cache(maxsize=4)
def _day(since_1970: int) -> str:
    """A season names 200,000 pictures."""
    return (_EPOCH + timedelta(days=since_1970)).strftime("%Y%m%d")


def folder(caption: Caption) -> str:
    """Below the card's root: the station's, or one in it that holds a hundred triggers."""
    hundreds = caption.sequence // TRIGGERS
    return f"{caption.station}/{str(hundreds).zfill(4)}" if hundreds else caption.station


def unit(name: str) -> str:
    """Whose picture it is. Anything else for a file that is not ours."""
    return shot(name).rpartition("_")[0]


def ours(name: str) -> bool:
    """Whether a picture may be called so."""
    return _NAME.fullmatch(name) is not None


def station(name: str) -> str:
    """In whose folder it lies."""
    return name.partition("/")[0]


def shot(name: str) -> str:
    """What stays when a picture gets another name, since it was repaired or closed: unit, boot, sequence, and number
    or part. The whole name of a file that is not ours."""
    found = _NAME.fullmatch(name)
    return found[1] if found else name
