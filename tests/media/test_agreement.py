"""Every fact in the catalog has its witness inside the picture."""

import io

import h264
import numpy as np
import pytest
from captions import caption, captions
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.media import agreement, exif, jpeg, mp4

ENCODED = jpeg.encode(tuple(np.full(shape, 128, np.uint8) for shape in ((16, 16), (8, 8), (8, 8))), 90)
PACKETS = h264.packets(frames=45, fps=30, gop=15)
RECORD = {"kind": "media", "name": "KP-07/a", "sha256": "0" * 64, "size": 1}
CLIP = caption(media="clip", number=0, latency_ms=None)


def still(some):
    return io.BytesIO(jpeg.splice(ENCODED, exif.block(some, 16, 16)))


def clip(packets, some=CLIP):
    """The MP4, and its record in the catalog."""
    file = io.BytesIO()
    writer = mp4.ClipWriter(file, some, 30)
    for packet in packets:
        writer.write(packet)
    writer.close(lambda: None)
    counted = {"frames": writer.frames, "missing_frames": writer.missing_frames}
    return file, RECORD | some.facts() | counted


@settings(deadline=None)
@given(captions())
def test_any_still_agrees_with_its_record(anything):
    assert list(agreement.still(still(anything), RECORD | anything.facts())) == []


@settings(deadline=None)
@given(st.sets(st.integers(1, 43)), st.floats(-90, 90), st.floats(-180, 180))
def test_a_clip_agrees_with_its_record_whatever_frames_it_lacks(missing, lat, lon):
    packets = [packet for number, packet in enumerate(PACKETS) if number not in missing]
    file, record = clip(packets, caption(media="clip", number=0, latency_ms=None, lat=lat, lon=lon))

    assert record["missing_frames"] == len(missing)
    assert list(agreement.clip(file, record)) == []


CLIP_FILE, CLIP_RECORD = clip(PACKETS)
CHANGES = [
    *(("station", "KP-08"), ("unit", "DESK-2"), ("side", None), ("boot", "1a2c"), ("sequence", 42), ("number", 3)),
    *(("utc_ns", CLIP.utc_ns + 1), ("utc_offset_min", 599), ("time_source", "none"), ("time_uncertainty_s", None)),
    *(("lat", None), ("lat", 43.1035), ("lon", -131.5503), ("gain", 9), ("lit", False), ("brand new", 1)),
]


@pytest.mark.parametrize(("key", "value"), CHANGES)
def test_a_record_that_says_anything_else_is_told(key, value):
    told = list(agreement.still(still(caption()), RECORD | caption().facts() | {key: value}))
    told_of_clip = list(agreement.clip(CLIP_FILE, CLIP_RECORD | {key: value}))

    assert any(line.startswith(f"{key}: ") for line in told)
    assert any(line.startswith(f"{key}: ") for line in told_of_clip)


@pytest.mark.parametrize("changes", [{"frames": 44}, {"missing_frames": 1}])
def test_frames_are_counted(changes):
    (told,) = agreement.clip(CLIP_FILE, CLIP_RECORD | changes)

    assert next(iter(changes)) in told


def test_what_other_programs_read_counts_as_much_as_the_comment():
    """As if an editor had changed the tags and left the comment."""
    facts = RECORD | caption().facts()
    picture = still(caption()).getvalue().replace(b"2026:01:15 21:04:33", b"2026:01:15 22:04:33")
    (told,) = agreement.still(io.BytesIO(picture), facts)
    assert told == (
        "EXIF time: 2026:01:15 21:04:33.123+10:00 in the catalog, 2026:01:15 22:04:33.123+10:00 in the picture"
    )

    data = CLIP_FILE.getvalue().replace(b"2026-01-15T21:04:33+1000", b"2026-01-15T21:04:33+0900")
    data = data.replace(b"+43.10340+131.55030", b"+43.10340-131.55030")
    assert len(list(agreement.clip(io.BytesIO(data), CLIP_RECORD))) == 2


@settings(deadline=None)
@given(
    st.sampled_from(sorted(CLIP_RECORD)), st.none() | st.integers() | st.text() | st.floats() | st.lists(st.none())
)
def test_a_record_gone_mad_is_told_and_no_crash(key, value):
    told = list(agreement.clip(CLIP_FILE, CLIP_RECORD | {key: value}))

    assert told or value == CLIP_RECORD[key] or key in agreement.ASIDE


def test_what_is_no_picture_is_told():
    assert list(agreement.still(io.BytesIO(b"no JPEG"), RECORD)) == ["no JPEG: it does not start with FF D8"]
    assert "does not open" in next(agreement.clip(io.BytesIO(b"no MP4"), RECORD))
    assert "no EXIF" in next(agreement.still(io.BytesIO(ENCODED), RECORD))


def test_a_place_that_is_nowhere_is_in_no_picture():
    lost = caption(lat=0.0, lon=0.0)

    assert list(agreement.still(still(lost), RECORD | lost.facts())) == []
