"""The search for positions: in every usual form, and nowhere else."""

import random
import struct

import pytest
from captions import caption
from hypothesis import example, given
from hypothesis import strategies as st

from trapd.export.blur.search import Search
from trapd.media import exif, mp4

LAT, LON = 47.38276, 138.61947
SEARCH = Search([(LAT, LON)], [(47.4, 138.6)], near_deg=0.005)


@pytest.mark.parametrize(
    "text",
    [
        '"lat":47.38276,"lon":138.61947',
        "[138.6194700, 47.3827600]",
        "47.383; 138.619",
        "47,38276;138,61947",
        "+47.38276+138.61947+412.7/",
        "+472257.9+1383710.1/",
        "+47.38276+138.60000/",
        "47.38276",
        "473827600 1386194700",
        "4722.9656,N,13837.1682,E",
        "47°22'57.9\"N 138°37'10.1\"E",
        "N 47° 22.966' E 138° 37.168'",
        'exif:GPSLatitude="47,22.9656N" exif:GPSLongitude="138,37.1682E"',
        "47 deg 22' 57.94\" N, 138 deg 37' 10.09\" E",
    ],
)
def test_texts(text):
    assert SEARCH.text(f"x {text} y".encode())


@pytest.mark.parametrize(
    "text",
    [
        "47.4, 138.6",
        "+47.40000+138.60000/",
        "47 deg 24' 0\" N, 138 deg 36' 0\" E",
        '"latency_ms":47.383,"gain":7.5',
        "2026-01-15T04:47:47.382760Z",
        "147.38276",
        "1.47.38276 is a version",
        "20260115-210433-123_DESK-1_a1b2-000042-1.jpg",
        "size 4738276, at 2026:01:15 21:04:33",
    ],
)
def test_other_numbers(text):
    assert SEARCH.text(f"x {text} y".encode()) is None


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(
    ("kind", "steps"), [("d", 1), ("f", 1), ("i", 10_000_000), ("i", 1_000_000), ("i", 65_536)], ids=str
)
def test_numbers(order, kind, steps):
    where = [deg if steps == 1 else round(deg * steps) for deg in (LON, LAT)]

    assert SEARCH.number(b"abc" + struct.pack(f"{order}{kind}{kind}", *where))


def test_the_tags_of_pictures_and_clips():
    there, field = caption(lat=LAT, lon=LON), caption(lat=47.4, lon=138.6)

    assert "EXIF's arc" in SEARCH.number(exif.block(there, 320, 240))
    assert SEARCH.text(exif.block(there, 320, 240))  # the comment
    assert SEARCH.text("\n".join(mp4.tags(there).values()).encode())
    assert SEARCH.number(exif.block(field, 320, 240)) is None
    assert SEARCH.text(exif.block(field, 320, 240)) is None
    assert SEARCH.text("\n".join(mp4.tags(field).values()).encode()) is None


def test_a_degree_as_one_rational():
    assert SEARCH.number(struct.pack("<4I", 473_827_600, 10**7, 1_386_194_700, 10**7))


@pytest.mark.parametrize(("lat", "lon"), [(-33.9999, -18.00004), (0.00213, 179.99996), (89.99971, -0.00412)])
def test_on_the_edges_of_degrees(lat, lon):
    search = Search([(lat, lon)], [(round(lat, 1), round(lon, 1))], near_deg=0.005)
    block = exif.block(caption(lat=lat, lon=lon), 320, 240)

    assert search.text(f"{lat:.5f} {lon:.5f}".encode())
    assert search.number(block)


def test_what_may_be_told_is_no_find_even_beside_the_place():
    """The place lies a hundred metres from the middle of its field."""
    search = Search([(43.1009, 131.6008)], [(43.1, 131.6)], near_deg=0.005)
    block = exif.block(caption(lat=43.1, lon=131.6), 320, 240)

    assert search.text(b"+43.10000+131.60000/ 43.100, 131.600") is None
    assert search.text(block) is None
    assert search.number(block) is None
    assert search.text(b"43.1000, 131.6008")


def test_the_latitude_of_one_place_and_the_longitude_of_another_are_no_place():
    """Else each more place would make noise a find so many times as often."""
    search = Search([(LAT, LON), (45.11236, 136.31413)], [], near_deg=0.005)

    assert search.number(struct.pack("<2d", LAT, 136.31413)) is None
    assert search.text(b"47.385 136.314") is None
    assert search.text(b"47.385 45.112 138.619")


def test_whole_numbers_are_a_place_if_one_follows_the_other():
    """Of those nearly all noise is some number of degrees."""
    lat, lon = (struct.pack("<i", round(deg * 1e7)) for deg in (LAT, LON))

    assert SEARCH.number(lat + lon)
    assert SEARCH.number(lat + b"\0" + lon) is None
    assert SEARCH.number(lat + bytes(4) + lon) is None


@pytest.mark.parametrize("seed", range(8))
def test_noise_is_no_place(seed):
    """Of so many bytes; of all noise in the world some is a place: as a number, one in some hundred million bytes."""
    noise = random.Random(seed).randbytes(300_000)

    assert SEARCH.text(noise) is None
    assert SEARCH.number(noise) is None


@given(st.floats(-89, 89), st.floats(-180, 180), st.sampled_from([5, 6, 7]))
@example(9.99999, 99.99999, 5)
def test_any_place_is_found_however_it_was_rounded(lat, lon, digits):
    search = Search([(lat, lon)], [], near_deg=0.005)
    block = exif.block(caption(lat=lat, lon=lon), 320, 240)

    assert search.text(f"{lat:.{digits}f},{lon:.{digits}f}".encode())
    assert search.number(block)


@given(st.binary(max_size=200))
def test_nothing_is_found_where_nothing_is_secret(data):
    search = Search([], [], near_deg=0.005)

    assert search.text(data) is None
    assert search.number(data) is None
