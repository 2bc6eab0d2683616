"""In which forms a latitude or a longitude can stand in a file as binary numbers. Signs are left aside.

| form | as |
|---|---|
| EXIF's rationals | 43/1 6/1 122400/10000, or 431034/10000 |
| numbers | of 32 and 64 bits, floating, or whole steps of 1e-6°, 1e-7° and 1/65536° (`loci` of 3GPP TS 26.244) |
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from trapd.export.blur.written import DIGITS, Reading

IN_EXIF, WITHIN = 64, 16
"""Bytes from a latitude to its longitude: two arcs of an Exif directory, two floating point numbers. Whole numbers
follow each other: of those nearly all noise is some number of degrees, of the others nearly none."""
DENOMINATORS = np.array([2**twos * 5**fives for twos in range(8) for fives in range(8)])
"""Those of decimals up to the seventh, reduced."""
GPS_TIME = 7, 5, 3
"""Number, type and count of the tag `GPSTimeStamp` (EXIF 2.32, table 15)."""
FIXED = (("f8", 1), ("f4", 1), ("i4", 10**7), ("i4", 10**6), ("i4", 65_536))
"""Types, and their steps in a degree."""


def numbers(data: bytes, ranges: Any) -> Iterator[list[Reading]]:
    """Those within these ranges, by form; whole and floating ones by the byte that their row begins at as well.
    `ranges`: where they begin and end by turns, in order. Slow: for what a file says, not for its pixels."""
    for order in "<>":
        for kind, steps in FIXED:
            yield from _fixed(data, np.dtype(order + kind), steps, ranges)
        yield list(_arcs(data, np.dtype(order + "u4"), ranges))
        yield list(_ratios(data, np.dtype(order + "u4"), ranges))


def _fixed(data: bytes, kind: np.dtype[Any], steps: int, ranges: Any) -> Iterator[list[Reading]]:
    within = kind.itemsize if kind.kind == "i" else WITHIN
    form = f"numbers ({kind.str}, {steps:,} a degree)"
    for at, row in _rows(data, kind):
        with np.errstate(all="ignore"):
            degrees = np.abs(row.astype(np.float64)) / steps
        yield [
            Reading(at + int(place) * kind.itemsize, float(degrees[place]), form, within)
            for place in _within(degrees, ranges)
        ]


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
