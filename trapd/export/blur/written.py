"""In which forms a latitude or a longitude can stand in a text. Signs are left aside.

| form | as |
|---|---|
| degrees | `43.1034`, `43,1034`, `4310340`, `431034000` |
| degrees and minutes | `4306.204`, as NMEA has it; `43° 06.204'`; `43,6.204N`, as XMP has it |
| degrees, minutes and seconds | `43° 06' 12.24"`, `+430612.24` |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from mmap import mmap

from trapd.core.value import value

Bytes = bytes | mmap
WITHIN = 256
"""Bytes from a latitude to its longitude, with words in between."""
DIGITS = 3
"""Behind the point of degrees: 100 m. With fewer it is no exact position, and may be a voltage."""
LONE_DIGITS = 4
LONE_FROM_DEG = 20
"""A number of so many digits from here on is evidence alone. Smaller ones may be a camera's gain."""
WHOLE_DIGITS = (5, 7)
"""Behind those of the whole degrees, without a point. With 4 or 6 it may be a time of day or a date."""


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
    for found in _numbers(
        rb"%d[^\d\n:]{1,8}([0-5]?\d)(\.\d+)?(?:[^\d\n:]{1,8}([0-5]?\d(?:[.,]\d+)?))?" % whole, data
    ):
        yield from _apart(found, whole)


def _numbers(pattern: bytes, data: Bytes) -> Iterator[re.Match[bytes]]:
    """Those that begin a number. A pattern that looked behind itself would be searched for twenty times as long."""
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
        yield Reading(at, whole + _decimal(b"0" + rest), "degrees", WITHIN, 10**-decimals if lone else 0)
    elif not rest and len(digits) in WHOLE_DIGITS:
        yield Reading(at, whole + int(digits) / 10 ** len(digits), "degrees without a point", WITHIN)
    elif len(digits) == 2 and rest and int(digits) < 60:
        yield Reading(at, whole + _decimal(digits + rest) / 60, "degrees and minutes", WITHIN)
    elif len(digits) == 4 and before in b"+-" and int(digits[:2]) < 60 and int(digits[2:]) < 60:
        yield Reading(at, whole + _arc(digits[:2], digits[2:] + rest), "an arc without signs", WITHIN)


def _apart(found: re.Match[bytes], whole: int) -> Iterator[Reading]:
    """Degrees, minutes and seconds with something in between; or minutes with decimals, and what comes then is not
    theirs."""
    minutes, fraction, seconds = found.groups()
    if fraction is not None:
        yield Reading(found.start(), whole + _decimal(minutes + fraction) / 60, "degrees and minutes, apart", WITHIN)
    elif seconds is not None:
        yield Reading(found.start(), whole + _arc(minutes, seconds), "an arc", WITHIN)


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
