import io
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import av
import h264
import pytest
from captions import caption
from small_card import SmallCard

from trapd.core.frames import Packet
from trapd.core.units import MS, S
from trapd.media import comment, mp4

PACKETS = h264.packets(frames=90, fps=30, gop=15)
CLIP = caption(media="clip", number=0, latency_ms=None, edge_mono_ns=PACKETS[45].timestamp_ns)


def nothing():
    pass


def record(file, packets, some=CLIP):
    writer = mp4.ClipWriter(file, some, 30)
    for packet in packets:
        writer.write(packet)
    return writer


def clip_of(packets, some=CLIP):
    file = io.BytesIO()
    record(file, packets, some).close(nothing)
    return file.getvalue()


def shown(data):
    """Times in seconds of every frame that can be decoded."""
    with av.open(io.BytesIO(data)) as container:
        return [frame.time for frame in container.decode(video=0)]


def tags_of(data):
    with av.open(io.BytesIO(data)) as container:
        return dict(container.metadata)


def boxes(data):
    """Names of the outermost boxes."""
    names, at = [], 0
    while at < len(data):
        names.append(data[at + 4 : at + 8].decode())
        at += int.from_bytes(data[at : at + 4], "big")
    assert at == len(data), "the last box is not whole"
    return names


def test_every_frame_is_there_at_its_own_time():
    uneven = [Packet(p.timestamp_ns + n % 7 * MS, p.key, p.data) for n, p in enumerate(PACKETS)]

    data = clip_of(uneven)

    times = [(packet.timestamp_ns - uneven[0].timestamp_ns) / S for packet in uneven]
    assert shown(data) == pytest.approx(times, abs=1 / 90_000)
    assert shown(data)[0] == 0
    with av.open(io.BytesIO(data)) as container:
        video = container.streams.video[0]
        assert float(video.duration * video.time_base) == pytest.approx(times[-1] + 1 / 30, abs=2 / 90_000)
        assert (video.width, video.height) == (320, 240)


def test_the_packets_are_the_cameras_own():
    with av.open(io.BytesIO(clip_of(PACKETS))) as container:
        muxed = [bytes(packet) for packet in container.demux(video=0) if packet.size]

    # Only the start codes became lengths: the compressed picture at each packet's end is the same.
    assert len(muxed) == len(PACKETS)
    assert all(after[-64:] == before.data[-64:] for after, before in zip(muxed, PACKETS, strict=True))


def test_once_closed_it_is_an_ordinary_mp4():
    assert boxes(clip_of(PACKETS)) == ["ftyp", "free", "mdat", "moov"]


def test_when_where_and_what():
    tags = tags_of(clip_of(PACKETS))

    # FFmpeg 9 tells the movie header's whole second as well, before it and a semicolon
    assert tags["creation_time"].split(";")[-1] == "2026-01-15T11:04:33.123456Z"
    assert tags["com.apple.quicktime.creationdate"] == "2026-01-15T21:04:33+1000"
    assert tags["com.apple.quicktime.location.ISO6709"] == "+43.10340+131.55030+123.0/"
    assert tags["com.apple.quicktime.make"] == "trapd"
    assert tags["com.apple.quicktime.model"] == "desktop simulation"
    assert tags["description"] == "KP-07 DESK-1 motion"
    assert comment.load(tags["comment"]) == comment.load(comment.dump(CLIP))


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"lat": -3.5, "lon": -0.25, "alt_m": None}, "-03.50000-000.25000/"),
        ({"lat": 43.1034, "lon": 131.5503, "alt_m": -12.34}, "+43.10340+131.55030-12.3/"),
        ({"lat": None, "lon": None}, None),
        ({"lat": 0.0, "lon": 0.0}, None),
    ],
)
def test_a_place_in_iso_6709(where, said):
    assert mp4.tags(caption(**where)).get("com.apple.quicktime.location.ISO6709") == said


def test_its_times_are_those_of_the_first_frame_kept():
    begun = mp4.begun(
        caption(mono_ns=PACKETS[0].timestamp_ns + 3 * S, edge_mono_ns=PACKETS[45].timestamp_ns), PACKETS[0]
    )

    assert begun.mono_ns == PACKETS[0].timestamp_ns
    assert begun.utc_ns == caption().utc_ns - 3 * S
    assert begun.pre_roll_s == 1.5


def test_it_begins_with_the_first_key_frame():
    assert len(shown(clip_of(PACKETS[5:]))) == 75


def test_a_time_that_does_not_grow_still_gives_a_clip_that_can_be_shown():
    stuck = [Packet(PACKETS[0].timestamp_ns, p.key, p.data) for p in PACKETS[:10]]

    times = shown(clip_of(stuck))

    assert len(times) == 10
    assert times == sorted(set(times))


def test_facts_come_out_of_a_whole_clip_and_of_one_cut_short():
    data = clip_of(PACKETS)
    half = io.BytesIO()
    writer = record(half, PACKETS)
    torn = half.getvalue()
    writer.close(nothing)

    assert mp4.read(io.BytesIO(data))["sequence"] == 41
    assert mp4.read(io.BytesIO(torn))["sequence"] == 41


@pytest.mark.parametrize("data", [b"", b"not a clip", bytes(5000), clip_of(PACKETS)[:60]])
def test_what_is_no_clip_is_refused(data):
    with pytest.raises(ValueError, match="no clip"):
        mp4.read(io.BytesIO(data))


def test_a_clip_without_a_frame_says_so():
    file = io.BytesIO()
    writer = record(file, PACKETS[1:15])

    with pytest.raises(ValueError, match="no key frame"):
        writer.close(nothing)
    assert file.getvalue() == b""


@pytest.mark.parametrize("data", [b"\0\0\0\1garbage" * 50, bytes(50), b"", PACKETS[1].data])
def test_a_key_frame_that_is_none_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - FFmpeg refuses some of them in its own words
        record(io.BytesIO(), [Packet(S, True, data)])


def test_killed_in_the_middle_the_clip_can_be_opened(tmp_path):
    """In another process, by SIGKILL, after 150 frames of 5 s: nothing gets a chance to tidy up."""
    path = tmp_path / "clip.mp4"
    story = """
import os, signal, sys
from pathlib import Path
import h264
from captions import caption
from trapd.media import mp4
file = Path(sys.argv[1]).open("xb")
writer = mp4.ClipWriter(file, caption(media="clip"), 30)
for packet in h264.packets(frames=150):
    writer.write(packet)
os.kill(os.getpid(), signal.SIGKILL)
"""
    tests = Path(__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    died = subprocess.run([sys.executable, "-c", story, str(path)], env=environment, timeout=120, check=False)

    assert died.returncode == -signal.SIGKILL
    data = path.read_bytes()
    assert len(shown(data)) >= 150 - 15
    assert tags_of(data)["com.apple.quicktime.location.ISO6709"] == "+43.10340+131.55030+123.0/"
    assert mp4.read(io.BytesIO(data)) == comment.load(comment.dump(caption(media="clip")))


def test_at_any_moment_of_closing_the_file_can_be_opened():
    file, before = io.BytesIO(), []
    record(file, PACKETS).close(lambda: before.append(file.getvalue()))

    assert [len(shown(data)) for data in before] == [90]
    assert len(shown(file.getvalue())) == 90


def test_a_card_that_fills_keeps_the_fragments_that_went_before():
    """And nothing of the one that did not fit. Also while the clip is being closed, where FFmpeg 7.1 alone would lose
    all of it."""
    size = len(clip_of(PACKETS))
    for room in range(size // 2, size, size // 40):
        file = SmallCard(room)
        writer = mp4.ClipWriter(file, CLIP, 30)
        with suppress(OSError):
            for packet in PACKETS:
                writer.write(packet)
        for _ in range(2):
            with pytest.raises(OSError):  # noqa: PT011 - a later one is told in FFmpeg's words
                writer.close(nothing)
        assert len(shown(file.getvalue())) >= 15
        assert boxes(file.getvalue())[-2:] == ["moof", "mdat"]
