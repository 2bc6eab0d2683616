"""A clip says another date in its headers, and nothing else changes."""

from __future__ import annotations

import io
import shutil
import subprocess
from contextlib import suppress

import av
import pytest
from cards import EDGE_NS, UTC_NS, caption
from h264 import packets
from hypothesis import given
from hypothesis import strategies as st

from trapd.core.units import S
from trapd.media import mp4, mp4_dates, torn

LOCAL_S = UTC_NS // S + 36_000
"""21:04:33 in Primorye, as if it were UTC."""


@pytest.fixture
def clip():
    file = io.BytesIO()
    frames = packets(frames=20, from_ns=EDGE_NS - S)
    writer = mp4.ClipWriter(file, mp4.begun(caption(media="clip", number=0, mono_ns=EDGE_NS - S), frames[0]), 30)
    for frame in frames:
        writer.write(frame)
    writer.close(lambda: None)
    return file


def frames(file):
    file.seek(0)
    with av.open(file) as container:
        return [bytes(packet) for packet in container.demux(video=0)]


def facts(file):
    file.seek(0)
    return mp4.read(file)


def test_every_header_says_it_and_no_other_byte_changes(clip):
    before = clip.getvalue()
    mp4_dates.write(clip, LOCAL_S)
    after = clip.getvalue()
    was, now = ((moment_s + mp4_dates.TO_1970_S).to_bytes(4) * 2 for moment_s in (UTC_NS // S, LOCAL_S))
    assert after.count(now) == 3, "movie, track and media"
    assert after.replace(now, was) == before
    assert torn.closed(clip)


def test_what_it_shows_and_says_of_itself_stays(clip):
    shown, told = frames(clip), facts(clip)
    mp4_dates.write(clip, LOCAL_S)
    assert facts(clip) == told
    assert frames(clip) == shown


def test_written_twice_is_written_once(clip):
    mp4_dates.write(clip, LOCAL_S)
    once = clip.getvalue()
    mp4_dates.write(clip, LOCAL_S)
    assert clip.getvalue() == once


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_reads_it_where_camtrapr_looks(clip, tmp_path):
    mp4_dates.write(clip, LOCAL_S)
    (tmp_path / "clip.mp4").write_bytes(clip.getvalue())
    said = subprocess.run(
        [
            "exiftool",
            "-T",
            "-QuickTime:CreateDate",
            "-QuickTime:MediaCreateDate",
            "-Keys:CreationDate",
            tmp_path / "clip.mp4",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert said == "2026:01:15 21:04:33\t2026:01:15 21:04:33\t2026:01:15 21:04:33+10:00"


def box(name, body=b"", size=None, large=False):
    size = len(body) + (16 if large else 8) if size is None else size
    head = (1).to_bytes(4) + name + size.to_bytes(8) if large else size.to_bytes(4) + name
    return head + body


def header(version=0):
    return box(b"mvhd", bytes([version, 0, 0, 0]) + bytes(24))


@pytest.mark.parametrize(
    ("file", "at"),
    [
        (box(b"moov", header()), 20),
        (box(b"moov", header(version=1)), 20),
        (box(b"moov", header(), large=True), 28),
        (box(b"free") + box(b"moov", header(), size=0), 28),
    ],
    ids=["usual", "wide dates", "large box", "to the end"],
)
def test_boxes_of_every_kind(file, at):
    width = 8 if file[at - 4] else 4
    clip = io.BytesIO(file)
    mp4_dates.write(clip, LOCAL_S)
    date = (LOCAL_S + mp4_dates.TO_1970_S).to_bytes(width)
    assert clip.getvalue() == file[:at] + date + date + file[at + 2 * width :]


@given(st.binary(max_size=200), st.booleans())
def test_whatever_the_file_is_nothing_moves(wild, framed):
    clip = io.BytesIO(box(b"moov", wild) if framed else wild)
    size = len(clip.getvalue())
    with suppress(ValueError):
        mp4_dates.write(clip, LOCAL_S)
    assert len(clip.getvalue()) == size


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "no MP4"),
        (b"\xff\xd8\xff\xe1 a JPEG, say", "broken"),
        (box(b"moov", header()[:-20]), "broken"),
        (box(b"moov", header(version=7)), "version 7"),
        (box(b"moov", box(b"mvhd", bytes(6))), "6 bytes long"),
        (box(b"moov", box(b"trak", size=4)), "broken"),
        (box(b"moov", size=3), "broken"),
        (box(b"mdat", bytes(100)), "no MP4"),
    ],
)
def test_a_file_that_is_no_such_thing_stays_as_it_is(file, why):
    clip = io.BytesIO(file)
    with pytest.raises(ValueError, match=why):
        mp4_dates.write(clip, LOCAL_S)
    assert clip.getvalue() == file


def test_a_date_that_the_header_cannot_hold():
    clip = io.BytesIO(box(b"moov", header()))
    with pytest.raises(ValueError, match="holds no date"):
        mp4_dates.write(clip, 2**32)
    assert clip.getvalue() == box(b"moov", header())
