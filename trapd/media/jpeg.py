"""Planes to JPEG bytes, and what has to be known of a JPEG's frame to put EXIF into it and to tell it whole."""

from __future__ import annotations

from mmap import mmap
from typing import Any
from zlib import crc32

import simplejpeg

Bytes = bytes | mmap
SOI = b"\xff\xd8"
"""Start of image."""
EOI = b"\xff\xd9"
"""End of image. In the compressed data 0xFF is always followed by 0x00 or a restart marker, so these two bytes
cannot stand there by chance (ITU-T T.81, B.1.1.5)."""
APP0, APP1, SOS = 0xE0, 0xE1, 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers that begin a frame, baseline or not (T.81, table B.1)."""
EXIF = b"Exif\0\0"
COMMENT = 0xFE
CHECK_SIZE = 2 + len("trapd crc32 00000000")
CHECK = bytes((0xFF, COMMENT, 0, CHECK_SIZE)) + b"trapd crc32 "
"""Begins a comment segment that says of all the other bytes, in eight hex digits, whether they are the right ones."""


def encode(planes: tuple[Any, Any, Any], quality: int) -> bytes:
    """Y, U and V, full range (JFIF's BT.601), straight into libjpeg-turbo: no RGB, no copy of a plane."""
    y, u, v = planes
    jpeg: bytes = simplejpeg.encode_jpeg_yuv_planes(y, u, v, quality=quality)
    return jpeg


def splice(jpeg: bytes, exif: bytes) -> bytes:
    """The same picture with this EXIF and a check, not decoded again, in the place of any that it has.

    EXIF wants its APP1 first of all segments, and JFIF its APP0: the JFIF one goes (EXIF 2.32, 4.5.5).
    """
    rest = len(SOI)
    while jpeg[rest : rest + 2] == bytes((0xFF, APP0)) or _is_exif(jpeg, rest) or jpeg.startswith(CHECK, rest):
        rest += 2 + _length(jpeg, rest)
    app1 = b"".join((bytes((0xFF, APP1)), (2 + len(EXIF) + len(exif)).to_bytes(2, "big"), EXIF, exif))
    body = memoryview(jpeg)[rest:]
    return b"".join((SOI, app1, CHECK, _crc(app1, body), body))


def dimensions(jpeg: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the frame's header says. ValueError: no JPEG."""
    for marker, at, _ in _segments(jpeg):
        if marker in FRAMES:
            return int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big")
    raise ValueError("broken JPEG: no frame in it")


def head(jpeg: Bytes) -> int:
    """Where the compressed data begin; the end of what is no JPEG."""
    try:
        *_, (_, at, length) = _segments(jpeg)
    except ValueError:
        return len(jpeg)
    return at + 2 + length


def exif_of(jpeg: bytes) -> bytes:
    """The EXIF block inside. ValueError: no JPEG, or none inside."""
    for _, at, length in _segments(jpeg):
        if _is_exif(jpeg, at):
            return jpeg[at + 4 + len(EXIF) : at + 2 + length]
    raise ValueError("no EXIF in this JPEG")


def whole(jpeg: bytes) -> bool:
    """Whether a JPEG of one scan, as `encode` and `splice` make it, is there from its first byte to its last.

    A file cut short, or with zero or stale blocks anywhere, is not.
    """
    try:
        *front, (marker, at, length) = _segments(jpeg)
    except ValueError:
        return False
    if marker != SOS or jpeg.find(EOI, at + 2 + length) != len(jpeg) - len(EOI):
        return False
    for _, start, size in front[1:2]:  # behind the EXIF; by its length, since its own words may be damaged
        if size == CHECK_SIZE:
            end = start + 2 + size
            checked = CHECK + _crc(jpeg[len(SOI) : start], memoryview(jpeg)[end:])
            return jpeg[start:end] == checked
    return _sound(jpeg)


def _sound(jpeg: bytes) -> bool:
    """Whether a strict decoder finds no fault in a picture without a check. Of 120 of 1 MB, each with one wrong block
    of 4 KB, it saw 117."""
    try:
        simplejpeg.decode_jpeg(jpeg, "GRAY")
    except ValueError:
        return False
    return True


def _segments(jpeg: Bytes) -> list[tuple[int, int, int]]:
    """Marker, offset and length of each segment up to the compressed data. ValueError: this is not a JPEG."""
    if jpeg[: len(SOI)] != SOI:
        raise ValueError("no JPEG: it does not start with FF D8")
    found, at, marker = [], len(SOI), 0
    while marker != SOS:
        if at + 4 > len(jpeg) or jpeg[at] != 0xFF:
            raise ValueError(f"broken JPEG: no segment at byte {at}")
        marker, length = jpeg[at + 1], _length(jpeg, at)
        found.append((marker, at, length))
        at += 2 + length
    return found


def _crc(before: bytes, behind: memoryview) -> bytes:
    return b"%08x" % crc32(behind, crc32(before))


def _is_exif(jpeg: bytes, at: int) -> bool:
    """Whether the segment at this offset is an EXIF block."""
    return jpeg[at : at + 2] == bytes((0xFF, APP1)) and jpeg.startswith(EXIF, at + 4)


def _length(jpeg: Bytes, at: int) -> int:
    """Of the segment whose marker is at this offset: the marker's two bytes are not counted."""
    return int.from_bytes(jpeg[at + 2 : at + 4], "big")
