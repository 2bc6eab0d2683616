"""A caption as an EXIF block, and the facts out of one. Tags as in EXIF 2.32 (CIPA DC-008-2019)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from PIL.ExifTags import GPS, Base
from PIL.TiffImagePlugin import IFDRational
from PIL.TiffTags import ASCII, BYTE, LONG, RATIONAL, SHORT, SIGNED_RATIONAL, UNDEFINED

from trapd.core.caption import Caption
from trapd.media import comment, jpeg, tiff
from trapd.media.tiff import Tag, ratio

CODED_ASCII = b"ASCII\0\0\0"
"""Opens a UserComment and a GPSProcessingMethod: what follows is ASCII."""
LONGEST_LINE = 120
"""Characters of one text."""
ARC_STEPS = 10_000
"""Parts of an arc second: one is 3 mm on the ground."""
BASE_ISO = 100
"""What a gain of 1 is called. The usual camera modules state no ISO: it orders pictures, it does not meter them."""
MOST_ISO = 65_535
"""EXIF says this for anything beyond."""
FIRED, OFF = 0x09, 0x10
"""Flash: on by order and fired; off by order."""


def block(caption: Caption, width: int, height: int) -> bytes:
    """The EXIF of a picture of so many pixels, for `jpeg.splice`. Always fits one segment."""
    return tiff.pack(_image(caption), _photo(caption, width, height), _gps(caption))


def read(picture: bytes) -> dict[str, Any]:
    """The facts inside a JPEG that trapd took. ValueError: there are none."""
    photo, _ = tiff.unpack(jpeg.exif_of(picture))
    return facts(photo)


def facts(photo: Mapping[int, Any]) -> dict[str, Any]:
    """Those in the comment of an Exif directory. ValueError: there are none."""
    text = photo.get(Base.UserComment)
    if not isinstance(text, bytes) or not text.startswith(CODED_ASCII):
        raise ValueError("no facts in this JPEG: it has no UserComment in ASCII")
    return comment.load(text.removeprefix(CODED_ASCII).decode("ascii"))


def _image(caption: Caption) -> Iterator[Tag]:
    local = comment.local_time(caption)
    yield Base.ImageDescription, ASCII, _line(comment.headline(caption))
    yield Base.Make, ASCII, _line(caption.make)
    yield Base.Model, ASCII, _line(caption.model)
    yield Base.XResolution, RATIONAL, IFDRational(72)
    yield Base.YResolution, RATIONAL, IFDRational(72)
    yield Base.ResolutionUnit, SHORT, 2  # inches; 72 is EXIF's word for "no such thing"
    yield Base.Software, ASCII, _line(f"trapd {caption.firmware}")
    yield Base.DateTime, ASCII, f"{local:%Y:%m:%d %H:%M:%S}"
    yield Base.YCbCrPositioning, SHORT, 1  # centred, as JPEG decoders take it


def _photo(caption: Caption, width: int, height: int) -> Iterator[Tag]:
    local = comment.local_time(caption)
    stamp = f"{local:%Y:%m:%d %H:%M:%S}"
    offset = local.isoformat()[-6:]
    milliseconds = f"{local.microsecond // 1000:03d}"
    iso = None if caption.gain is None else round(min(max(caption.gain * BASE_ISO, 1), MOST_ISO))
    exposure_s = None if caption.exposure_us is None else caption.exposure_us / 1e6

    yield Base.ExposureTime, RATIONAL, ratio(exposure_s, 1_000_000)
    yield Base.ISOSpeedRatings, SHORT, iso
    yield Base.SensitivityType, SHORT, None if iso is None else 2  # the one above is a recommended exposure index
    yield Base.RecommendedExposureIndex, LONG, iso
    yield Base.ExifVersion, UNDEFINED, b"0232"
    yield Base.DateTimeOriginal, ASCII, stamp
    yield Base.DateTimeDigitized, ASCII, stamp
    yield Base.OffsetTime, ASCII, offset
    yield Base.OffsetTimeOriginal, ASCII, offset
    yield Base.OffsetTimeDigitized, ASCII, offset
    yield Base.ComponentsConfiguration, UNDEFINED, b"\1\2\3\0"  # Y, Cb, Cr
    yield Base.Flash, SHORT, FIRED if caption.lit else OFF
    yield Base.UserComment, UNDEFINED, CODED_ASCII + comment.dump(caption).encode("ascii")
    yield Base.SubsecTime, ASCII, milliseconds
    yield Base.SubsecTimeOriginal, ASCII, milliseconds
    yield Base.SubsecTimeDigitized, ASCII, milliseconds
    yield Base.AmbientTemperature, SIGNED_RATIONAL, ratio(caption.temperature_c, 100, tiff.SIGNED)
    yield Base.FlashPixVersion, UNDEFINED, b"0100"
    yield Base.ColorSpace, SHORT, 1  # sRGB
    yield Base.ExifImageWidth, LONG, width
    yield Base.ExifImageHeight, LONG, height
    yield Base.ImageUniqueID, ASCII, comment.unique_id(caption)
    yield Base.BodySerialNumber, ASCII, _line(caption.unit)


def _gps(caption: Caption) -> Iterator[Tag]:
    """Nothing at all without a position: readers take an empty or half-filled directory for 0, 0."""
    if caption.position is None:
        return
    lat, lon = caption.position
    yield GPS.GPSVersionID, BYTE, b"\2\3\0\0"
    yield GPS.GPSLatitudeRef, ASCII, "N" if lat >= 0 else "S"
    yield GPS.GPSLatitude, RATIONAL, _degrees(lat)
    yield GPS.GPSLongitudeRef, ASCII, "E" if lon >= 0 else "W"
    yield GPS.GPSLongitude, RATIONAL, _degrees(lon)
    if caption.alt_m is not None:
        yield GPS.GPSAltitudeRef, BYTE, b"\0" if caption.alt_m >= 0 else b"\1"
        yield GPS.GPSAltitude, RATIONAL, ratio(abs(caption.alt_m), 100)
    if caption.time_source == "gps":
        utc = comment.local_time(caption).astimezone(UTC)
        seconds = IFDRational(utc.second * 1000 + utc.microsecond // 1000, 1000)
        yield GPS.GPSTimeStamp, RATIONAL, (IFDRational(utc.hour), IFDRational(utc.minute), seconds)
        yield GPS.GPSDateStamp, ASCII, f"{utc:%Y:%m:%d}"
    yield GPS.GPSDOP, RATIONAL, ratio(caption.hdop, 100)
    yield GPS.GPSMapDatum, ASCII, "WGS-84"
    yield GPS.GPSProcessingMethod, UNDEFINED, CODED_ASCII + b"GPS"
    yield GPS.GPSHPositioningError, RATIONAL, ratio(caption.position_error_m, 100)


def _degrees(angle: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds of arc, without the sign."""
    minutes, steps = divmod(round(abs(angle) * 3600 * ARC_STEPS), 60 * ARC_STEPS)
    degrees, minutes = divmod(minutes, 60)
    return IFDRational(degrees), IFDRational(minutes), IFDRational(steps, ARC_STEPS)


def _line(text: str) -> str | None:
    """What EXIF's ASCII can hold of a free text: one line, `?` for what it cannot say."""
    return "".join(c if " " <= c <= "~" else "?" for c in text[:LONGEST_LINE]).strip() or None
