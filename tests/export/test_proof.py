"""A place is found wherever in a package it stands."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from captions import caption
from visits import LIGHT, PACKETS

from trapd.export.blur import proof
from trapd.export.blur.search import Search
from trapd.media import exif, jpeg, mp4, redate

LAT, LON = 47.38276, 138.61947
SEARCH = Search([(LAT, LON)], [(47.4, 138.6)], near_deg=0.005)
THERE = {"lat": LAT, "lon": LON, "alt_m": 412.7}
FIELD = {"lat": 47.4, "lon": 138.6, "alt_m": None, "hdop": None}


def still(**facts) -> bytes:
    return jpeg.splice(LIGHT, exif.block(caption(**facts), 64, 48))


def clip(**facts) -> bytes:
    """Closed as in the field: its first index, with its tags, is hidden in the media data."""
    file = BytesIO()
    writer = mp4.ClipWriter(file, caption(media="clip", **facts), 30)
    for packet in PACKETS:
        writer.write(packet)
    writer.close(file.flush)
    return file.getvalue()


def written_again(data: bytes, **facts) -> bytes:
    to = BytesIO()
    redate.clip(BytesIO(data), to, caption(media="clip", **facts))
    return to.getvalue()


FILES = {
    "media/a.jpg": still(**THERE),
    "media/a.JPG": still(**FIELD) + b" 47.38276",
    "media/a.mp4": clip(**THERE),
    "media/b.MP4": clip(**FIELD).replace(b"+47.40000+138.60000", b"+47.38276+138.61947"),
    "media/free.mp4": clip(**FIELD) + b"\0\0\0\x1cfree+47.38276+138.6195",
    "media.csv": b"lat,lon\n47.38276,138.61947\n",
    "track/47.38276, 138.61947.txt": b"",
    "empty but for this": b"4722.9656,N,13837.1682,E",
}


@pytest.mark.parametrize("name", FILES)
def test_what_tells_a_place(name, tmp_path):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(FILES[name])
    (tmp_path / "other.csv").write_bytes(b"lat,lon\n47.4,138.6\n")
    searched = []

    (line,) = proof.told(tmp_path, SEARCH, searched.append)

    assert line.startswith(f"{name} tells where a unit hung: ")
    assert sum(searched) == len(FILES[name]) + 19


def test_what_tells_none(tmp_path):
    (tmp_path / "a.jpg").write_bytes(still(**FIELD))
    (tmp_path / "a.mp4").write_bytes(clip(**FIELD))
    (tmp_path / "b.mp4").write_bytes(written_again(clip(**THERE), **FIELD))
    (tmp_path / "no.mp4").write_bytes(b"\0\0\0\0")
    (tmp_path / "no.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "a.csv").write_bytes(b"47.4,138.6,+47.40000+138.60000/\n")

    assert list(proof.told(tmp_path, SEARCH, lambda size: None)) == []


def test_tags_alone_are_found_without_the_texts(tmp_path):
    """EXIF's numbers, in a picture whose comment tells nothing."""
    quiet = exif.block(caption(**FIELD), 64, 48)
    loud = exif.block(caption(**THERE), 64, 48)
    assert SEARCH.text(quiet) is None
    gps = loud[loud.index(b"WGS-84") - 200 :]
    (tmp_path / "a.jpg").write_bytes(jpeg.splice(LIGHT, quiet + gps))

    (line,) = proof.told(tmp_path, SEARCH, lambda size: None)

    assert line.endswith("as EXIF's arc")


def box(name: bytes, *held: bytes) -> bytes:
    body = b"".join(held)
    return struct.pack(">I4s", 8 + len(body), name) + body


PLACE = struct.pack(">2i", round(LAT * 1e7), round(LON * 1e7))


@pytest.mark.parametrize("table", [b"stsz", b"stts", b"stco"])
def test_what_says_where_frames_lie_is_no_place(table, tmp_path):
    """Some ten thousand clips have millions of such numbers: one or the other is like a place."""
    tables = box(b"stbl", box(b"stsd", bytes(8)), box(table, bytes(4), PLACE))
    (tmp_path / "a.mp4").write_bytes(box(b"moov", box(b"trak", box(b"mdia", box(b"minf", tables)))))
    (tmp_path / "b.mp4").write_bytes(box(b"moof", box(b"traf", box(b"trun", PLACE))) + box(b"mdat", PLACE))

    assert list(proof.told(tmp_path, SEARCH, lambda size: None)) == []


@pytest.mark.parametrize(
    "data",
    [
        box(b"moov", box(b"udta", box(b"loci", PLACE))),
        box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsz"), box(b"sgpd", PLACE)))))),
        box(b"moov", box(b"trak", box(b"stsz", bytes(9))), PLACE),
        box(b"mdat", bytes(9)) + PLACE,
    ],
)
def test_all_else_in_a_clip_is_searched(data, tmp_path):
    (tmp_path / "a.mp4").write_bytes(data)

    (line,) = proof.told(tmp_path, SEARCH, lambda size: None)
    assert "numbers (>i4" in line


def test_a_long_file_is_searched_to_its_end(tmp_path):
    at = 2 * proof.PIECE - 3
    data = bytes(at) + struct.pack("<dd", LAT, LON) + bytes(100)
    (tmp_path / "data.bin").write_bytes(data)

    (line,) = proof.told(tmp_path, SEARCH, lambda size: None)
    assert "numbers (<f8" in line
