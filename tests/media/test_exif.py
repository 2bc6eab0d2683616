import io
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from captions import caption, captions
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from trapd.media import comment, exif, jpeg

WIDTH, HEIGHT = 64, 48
PLANES = tuple(np.full(shape, 128, np.uint8) for shape in ((HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2), (24, 32)))
ENCODED = jpeg.encode(PLANES, 90)


def take(some):
    return jpeg.splice(ENCODED, exif.block(some, WIDTH, HEIGHT))


def read(picture):
    """Image, photo and GPS tags as Pillow reads them out of the whole file."""
    found = Image.open(io.BytesIO(picture)).getexif()
    return found, found.get_ifd(IFD.Exif), found.get_ifd(IFD.GPSInfo)


def angle(parts, ref):
    degrees, minutes, seconds = map(float, parts)
    return (degrees + minutes / 60 + seconds / 3600) * (-1 if ref in "SW" else 1)


def test_an_ordinary_picture_says_it_all():
    image, photo, gps = read(take(caption()))

    assert image[Base.Make] == "trapd"
    assert image[Base.Model] == "desktop simulation"
    assert image[Base.Software] == "trapd 0.1.0"
    assert image[Base.ImageDescription] == "KP-07 DESK-1 motion"
    assert image[Base.DateTime] == photo[Base.DateTimeOriginal] == "2026:01:15 21:04:33"
    assert photo[Base.OffsetTimeOriginal] == "+10:00"
    assert photo[Base.SubsecTimeOriginal] == "123"
    assert photo[Base.ExposureTime] == pytest.approx(1 / 250)
    assert photo[Base.ISOSpeedRatings] == 800
    assert photo[Base.Flash] == 9
    assert photo[Base.AmbientTemperature] == -12.5
    assert photo[Base.BodySerialNumber] == "DESK-1"
    assert photo[Base.ImageUniqueID] == comment.unique_id(caption())
    assert (photo[Base.ExifImageWidth], photo[Base.ExifImageHeight]) == (WIDTH, HEIGHT)
    assert angle(gps[GPS.GPSLatitude], gps[GPS.GPSLatitudeRef]) == pytest.approx(43.1034, abs=1e-7)
    assert angle(gps[GPS.GPSLongitude], gps[GPS.GPSLongitudeRef]) == pytest.approx(131.5503, abs=1e-7)
    assert (gps[GPS.GPSAltitude], gps[GPS.GPSAltitudeRef]) == (123, b"\0")
    assert gps[GPS.GPSDateStamp] == "2026:01:15"
    assert [float(part) for part in gps[GPS.GPSTimeStamp]] == [11, 4, 33.123]
    assert (gps[GPS.GPSDOP], gps[GPS.GPSHPositioningError]) == (0.9, 2.5)


def test_south_west_and_below_the_sea():
    _, _, gps = read(take(caption(lat=-33.5, lon=-0.25, alt_m=-12.3)))

    assert angle(gps[GPS.GPSLatitude], gps[GPS.GPSLatitudeRef]) == -33.5
    assert angle(gps[GPS.GPSLongitude], gps[GPS.GPSLongitudeRef]) == -0.25
    assert (gps[GPS.GPSAltitude], gps[GPS.GPSAltitudeRef]) == (pytest.approx(12.3), b"\1")


@pytest.mark.parametrize("unknown", [{"lat": None, "lon": None}, {"lon": None}, {"lat": 0.0, "lon": 0.0}])
def test_without_a_position_there_is_no_gps_directory(unknown):
    image, _, _ = read(take(caption(**unknown)))

    assert IFD.GPSInfo not in image


def test_an_unset_clock_gives_no_gps_time_but_a_date_that_says_so():
    image, photo, gps = read(take(caption(time_source="none")))

    assert GPS.GPSTimeStamp not in gps
    assert GPS.GPSDateStamp not in gps
    assert photo[Base.DateTimeOriginal] == "2026:01:15 21:04:33"
    assert image[Base.ImageDescription].endswith("clock not set")


def test_what_the_camera_did_not_say_is_left_out():
    _, photo, _ = read(take(caption(exposure_us=None, gain=None, temperature_c=None, lit=False)))

    assert photo.keys().isdisjoint({Base.ExposureTime, Base.ISOSpeedRatings, Base.AmbientTemperature})
    assert photo[Base.Flash] == 0x10


def test_a_maker_in_another_script_is_whole_in_the_comment():
    picture = take(caption(make="Фотоловушка\n"))

    assert read(picture)[0][Base.Make] == "???????????" + "?"
    assert exif.read(picture)["make"] == "Фотоловушка\n"


@given(captions())
@settings(deadline=None)
def test_any_caption_comes_back_and_fits_one_segment(anything):
    block = exif.block(anything, WIDTH, HEIGHT)
    picture = jpeg.splice(ENCODED, block)
    _, photo, gps = read(picture)

    assert len(block) <= 65_533 - len(jpeg.EXIF)
    assert jpeg.exif_of(picture) == block
    assert exif.read(picture) == comment.load(comment.dump(anything))
    local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=anything.utc_ns // 1000)
    local += timedelta(minutes=anything.utc_offset_min)
    assert photo[Base.DateTimeOriginal] == local.strftime("%Y:%m:%d %H:%M:%S")
    assert photo[Base.SubsecTimeOriginal] == f"{local.microsecond // 1000:03d}"
    if anything.position is None:
        assert not gps
    else:
        lat, lon = anything.position
        assert angle(gps[GPS.GPSLatitude], gps[GPS.GPSLatitudeRef]) == pytest.approx(lat, abs=2e-8)
        assert angle(gps[GPS.GPSLongitude], gps[GPS.GPSLongitudeRef]) == pytest.approx(lon, abs=2e-8)
        assert (GPS.GPSDateStamp in gps) == (anything.time_source == "gps")


@given(st.data())
@settings(deadline=None)
def test_a_damaged_block_gives_facts_or_a_clear_refusal(data):
    picture = bytearray(take(caption()))
    for _ in range(data.draw(st.integers(1, 8))):
        picture[data.draw(st.integers(12, 900))] = data.draw(st.integers(0, 255))
    try:
        facts = exif.read(bytes(picture))
    except ValueError:
        return
    assert "schema_version" not in facts


def test_a_picture_of_another_camera_is_refused():
    plain = io.BytesIO()
    other = Image.Exif()
    other[Base.Make] = "Bushnell"
    Image.new("RGB", (8, 8)).save(plain, "JPEG", exif=other)

    with pytest.raises(ValueError, match="UserComment"):
        exif.read(plain.getvalue())
    with pytest.raises(ValueError, match="no EXIF"):
        exif.read(ENCODED)
