"""ffprobe of Debian's FFmpeg, older than the one that wrote the clip: whole clips, cut short, and closed later."""

import io
import json

import debian
import h264
import pytest
from captions import caption

from trapd.media import comment, mp4, torn

pytestmark = pytest.mark.real

PACKETS = h264.packets(frames=90, fps=30, gop=15)
CLIP = caption(media="clip", number=0)
CUT = caption(media="clip", number=0, interrupted=True, frames=75, missing_frames=0)


def probe(path):
    said = debian.run(
        "ffprobe", "ffmpeg", "-v", "quiet", "-of", "json", "-show_format", "-show_frames", "-show_streams", str(path)
    )
    return json.loads(said)


def closed(path):
    with path.open("xb") as file:
        writer = mp4.ClipWriter(file, CLIP, 30)
        for packet in PACKETS:
            writer.write(packet)
        grown = path.read_bytes()
        writer.close(file.flush)
    return grown


def cut_short(path):
    path.write_bytes(closed(path))


def closed_later(path):
    grown = io.BytesIO(closed(path))
    with path.open("w+b") as file:
        torn.close(grown, file, CUT)


@pytest.mark.parametrize(
    ("made", "told", "frames"), [(closed, CLIP, 90), (cut_short, CLIP, 75), (closed_later, CUT, 75)]
)
def test_frames_times_and_tags(tmp_path, made, told, frames):
    path = tmp_path / "clip.mp4"
    made(path)

    found = probe(path)

    times = [float(frame["best_effort_timestamp_time"]) for frame in found["frames"]]
    assert len(times) == frames
    assert times == pytest.approx([n / 30 for n in range(len(times))], abs=2e-5)
    (video,) = found["streams"]
    assert (video["codec_name"], video["width"], video["height"]) == ("h264", 320, 240)
    tags = found["format"]["tags"]
    assert tags["com.apple.quicktime.location.ISO6709"] == "+43.10340+131.55030+123.0/"
    assert tags["com.apple.quicktime.creationdate"] == "2026-01-15T21:04:33+1000"
    assert tags["creation_time"].startswith("2026-01-15T11:04:33")
    assert comment.load(tags["comment"]) == comment.load(comment.dump(told))
