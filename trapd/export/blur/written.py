"""In which forms a latitude or a longitude can stand in a file. Signs are left aside.

| form | as |
|---|---|
| degrees | `43.1034`, `43,1034`, `4310340`, `431034000` |
| degrees and minutes | `4306.204`, as NMEA has it |
| degrees, minutes and seconds | `43° 06' 12.24"`, `+430612.24` |
| EXIF's rationals | 43/1 6/1 122400/10000, or 431034/10000 |
| numbers | of 32 and 64 bits, floating, or whole steps of 1e-6°, 1e-7° and 1/65536° (`loci` of 3GPP TS 26.244) |
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from mmap import mmap
from typing import Any

import numpy as np

from trapd.core.value import value

Bytes = bytes | mmap
IN_TEXT, IN_EXIF, IN_NUMBERS = 256, 64, 16
"""Bytes from a latitude to its longitude."""
DIGITS = 3
"""Behind the point of degrees: 100 m. With fewer it is no exact position, and may be a voltage."""
LONE_DIGITS = 4
LONE_FROM_DEG = 20
"""A number of so many digits from here on is evidence alone. Smaller ones may be a camera's gain."""
WHOLE_DIGITS = (5, 7)
"""Behind those of the whole degrees, without a point. With 4 or 6 it may be a time of day or a date."""
DENOMINATORS = np.array([2**twos * 5**fives for twos in range(8) for fives in range(8)])
"""Those of decimals up to the seventh, reduced."""
GPS_TIME = 7, 5, 3
"""Number, type and count of the tag `GPSTimeStamp` (EXIF 2.32, table 15)."""
FIXED = (("f8", 1), ("f4", 1), ("i4", 10**7), ("i4", 10**6), ("i4", 65_536))
"""Types, and their steps in a degree."""


@value
class Reading:
    """A number that may be a latitude or a longitude."""

    at: int
    deg: float
    form: str
    within: int
    """So many bytes on, the other half of a position would stand."""
    off_deg: float = 0
    """So far its digits may be from what was meant, if it is evidence without the other half; else 0."""


def texts(data: Bytes, whole: int) -> Iterator[Reading]:
    """Those of so many whole degrees, in the order of the file, one form after the other. Fast: for all of a
    picture."""
    for found in _numbers(rb"%d(\d*)([.,]\d+)?" % whole, data):
        yield from _run(found, whole, _before(data, found.start()))
    for found in _numbers(rb"%d[^\d\n:]{1,8}([0-5]?\d)[^\d\n:]{1,8}([0-5]?\d(?:[.,]\d+)?)" % whole, data):
        yield Reading(found.start(), whole + _arc(found[1], found[2]), "an arc", IN_TEXT)


def _numbers(pattern: bytes, data: Bytes) -> Iterator[re.Match[bytes]]:
    """Those that begin a number. A pattern that looked behind itself would be searched for ten times as long."""
    search, at = re.compile(pattern).search, 0
    while found := search(data, at):
        begins = _before(data, found.start())
        if begins:
            yield found
        at = found.end() if begins else found.start() + 1


def _run(found: re.Match[bytes], whole: int, before: bytes) -> Iterator[Reading]:
    """What a run of figures may be; `before` stands before it."""
    digits, rest, at = found[1], found[2] or b"", found.start()
    decimals = len(rest) - 1
    if not digits and decimals >= DIGITS:
        # The figures behind a colon are seconds.
        lone = decimals >= LONE_DIGITS and whole >= LONE_FROM_DEG and rest[:1] == b"." and before != b":"
        yield Reading(at, whole + _decimal(b"0" + rest), "degrees", IN_TEXT, 10**-decimals if lone else 0)
    elif not rest and len(digits) in WHOLE_DIGITS:
        yield Reading(at, whole + int(digits) / 10 ** len(digits), "degrees without a point", IN_TEXT)
    elif len(digits) == 2 and rest and int(digits) < 60:
        yield Reading(at, whole + _decimal(digits + rest) / 60, "degrees and minutes", IN_TEXT)
    elif len(digits) == 4 and before in b"+-" and int(digits[:2]) < 60 and int(digits[2:]) < 60:
        yield Reading(at, whole + _arc(digits[:2], digits[2:] + rest), "an arc without signs", IN_TEXT)


def _before(data: Bytes, at: int) -> bytes:
    """The byte before a number and its leading zeros, or a blank at the file's beginning; empty within a number."""
    while data[at - 1 : at] == b"0":
        at -= 1
    before = data[at - 1 : at] or b" "
    return b"" if before.isdigit() or before == b"." else before


def _decimal(digits: bytes) -> float:
    return float(digits.replace(b",", b"."))


def _arc(minutes: bytes, seconds: bytes) -> float:
    return int(minutes) / 60 + _decimal(seconds) / 3600


def numbers(data: bytes, ranges: Any) -> Iterator[list[Reading]]:
    """Those within these ranges, by form. `ranges`: where they begin and end by turns, in order. Slow: for what a
    file says, not for its pixels."""
    for order in "<>":
        for kind, steps in FIXED:
            yield list(_fixed(data, np.dtype(order + kind), steps, ranges))
        yield list(_arcs(data, np.dtype(order + "u4"), ranges))
        yield list(_ratios(data, np.dtype(order + "u4"), ranges))


def _fixed(data: bytes, kind: np.dtype[Any], steps: int, ranges: Any) -> Iterator[Reading]:
    form = f"numbers ({kind.str}, {steps:,} a degree)"
    for at, row in _rows(data, kind):
        with np.errstate(all="ignore"):
            degrees = np.abs(row.astype(np.float64)) / steps
        for place in _within(degrees, ranges):
            yield Reading(at + int(place) * kind.itemsize, float(degrees[place]), form, IN_NUMBERS)


def _arcs(data: bytes, kind: np.dtype[Any], ranges: Any) -> Iterator[Reading]:
    """Degrees, minutes and seconds."""
    times = set(_times_of_day(data))
    for at, row in _rows(data, kind):
        decimal = np.isin(row, DENOMINATORS)
        places = np.flatnonzero(decimal[1:-4] & decimal[3:-2] & decimal[5:])
        whole, minutes, seconds = (row[places + n] / row[places + n + 1] for n in (0, 2, 4))
        degrees = whole + minutes / 60 + seconds / 3600
        for found in _within(degrees, ranges):
            place = at + 4 * int(places[found])
            if place not in times:
                yield Reading(place, float(degrees[found]), "EXIF's arc", IN_EXIF)


def _times_of_day(data: bytes) -> Iterator[int]:
    """Where `GPSTimeStamp` says hours, minutes and seconds, as arcs are said."""
    for order, header in (("<", b"II*\0"), (">", b"MM\0*")):
        begin = data.find(header)
        for entry in re.finditer(re.escape(struct.pack(f"{order}HHI", *GPS_TIME)) + b"(....)", data, re.DOTALL):
            yield begin + struct.unpack(f"{order}I", entry[1])[0]


def _ratios(data: bytes, kind: np.dtype[Any], ranges: Any) -> Iterator[Reading]:
    for at, row in _rows(data, kind):
        places = np.flatnonzero(np.isin(row[1:], DENOMINATORS[DENOMINATORS >= 10**DIGITS]))
        degrees = row[places] / row[places + 1]
        for found in _within(degrees, ranges):
            yield Reading(at + 4 * int(places[found]), float(degrees[found]), "EXIF's degrees", IN_EXIF)


def _within(degrees: Any, ranges: Any) -> Any:
    return np.flatnonzero(np.searchsorted(ranges, degrees, "right") % 2)


def _rows(data: bytes, kind: np.dtype[Any]) -> Iterator[tuple[int, Any]]:
    """The same bytes as numbers, begun at each byte that a number can begin at."""
    for at in range(kind.itemsize):
        count = (len(data) - at) // kind.itemsize
        if count > 0:
            yield at, np.frombuffer(data, kind, count, at)
