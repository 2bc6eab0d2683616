"""The same light under other words: nothing of the picture changes, and everything that tells the time does."""

import io

import av
import h264
import numpy as np
import pytest
from captions import caption, captions
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from small_card import SmallCard

from trapd.core.frames import Packet
from trapd.core.units import MS, S
from trapd.media import comment, exif, jpeg, mp4, redate

WIDTH, HEIGHT = 64, 48
PLANES = tuple(np.full(shape, 99, np.uint8) for shape in ((HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2), (24, 32)))
ENCODED = jpeg.encode(PLANES, 90)
PACKETS = [
    Packet(packet.timestamp_ns + number % 7 * MS, packet.key, packet.data)
    for number, packet in enumerate(h264.packets(frames=60))
]
UNSET = caption(time_source="none", time_uncertainty_s=None)
SET = caption(utc_ns=UNSET.utc_ns + 3 * 86_400 * S)


def take(some):
    return jpeg.splice(ENCODED, exif.block(some, WIDTH, HEIGHT))


def film(some, *, closed=True):
    file = io.BytesIO()
    writer = mp4.ClipWriter(file, some, 30)
    for packet in PACKETS:
        writer.write(packet)
    torn = file.getvalue()
    writer.close(lambda: None)
    return file.getvalue() if closed else torn


def again(data, some):
    to = io.BytesIO()
    frames = redate.clip(io.BytesIO(data), to, some)
    return to.getvalue(), frames


def packets(data):
    """All that a player goes by."""
    with av.open(io.BytesIO(data)) as container:
        video = container.streams.video[0]
        seen = [(p.pts, p.dts, p.duration, p.is_keyframe, bytes(p)) for p in container.demux(video) if p.size]
        return seen, video.time_base, video.codec_context.extradata


def outermost(data):
    names, at = [], 0
    while at < len(data):
        names.append(data[at + 4 : at + 8].decode())
        at += int.from_bytes(data[at : at + 4], "big")
    return names


@given(captions(), captions())
@settings(deadline=None, max_examples=50)
def test_a_still_is_what_it_would_have_been_with_the_new_caption_from_the_first(old, new):
    assert redate.still(take(old), new) == take(new)


def test_every_time_in_a_still_is_new_and_its_id_is_not():
    picture = Image.open(io.BytesIO(redate.still(take(UNSET), SET))).getexif()
    photo, gps = picture.get_ifd(IFD.Exif), picture.get_ifd(IFD.GPSInfo)

    assert picture[Base.DateTime] == photo[Base.DateTimeOriginal] == photo[Base.DateTimeDigitized]
    assert photo[Base.DateTimeOriginal] == "2026:01:18 21:04:33"
    assert photo[Base.SubsecTimeOriginal] == "123"
    assert gps[GPS.GPSDateStamp] == "2026:01:18"
    assert picture[Base.ImageDescription] == "KP-07 DESK-1 motion"
    assert photo[Base.ImageUniqueID] == comment.unique_id(UNSET) == comment.unique_id(SET)
    assert exif.read(take(SET)) == comment.load(comment.dump(SET))


@given(st.integers(0, len(take(UNSET)) - 1))
def test_nothing_is_made_of_half_a_still(cut):
    with pytest.raises(ValueError, match="JPEG"):
        redate.still(take(UNSET)[:cut], SET)


@pytest.mark.parametrize("closed", [True, False])
def test_a_clip_goes_over_packet_by_packet_and_becomes_an_ordinary_mp4(closed):
    old = film(UNSET, closed=closed)

    new, frames = again(old, SET)

    assert packets(new) == packets(old)
    assert frames == len(packets(old)[0])
    assert outermost(new) == ["ftyp", "free", "mdat", "moov"]


@given(captions())
@settings(deadline=None, max_examples=25)
def test_a_clip_says_what_it_would_have_said_from_the_first(new):
    told = {key: value.strip() for key, value in mp4.tags(new).items() if value.strip()}

    data, _ = again(film(UNSET), new)

    assert mp4.read(io.BytesIO(data)) == comment.load(comment.dump(new))
    with av.open(io.BytesIO(data)) as container:
        found = dict(container.metadata)
    assert found["description"] == told["description"]
    assert found["com.apple.quicktime.creationdate"] == told["com.apple.quicktime.creationdate"]


def test_times_of_a_clip_are_new():
    with av.open(io.BytesIO(again(film(UNSET), SET)[0])) as container:
        tags = dict(container.metadata)

    assert tags["creation_time"].split(";")[-1] == "2026-01-18T11:04:33.123456Z"
    assert tags["com.apple.quicktime.creationdate"] == "2026-01-18T21:04:33+1000"


@given(st.data())
@settings(deadline=None, max_examples=50)
def test_a_torn_clip_gives_what_is_whole_of_it_or_a_clear_refusal(data):
    torn, whole = film(UNSET, closed=False), packets(film(UNSET))[0]
    cut = data.draw(st.integers(0, len(torn)))
    try:
        new, frames = again(torn[:cut], SET)
    except ValueError:
        return
    assert [(packet[0], packet[4]) for packet in packets(new)[0]] == [(p[0], p[4]) for p in whole[:frames]]


def test_a_card_that_fills_is_told_as_a_card_that_fills():
    old = film(UNSET)

    for room in range(0, len(old) // 2, len(old) // 20):
        with pytest.raises(OSError):  # noqa: PT011 - sometimes in FFmpeg's own words
            redate.clip(io.BytesIO(old), SmallCard(room), SET)
