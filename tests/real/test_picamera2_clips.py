"""Clips on the real camera stack, with stills and bursts before and meanwhile. A hundred: scripts/torture clips."""

from __future__ import annotations

import io
from itertools import pairwise

import av
import many_clips
import pytest
from captions import caption
from contract.camera_contract import opened, order, taken
from pi_rig import FPS

from trapd.core.shots import Window
from trapd.core.units import MS, S
from trapd.media.mp4 import ClipWriter
from trapd.media.preroll import PreRoll

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning"),  # picamera2 itself
]


def burst(rig, first):
    """Three stills, a tenth of a second apart."""
    frames = []
    for number in range(first, first + 3):
        from_ns = frames[-1].timestamp_ns + 100 * MS if frames else rig.clock.now_ns()
        frames.append(taken(rig, order(rig, number, window=Window(from_ns, from_ns + 60 * S))))
    return frames


def film(rig, meanwhile):
    """When each picture was exposed of a clip with a second of pre-roll, and what was taken while it ran."""
    rig.until(lambda: len(rig.packets) > 2 * FPS)
    ring, before = PreRoll(S), list(rig.packets)
    for packet in before:
        ring.take(packet)
    asked_ns = before[-1].timestamp_ns - S
    frames = meanwhile()
    rig.until(lambda: len(rig.packets) > len(before) + FPS)
    packets = ring.since(asked_ns) + rig.packets[len(before) :]
    assert packets[0].timestamp_ns <= asked_ns
    file = io.BytesIO()
    clip = ClipWriter(file, caption(media="clip", number=0), FPS)
    for packet in packets:
        clip.write(packet)
    clip.close(lambda: None)
    file.seek(0)
    with av.open(file) as container:
        times_ns = [packets[0].timestamp_ns + round(picture.time * S) for picture in container.decode(video=0)]
    assert len(times_ns) == len(packets)
    return times_ns, frames


def test_a_still_a_burst_and_a_clip_one_after_the_other_and_then_all_at_once(rig):
    opened(rig)
    still = taken(rig, order(rig, 1))
    stamps = [still.timestamp_ns, *(frame.timestamp_ns for frame in burst(rig, 2))]
    film(rig, list)
    times_ns, frames = film(rig, lambda: burst(rig, 5))
    stamps += [frame.timestamp_ns for frame in frames]
    assert stamps == sorted(set(stamps))
    # A busy machine may leave frames out of the video, but hardly all three.
    assert any(abs(at_ns - frame.timestamp_ns) < MS for at_ns in times_ns for frame in frames)


def test_twenty_short_clips_in_a_row_have_their_file_their_pre_roll_and_their_whole_length(tmp_path):
    films = many_clips.films(tmp_path, 20)
    assert [film.faults for film in films] == [[]] * 20
    overlaps = [later.frames_ns[0] <= earlier.frames_ns[-1] for earlier, later in pairwise(films)]
    assert all(overlaps), "each pre-roll begins in the clip before"
