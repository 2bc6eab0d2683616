"""Whether every clip begins as long before its motion as was asked for: real H.264, its time run faster than real."""

from __future__ import annotations

import queue
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

from benchmarks.captions import caption
from benchmarks.figures import Result, Row, Spread, number
from trapd.config import profile
from trapd.core.events import CardReady, CardSwept, Event, Kept
from trapd.core.frames import Packet
from trapd.core.shots import Clip, Trigger
from trapd.core.units import MS, S, seconds
from trapd.linux.card import DirectoryCard
from trapd.media import mp4
from trapd.runtime.clock import FieldClock
from trapd.sim.encoder import Encoder

CLIPS = 100
PRE_ROLL_S, POST_ROLL_S = 3.0, 2.0
LATEST_ORDER_MS = 900
"""A clip is ordered up to so long after its motion: a pair waits for its turn, a busy loop for its time."""
CAMERA = profile.Camera(width=640, height=360, fps=30, gop=15, bitrate_kbps=1_000)
LOOP_S = 10
"""So much video is encoded once and played over and over."""


def measure(quick: bool) -> Result:
    count = 10 if quick else CLIPS
    with TemporaryDirectory(prefix="trapd-bench-") as name:
        found = list(_clips(Path(name), count))
    begins = Spread.of((one.begins_s for one in found), "s")
    ends = Spread.of((one.ends_s for one in found), "s")
    whole = sum(one.whole for one in found)
    return Result(
        what=f"first frame of a clip ≥ {PRE_ROLL_S:g} s before the motion, as asked",
        target=f"{CLIPS} of {CLIPS}",
        measured=f"{whole} of {len(found)}: {number(begins.values[0])} to {number(begins.values[-1])} s before it",
        floor=f"{PRE_ROLL_S:g} s, and up to {CAMERA.gop / CAMERA.fps:g} s more: a clip begins with a key frame",
        met=whole == len(found),
        how=(
            f"linux/card.py gets the packets of a real H.264 stream ({CAMERA.fps:g} fps, every {CAMERA.gop}th a "
            "key frame) with their own timestamps, faster than real time. Motions come at random moments, orders "
            f"for clips up to {LATEST_ORDER_MS} ms later. Read back from the finished MP4: first and last frame "
            "by the motion."
        ),
        rows=(
            Row("first frame before the motion, s", begins),
            Row(f"last frame after the motion, s ({POST_ROLL_S:g} asked)", ends),
            Row("clips with whole pre-roll, whole tail and every frame between", f"{whole} of {len(found)}"),
        ),
    )


@dataclass(frozen=True)
class Found:
    """What a finished clip holds."""

    begins_s: float
    ends_s: float
    frames: int

    @property
    def whole(self) -> bool:
        """Pre-roll, tail to within the last frame, and no frame missing between."""
        frame_s = 1 / CAMERA.fps
        expected = round((self.begins_s + self.ends_s) / frame_s) + 1
        return self.begins_s >= PRE_ROLL_S and self.ends_s >= POST_ROLL_S - 1.01 * frame_s and self.frames == expected


class StreamClock(FieldClock):
    """Tells the time of the newest packet."""

    def __init__(self) -> None:
        self.ns = 0

    def now_ns(self) -> int:
        return self.ns


def _clips(folder: Path, count: int) -> Iterator[Found]:
    chance = random.Random(1)
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    clock = StreamClock()
    section = profile.Card(path=str(folder / "card"))
    card = DirectoryCard(section, CAMERA, PRE_ROLL_S, events.put, clock)
    card.open()
    assert isinstance(events.get(timeout=30), CardReady)
    assert isinstance(events.get(timeout=30), CardSwept)
    stream = _stream()

    def play_until(until_ns: int) -> None:
        while clock.ns < until_ns:
            packet = next(stream)
            clock.ns = packet.timestamp_ns
            card.take(packet)

    play_until(seconds(PRE_ROLL_S + 1))
    for index in range(1, count + 1):
        edge_ns = clock.ns + round(chance.uniform(PRE_ROLL_S, PRE_ROLL_S + 2) * S)
        play_until(edge_ns + round(chance.uniform(0, LATEST_ORDER_MS) * MS))
        clip = Clip(index, Trigger(index, "motion", edge_ns, "left"), edge_ns - seconds(PRE_ROLL_S), lit=False)
        card.begin_clip(clip, caption("clip", index, edge_ns, clip.from_ns))
        card.end_clip(index, edge_ns + seconds(POST_ROLL_S))
        play_until(edge_ns + seconds(POST_ROLL_S) + 100 * MS)
        kept = events.get(timeout=30)
        assert isinstance(kept, Kept), kept
        yield _found(folder / "card" / kept.name)
    card.close()


def _found(path: Path) -> Found:
    with path.open("rb") as file:
        facts = mp4.read(file)
    before_s = (facts["edge_mono_ns"] - facts["mono_ns"]) / S
    with av.open(str(path)) as container:
        times = [float(one.pts * one.time_base) for one in container.demux(video=0) if one.pts is not None]
    return Found(before_s - times[0], times[-1] - before_s, len(times))


def _stream() -> Iterator[Packet]:
    """For ever: a few seconds of real packets, each round a little later than the one before."""
    chance, encoder = np.random.default_rng(1), Encoder(CAMERA)
    scene = chance.integers(0, 255, (CAMERA.height * 3 // 2, CAMERA.width), np.uint8)
    recorded: list[Packet] = []
    for index in range(round(LOOP_S * CAMERA.fps)):
        recorded += encoder.encode(np.roll(scene, index, axis=1), _timestamp_ns(index))
    index = 0
    while True:
        packet = recorded[index % len(recorded)]
        yield Packet(_timestamp_ns(index), packet.key, packet.data)
        index += 1


def _timestamp_ns(index: int) -> int:
    return S + round(index * S / CAMERA.fps)
