"""Finds one position in any bytes, in whatever form it is usually written."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

NEAR_DEG = 0.005
"""Half a kilometre: whoever comes so near has found it."""
DECIMAL = re.compile(rb"(?<![\d.])(\d{1,3}[.,]\d{3,})")
"""Decimal degrees worth a hundred metres, as in JSON, in a sentence, in ISO 6709."""
MINUTES = re.compile(rb"(?=(?<!\d)(\d{1,3})(\d\d\.\d+))")
"""NMEA's ddmm.mmmm and dddmm.mmmm."""
ARC = re.compile(rb"(?=(?<![\d:.])(\d{1,3})[^\d\n]{1,8}(\d{1,2})[^\d\n]{1,8}(\d{1,2}))")
"""Degrees, minutes and seconds, in figures; not the minutes of an hour."""
SECONDS = 1 / 3600


def traces(data: bytes, lat: float, lon: float) -> list[str]:
    """Each form of the latitude or the longitude that stands in the data."""
    return [f"{deg:g} as {form}: {text!r}" for deg in (lat, lon) for form, text in _forms(data, deg)]


def _forms(data: bytes, deg: float) -> Iterator[tuple[str, bytes]]:
    deg = abs(deg)
    for found in DECIMAL.finditer(data):
        if abs(float(found[1].replace(b",", b".")) - deg) < NEAR_DEG:
            yield "decimal degrees", found[1]
    for found in MINUTES.finditer(data):
        if abs(int(found[1]) + float(found[2]) / 60 - deg) < NEAR_DEG:
            yield "degrees and minutes", found[1] + found[2]
    for found in ARC.finditer(data):
        if abs(int(found[1]) + int(found[2]) / 60 + int(found[3]) * SECONDS - deg) < NEAR_DEG:
            yield "an arc", b" ".join(found.groups())
    degrees, minutes = int(deg), int(deg % 1 * 60)
    for order in "<>":
        rational = struct.pack(f"{order}IIII", degrees, 1, minutes, 1)
        if rational in data:
            yield "EXIF's rationals", rational
