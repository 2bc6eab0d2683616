"""The small TIFF file that EXIF is: three directories one behind the other, laid out by Pillow.

Each tag comes with its type, because the type that Pillow guesses from a value is not always EXIF's. The directories
are laid out one by one for the same reason: Pillow takes types for the outermost alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

from PIL.ExifTags import IFD
from PIL.Image import Exif
from PIL.TiffImagePlugin import IFDRational, ImageFileDirectory_v2
from PIL.TiffTags import LONG

HEADER = b"II*\0\x08\0\0\0"
"""Little-endian; the first directory follows at once."""
UNSIGNED = (0, 2**32 - 1)
SIGNED = (-(2**31), 2**31 - 1)

Tag = tuple[int, int, Any]
"""Number, type, value. A value of None leaves the tag out."""


def ratio(value: float | None, per_unit: int, limits: tuple[int, int] = UNSIGNED) -> IFDRational | None:
    """A number in whole steps of 1/per_unit, held inside what the type can carry; what is unknown stays so."""
    if value is None:
        return None
    least, most = limits
    return IFDRational(round(min(max(value * per_unit, least), most)), per_unit)


def pack(image: Iterable[Tag], photo: Iterable[Tag], gps: Iterable[Tag]) -> bytes:
    """The file: the image's directory, the Exif one behind it and the GPS one, the last only if it has any tag."""
    first, photo_ifd, gps_ifd = _directory(image), _directory(photo), _directory(gps)
    behind = [(IFD.Exif, photo_ifd)] + ([(IFD.GPSInfo, gps_ifd)] if len(gps_ifd) else [])
    for pointer, _ in behind:
        first.tagtype[pointer] = LONG
        first[pointer] = 0
    end = len(HEADER) + len(first.tobytes())
    parts = []
    for pointer, directory in behind:
        first[pointer] = end
        parts.append(directory.tobytes(end))
        end += len(parts[-1])
    return b"".join((HEADER, first.tobytes(len(HEADER)), *parts))


def unpack(tiff: bytes) -> tuple[dict[int, Any], dict[int, Any]]:
    """The Exif and the GPS directory, without tags that are damaged. ValueError: this is no TIFF file."""
    exif = Exif()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's way to say that it skips a damaged tag
        try:
            exif.load(tiff)
        except SyntaxError as err:
            raise ValueError(f"broken EXIF: {err}") from err
        return dict(exif.get_ifd(IFD.Exif)), dict(exif.get_ifd(IFD.GPSInfo))


def _directory(tags: Iterable[Tag]) -> ImageFileDirectory_v2:
    directory = ImageFileDirectory_v2(HEADER)
    for number, kind, value in tags:
        if value is not None:
            directory.tagtype[number] = kind
            directory[number] = value
    return directory
