"""Clips that ended before their time: by a cut at any byte, or with rubbish where the last bytes should be."""

import io
import random
from dataclasses import replace

import av
import h264
import pytest
from captions import caption
from hypothesis import given, settings
from hypothesis import strategies as st
from small_card import SmallCard

from trapd.core.units import S
from trapd.media import agreement, comment, mp4, torn

FPS, GOP = 30, 15
PACKETS = h264.packets(frames=90, fps=FPS, gop=GOP)
CLIP = caption(media="clip", number=0, latency_ms=None)
INDEX = 2_500
"""Bytes: from here on there is at least one frame."""


def growing(packets=PACKETS):
    """The file while it grows, once closed but for its beginning, and closed."""
    file, almost = io.BytesIO(), []
    writer = mp4.ClipWriter(file, CLIP, FPS)
    for packet in packets:
        writer.write(packet)
    grown = file.getvalue()
    writer.close(lambda: almost.append(file.getvalue()))
    return grown, almost[0], file.getvalue()


GROWN, ALMOST, CLOSED = growing()


def shown(data):
    """Times of all frames; no decoder may stumble."""
    with av.open(io.BytesIO(data)) as container:
        container.streams.video[0].codec_context.options = {"err_detect": "explode"}
        return [frame.time for frame in container.decode(video=0)]


def mended(data):
    """What the torn clip says of itself, and the clip that comes of it."""
    told, whole = torn.caption(io.BytesIO(data)), io.BytesIO()
    torn.close(io.BytesIO(data), whole, told)
    return told, whole.getvalue()


def boxes(data):
    names, at = [], 0
    while at < len(data):
        names.append(data[at + 4 : at + 8])
        at += int.from_bytes(data[at : at + 4])
    return names


def test_frames_that_a_slow_camera_left_out_are_counted_the_same_from_outside():
    """Some in the middle, and some just where the file ends: its last frame would be shown for all of that time."""
    late = [
        replace(packet, timestamp_ns=packet.timestamp_ns + (4 * (number >= 30) + 3 * (number >= 75)) * S // FPS)
        for number, packet in enumerate(PACKETS)
    ]
    told, whole = mended(growing(late)[0])

    assert (told.frames, told.missing_frames) == (75, 4)
    assert list(agreement.clip(io.BytesIO(whole), told.facts())) == []


def test_a_clip_that_was_closed_is_not_torn():
    assert torn.closed(io.BytesIO(CLOSED))
    assert not any(torn.closed(io.BytesIO(CLOSED[:cut])) for cut in range(len(CLOSED)))


def test_one_that_was_not_is():
    assert not torn.closed(io.BytesIO(GROWN))
    assert not torn.closed(io.BytesIO(ALMOST))


def test_what_came_is_kept_and_the_clip_says_that_it_was_cut_short():
    told, whole = mended(GROWN)

    assert (told.interrupted, told.frames, told.missing_frames) == (True, 75, 0)
    assert shown(whole) == pytest.approx([number / FPS for number in range(75)], abs=1e-4)
    assert torn.closed(io.BytesIO(whole))
    assert b"moof" not in boxes(whole)
    assert mp4.read(io.BytesIO(whole)) == comment.load(comment.dump(told))
    with av.open(io.BytesIO(whole)) as container:
        assert container.metadata["com.apple.quicktime.creationdate"] == "2026-01-15T21:04:33+1000"


def test_the_packets_are_the_cameras_own():
    def muxed(data):
        with av.open(io.BytesIO(data)) as container:
            return [(packet.pts, bytes(packet)) for packet in container.demux(video=0) if packet.size]

    assert muxed(mended(GROWN)[1]) == muxed(CLOSED)[:75]


def test_one_that_was_abandoned_has_every_frame():
    file = io.BytesIO()
    writer = mp4.ClipWriter(file, CLIP, FPS)
    for packet in PACKETS[:80]:
        writer.write(packet)
    writer.leave()

    assert mended(file.getvalue())[0].frames == 80


def test_frames_that_were_missing_are_counted():
    grown, *_ = growing(PACKETS[:20] + PACKETS[22:50] + PACKETS[53:])

    assert mended(grown)[0].missing_frames == 5


@settings(deadline=None)
@given(st.integers(0, len(GROWN)))
def test_a_cut_at_any_byte_costs_no_frame_before_it(cut):
    told = torn.caption(io.BytesIO(GROWN[:cut]))

    with av.open(io.BytesIO(GROWN)) as container:
        before = sum(0 < (packet.pos or 0) + packet.size <= cut for packet in container.demux(video=0) if packet.size)
    assert (told.frames if told else 0) == before
    if told is not None:
        assert len(shown(mended(GROWN[:cut])[1])) == before


@settings(deadline=None)
@given(
    st.integers(INDEX, len(GROWN)),
    st.sampled_from([bytes(512), random.Random(1).randbytes(512), GROWN[INDEX : INDEX + 512]]),
)
def test_whatever_stands_where_its_end_should_be_the_clip_plays_to_its_own(cut, rubbish):
    """A file system may give a file its room before its bytes."""
    wrong = (GROWN[:cut] + rubbish * (len(GROWN) // 512))[: len(GROWN)]

    told = torn.caption(io.BytesIO(wrong))

    if told is not None:
        assert len(shown(mended(wrong)[1])) == told.frames


@pytest.mark.parametrize("data", [b"", bytes(5_000), GROWN[:100], GROWN[:INDEX], b"not a clip" * 50])
def test_without_a_frame_there_is_no_clip(data):
    assert torn.caption(io.BytesIO(data)) is None


def test_somebody_elses_clip_is_told_from_ours():
    file = io.BytesIO()
    with av.open(file, "w", format="mp4", options={"movflags": "frag_keyframe+empty_moov"}) as container:
        stream = container.add_stream("mpeg4", rate=FPS)
        stream.width = stream.height = 64
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))

    with pytest.raises(ValueError):  # noqa: PT011 - json tells some of them
        torn.caption(io.BytesIO(file.getvalue()))


def test_a_card_that_fills_meanwhile_says_so():
    told = torn.caption(io.BytesIO(GROWN))

    with pytest.raises(OSError):  # noqa: PT011 - in FFmpeg's words
        torn.close(io.BytesIO(GROWN), SmallCard(1_000), told)
