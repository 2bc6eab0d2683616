"""The date in an MP4's own headers. The standard has it in UTC; what reads it for local time needs it changed.

The boxes are those of ISO/IEC 14496-12:2015: `mvhd` (8.2.2), `tkhd` (8.3.2) and `mdhd` (8.4.2). Each begins with its
version, the date of its creation and that of its last change, in seconds since 1904.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

TO_1970_S = 2_082_844_800
"""From 1904, where the boxes count from."""
AROUND = {b"moov", b"trak", b"mdia"}
"""Boxes of boxes, one of which is a header with a date."""
DATED = {b"mvhd", b"tkhd", b"mdhd"}
LARGE = 1
"""Instead of a size: it follows behind the name, in eight bytes."""
TO_THE_END = 0
WIDTHS = {0: 4, 1: 8}
"""Bytes of a date, by the box's version."""


def write(file: BinaryIO, moment_s: int) -> None:
    """Say in place, wherever the file's headers say it, that it was made so many seconds after 1970 began. Nothing
    else changes, no byte moves. ValueError: it has no such header, or one that cannot hold this date."""
    found = list(_dated(file, 0, file.seek(0, io.SEEK_END)))
    if not found:
        raise ValueError("no MP4 with a header: no date can be written into it")
    for at, width in found:
        try:
            date = (moment_s + TO_1970_S).to_bytes(width)
        except OverflowError:
            raise ValueError(f"an MP4 of this version holds no date {moment_s} s from 1970") from None
        file.seek(at)
        file.write(date + date)


def _dated(file: BinaryIO, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each header's date of creation stands, the date of change right behind it, and how wide each is."""
    while at + 8 <= end:
        file.seek(at)
        size, name = int.from_bytes(file.read(4)), file.read(4)
        body = at + 8
        if size == LARGE:
            size, body = int.from_bytes(file.read(8)), body + 8
        last = end if size == TO_THE_END else at + size
        if last < body or last > end:
            raise ValueError("a broken MP4: a box ends beyond what it lies in")
        if name in AROUND:
            yield from _dated(file, body, last)
        elif name in DATED:
            version = int.from_bytes(file.read(1))
            width = WIDTHS.get(version, 0)
            if not width or body + 4 + 2 * width > last:
                raise ValueError(f"a broken MP4: a header of version {version}, {last - body} bytes long")
            yield body + 4, width  # behind version and flags
        at = last
