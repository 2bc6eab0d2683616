"""A folder as card: what is in its files, and what a person is told when it fails."""

import errno
import hashlib
import json
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import cards
import h264
import numpy as np
import pytest
from PIL import Image

from trapd.card import catalog, durable, names
from trapd.config import profile
from trapd.core.events import CardLost, CardReady, CardSwept, ChoreDone, ChoreFailed, KeepFailed, Kept
from trapd.core.units import S
from trapd.linux import leftover
from trapd.linux.card import DirectoryCard
from trapd.media import exif, mp4
from trapd.runtime.clock import FieldClock

PATIENCE_S = 30
NOBODY = 65534
CAMERA = profile.Camera(width=320, height=240)


class Rig:
    """One card and what it said. Clips are timed by the real clock, since the card waits by it."""

    def __init__(self, root, pre_roll_s=1.0, **section):
        self.root = root
        self._events = queue.SimpleQueue()
        self.sweeps = queue.SimpleQueue()
        self.chores = queue.SimpleQueue()
        """What became of those that failed."""
        section = profile.Card(path=str(root), **({"reserve_mb": 0} | section))
        self.card = DirectoryCard(section, CAMERA, pre_roll_s, self._heard, FieldClock())

    def _heard(self, event):
        """What is done in the background is told at a time of its own."""
        if isinstance(event, ChoreFailed | ChoreDone):
            self.chores.put(event)
        else:
            (self.sweeps if isinstance(event, CardSwept) else self._events).put(event)

    def event(self):
        return self._events.get(timeout=PATIENCE_S)

    def swept(self):
        """The next sweep, once it is over."""
        return self.sweeps.get(timeout=PATIENCE_S)

    def opened(self):
        self.card.open()
        return self.event()

    def ready(self):
        assert isinstance(self.opened(), CardReady)
        return self

    def keep_still(self, sequence=1, number=1, frame=None):
        caption = cards.caption(sequence=sequence, number=number)
        self.card.keep_still(cards.shot(sequence, sequence, number), frame or cards.frame(), caption)

    def records(self):
        return [record for record in catalog.read(self.root / "catalog.jsonl") if record["kind"] == "media"]


@pytest.fixture
def rig(tmp_path):
    rig = Rig(tmp_path / "card")
    yield rig
    rig.card.close()


def begin_clip(rig, packets, edge_ns, pre_roll_s=1.0):
    """The ring holds `packets` when motion is seen at `edge_ns`; the clip is ordered at once."""
    for packet in packets:
        rig.card.take(packet)
    clip = cards.clip(edge_ns=edge_ns, pre_roll_s=pre_roll_s)
    caption = cards.caption(media="clip", number=0, edge_mono_ns=edge_ns, mono_ns=clip.from_ns, latency_ms=None)
    rig.card.begin_clip(clip, caption)
    return clip


def frame_times(path):
    """Of every frame in a clip, ns from its first; a tear ends it, as it does for a player."""
    times = []
    with av.open(path) as container, suppress(av.error.InvalidDataError):
        for frame in container.decode(video=0):
            times.append(round(float(frame.pts * frame.time_base) * S))
    return times


# -- stills ------------------------------------------------------------------------------------------------------


def test_a_still_says_the_same_as_the_catalog(rig):
    rig.ready().keep_still(sequence=7)
    kept = rig.event()

    path = rig.root / kept.name
    (record,) = rig.records()
    inside = exif.read(path.read_bytes())
    assert record["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert record["size"] == kept.size == path.stat().st_size
    assert {name: record[name] for name in inside} == kept.caption.facts()
    assert {name: inside[name] for name in kept.caption.facts()} == kept.caption.facts()
    assert path.stat().st_mtime_ns // S == cards.UTC_NS // S
    with Image.open(path) as image:
        assert image.size == (320, 240)


@pytest.fixture
def stalled(tmp_path, monkeypatch):
    """An open card of 8 MB backlog whose next write stalls until the event is set."""
    rig, go_on, fsync = Rig(tmp_path / "card", queue_mb=8).ready(), threading.Event(), os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: fsync(fd) if go_on.wait(PATIENCE_S) else None)
    yield rig, go_on
    go_on.set()
    rig.card.close()


def noise(width, height):
    """A frame whose JPEG is as large as JPEGs get."""
    frame, random = cards.frame(width, height), np.random.default_rng(1)
    planes = tuple(random.integers(0, 256, plane.shape, np.uint8) for plane in frame.pixels.planes())
    frame.pixels.planes = lambda: planes
    return frame


@pytest.mark.parametrize(
    ("facts", "looked"),
    [
        ({"trigger": "proof-of-life"}, True),
        ({"trigger": "motion"}, False),
        ({"trigger": "proof-of-life", "night": True}, False),
        ({"lit": True, "night": True}, True),
        ({"lit": True, "night": True, "sun_deg": -20.0}, True),
        ({"lit": True, "night": True, "sun_deg": -3.0}, False),
        ({"lit": True, "night": True, "number": 2}, False),
    ],
)
def test_the_daily_picture_and_those_by_flash_are_looked_at(rig, facts, looked):
    rig.opened()
    caption = cards.caption(**facts)
    rig.card.keep_still(cards.shot(), cards.frame(), caption)
    event = rig.event()
    if looked:
        assert (event.mono_ns, event.lit, set(event.look.luma)) == (caption.mono_ns, caption.lit, {128})
        event = rig.event()
    assert isinstance(event, Kept)


def test_a_card_that_cannot_keep_up_refuses_and_says_so_and_the_camera_has_its_frames(stalled):
    rig, go_on = stalled
    frames = [noise(1600, 1200) for _ in range(8)]

    for number, frame in enumerate(frames, 1):
        rig.keep_still(number, frame=frame)
        assert frame.pixels.was_released.wait(PATIENCE_S)
    refused = rig.event()
    go_on.set()

    assert isinstance(refused, KeepFailed)
    assert "too slow" in refused.why
    kept = [rig.event() for _ in frames[1:]]
    assert [event.id for event in kept if isinstance(event, Kept)][:2] == [1, 2]
    assert all(frame.pixels.released == 1 for frame in frames)


def test_frames_that_wait_for_the_encoder_are_bounded_too(tmp_path):
    rig = Rig(tmp_path / "card", queue_mb=8).ready()
    frames, go_on = [cards.frame(1920, 1080) for _ in range(3)], threading.Event()
    planes = frames[0].pixels.planes
    frames[0].pixels.planes = lambda: planes() if go_on.wait(PATIENCE_S) else None

    for number, frame in enumerate(frames, 1):
        rig.keep_still(number, frame=frame)
    refused = rig.event()
    go_on.set()

    assert (type(refused), refused.id, frames[2].pixels.released) == (KeepFailed, 3, 1)
    assert [rig.event().id for _ in range(2)] == [1, 2]
    rig.card.close()


def test_closing_finishes_what_waits(tmp_path):
    rig = Rig(tmp_path / "card").ready()
    for number in range(1, 9):
        rig.keep_still(number=number)

    rig.card.close()

    assert len(rig.records()) == 8


# -- clips -------------------------------------------------------------------------------------------------------


def test_a_clip_has_its_whole_pre_roll_and_its_whole_tail(rig):
    packets = h264.packets(frames=150, fps=30, gop=15, from_ns=cards.EDGE_NS)
    edge_ns, until_ns = packets[70].timestamp_ns + 1, packets[130].timestamp_ns
    rig.ready()

    clip = begin_clip(rig, packets[:72], edge_ns, pre_roll_s=1.0)
    for packet in packets[72:120]:
        rig.card.take(packet)
    rig.card.end_clip(clip.id, until_ns)
    for packet in packets[120:]:
        rig.card.take(packet)
    kept = rig.event()

    first_ns, last_ns = kept.caption.mono_ns, packets[129].timestamp_ns
    assert first_ns <= edge_ns - S
    assert first_ns > edge_ns - S - S // 2, "more than one group of pictures too early"
    assert kept.caption.pre_roll_s == pytest.approx((edge_ns - first_ns) / S, abs=0.001)
    assert kept.caption.utc_ns == cards.UTC_NS + first_ns - clip.from_ns
    times = frame_times(rig.root / kept.name)
    assert times[-1] == pytest.approx(last_ns - first_ns, abs=100_000)
    assert all(0 < later - earlier < S / 25 for earlier, later in pairwise(times))


def test_a_clip_says_the_same_as_the_catalog(rig):
    packets = h264.packets(frames=60, from_ns=cards.EDGE_NS)
    rig.ready()
    clip = begin_clip(rig, packets, packets[40].timestamp_ns)
    rig.card.end_clip(clip.id, packets[-1].timestamp_ns)
    kept = rig.event()

    (record,) = rig.records()
    path = rig.root / record["name"]
    with path.open("rb") as file:
        inside = mp4.read(file)
    assert record["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert record["size"] == path.stat().st_size
    facts = kept.caption.facts()
    assert {name: record[name] for name in facts} == facts
    assert facts.items() - inside.items() == {
        ("frames", 60),
        ("missing_frames", 0),
    }  # which its beginning cannot know
    assert path.stat().st_mtime_ns // S == kept.caption.utc_ns // S


def test_a_clip_tells_how_many_frames_it_misses(rig):
    packets = h264.packets(frames=60, from_ns=cards.EDGE_NS)
    rig.ready()
    clip = begin_clip(rig, packets[:30] + packets[33:40] + packets[41:], packets[20].timestamp_ns)
    rig.card.end_clip(clip.id, packets[-1].timestamp_ns)

    assert rig.event().caption.missing_frames == 4
    (record,) = rig.records()
    assert (record["frames"], record["missing_frames"]) == (56, 4)


def test_a_clip_without_a_ring_begins_with_the_first_key_frame(rig):
    packets = h264.packets(frames=60, gop=15, from_ns=cards.EDGE_NS)
    rig.ready()

    clip = begin_clip(rig, [], packets[0].timestamp_ns)
    for packet in packets[4:]:
        rig.card.take(packet)
    rig.card.end_clip(clip.id, packets[-1].timestamp_ns)
    kept = rig.event()

    assert kept.caption.mono_ns == packets[15].timestamp_ns
    assert kept.caption.pre_roll_s == 0
    assert len(frame_times(rig.root / kept.name)) == len(packets[15:])


def test_what_the_ring_held_before_the_camera_slept_is_no_part_of_a_clip(rig):
    old = h264.packets(frames=30, from_ns=cards.EDGE_NS)
    new = [replace(packet, timestamp_ns=packet.timestamp_ns + 600 * S) for packet in old]
    rig.ready()

    clip = begin_clip(rig, old, cards.EDGE_NS + 600 * S)
    for packet in new:
        rig.card.take(packet)
    rig.card.end_clip(clip.id, new[-1].timestamp_ns)

    assert rig.event().caption.mono_ns == new[0].timestamp_ns


def test_a_clip_whose_camera_died_ends_with_what_there_is(rig):
    now_ns = FieldClock().now_ns()
    packets = h264.packets(frames=30, from_ns=now_ns - S)
    rig.ready()

    clip = begin_clip(rig, packets, now_ns - S // 2)
    rig.card.end_clip(clip.id, now_ns + S // 10)
    kept = rig.event()

    assert isinstance(kept, Kept)
    assert len(frame_times(rig.root / kept.name)) == 30


def test_a_card_that_cannot_keep_up_leaves_a_gap_in_the_clip_and_goes_on_with_a_key_frame(stalled):
    packets = h264.packets(frames=60, gop=15, from_ns=cards.EDGE_NS)
    rig, go_on = stalled

    rig.keep_still()
    clip = begin_clip(rig, [], packets[0].timestamp_ns)
    for packet in packets[:20]:
        rig.card.take(replace(packet, data=packet.data + bytes(1_000_000)))
    go_on.set()
    assert isinstance(rig.event(), Kept)
    rig.ready()
    for packet in packets[20:]:
        rig.card.take(packet)
    rig.card.end_clip(clip.id, packets[-1].timestamp_ns)
    kept = rig.event()

    times = [time_ns + kept.caption.mono_ns for time_ns in frame_times(rig.root / kept.name)]
    gap = next(later for earlier, later in pairwise(times) if later - earlier > S / 10)
    assert gap == pytest.approx(packets[30].timestamp_ns, abs=100_000)
    assert len(times) < 40


def test_a_clip_without_a_frame_fails(rig):
    now_ns = FieldClock().now_ns()
    rig.ready()

    clip = begin_clip(rig, [], now_ns)
    rig.card.end_clip(clip.id, now_ns)
    failed = rig.event()

    assert (type(failed), failed.id) == (KeepFailed, clip.id)
    assert "camera" in failed.why
    assert rig.records() == []


def test_a_packet_that_is_no_video_costs_itself_alone(rig):
    packets = h264.packets(frames=60, gop=15, from_ns=cards.EDGE_NS)
    rig.ready()

    clip = begin_clip(rig, [replace(packets[0], data=b"noise")], packets[0].timestamp_ns)
    for packet in packets[1:]:
        rig.card.take(packet)
    rig.card.end_clip(clip.id, packets[-1].timestamp_ns)
    kept = rig.event()

    assert isinstance(kept, Kept)
    assert len(frame_times(rig.root / kept.name)) >= 40


def test_closing_ends_the_clip_that_runs(tmp_path):
    rig = Rig(tmp_path / "card").ready()
    begin_clip(rig, h264.packets(frames=30, from_ns=cards.EDGE_NS), cards.EDGE_NS)

    rig.card.close()

    (record,) = rig.records()
    assert len(frame_times(rig.root / record["name"])) == 30


# -- trouble -----------------------------------------------------------------------------------------------------


def lost(rig):
    """Why, if the card cannot be opened."""
    event = rig.opened()
    rig.card.close()
    assert isinstance(event, CardLost)
    assert str(rig.root) in event.why
    return event.why


def test_a_card_that_is_not_mounted(tmp_path):
    assert "is gone: put it in" in lost(Rig(tmp_path / "media" / "card"))


def test_a_file_in_the_card_s_place(tmp_path):
    (tmp_path / "card").write_text("")

    assert "is no folder" in lost(Rig(tmp_path / "card"))


def test_a_file_in_the_station_s_place(rig):
    rig.ready()
    (rig.root / "KP-07").write_text("")

    rig.keep_still()

    assert "move that file away" in rig.event().why


def test_a_full_card(tmp_path):
    assert "is full: copy its pictures away" in lost(Rig(tmp_path / "card", reserve_mb=100_000_000))


def test_a_card_in_use(rig):
    rig.ready()

    assert "in use by another trapd" in lost(Rig(rig.root))


def test_a_card_that_may_not_be_written(tmp_path):
    root = tmp_path / "card"
    root.mkdir(mode=0o555)
    rig = Rig(root)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        assert "may not be written by this user" in lost(rig)
    finally:
        os.seteuid(os.getuid())


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EROFS, "is read-only"),
        (errno.EIO, "fails to read or write"),
        (errno.ENODEV, "is gone"),
        (errno.EBADMSG, "fsck"),
    ],
)
def test_a_card_that_fails_under_a_picture(rig, monkeypatch, code, told):
    fsync = os.fsync
    rig.ready().keep_still(1)
    assert isinstance(rig.event(), Kept)

    def fails(fd):
        if Path(f"/proc/self/fd/{fd}").readlink().suffix == ".jpg":
            raise OSError(code, os.strerror(code))
        fsync(fd)

    monkeypatch.setattr(os, "fsync", fails)
    frame = cards.frame()
    rig.keep_still(2, frame=frame)
    loss, failed = rig.event(), rig.event()
    monkeypatch.undo()

    assert (type(loss), type(failed), failed.id) == (CardLost, KeepFailed, 2)
    assert told in loss.why
    assert loss.full is (code == errno.ENOSPC)
    assert isinstance(rig.event(), CardReady), "it was not opened anew at once"
    assert frame.pixels.released == 1
    assert len(list(rig.root.glob("KP-07/*"))) == 1, "a half-written picture was left behind"
    rig.ready().keep_still(3)
    assert isinstance(rig.event(), Kept)


def test_a_picture_that_could_not_be_announced_is_announced_by_the_next_sweep(rig, monkeypatch):
    pwrite = os.pwrite

    def torn(fd, data, offset):
        pwrite(fd, data[:40], offset)
        raise OSError(errno.EIO, "bad sector")

    rig.ready().swept()
    monkeypatch.setattr(os, "pwrite", torn)
    rig.keep_still(5)
    assert [type(rig.event()) for _ in range(3)] == [CardLost, KeepFailed, CardReady]
    monkeypatch.undo()

    rig.ready()
    assert rig.swept().last_sequence == 5
    (record,) = rig.records()
    assert record["recovered"] is True


@pytest.fixture
def small_card(tmp_path):
    """A file system of 1 MB."""
    root = tmp_path / "small"
    root.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", root], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("only root can mount a small file system")
    yield root
    subprocess.run(["umount", "--lazy", root], check=True)


def test_a_clip_that_fills_the_card_is_cut_but_not_lost(small_card):
    rig = Rig(small_card).ready()
    rig.swept()
    packets = h264.packets(frames=90, width=640, height=480, from_ns=cards.EDGE_NS)
    ballast = small_card / "ballast"
    clip = begin_clip(rig, packets[:30], cards.EDGE_NS)
    rig.keep_still(2)
    assert isinstance(rig.event(), Kept), "the clip has not begun"
    while os.statvfs(small_card).f_bavail:
        with ballast.open("ab") as file:
            file.write(b"\0" * 4096)
    for packet in packets[30:]:
        rig.card.take(replace(packet, data=packet.data + b"\0" * 4096))
    assert "is full" in rig.event().why
    rig.card.end_clip(clip.id, packets[-1].timestamp_ns)
    assert [type(rig.event()) for _ in range(2)] == [CardReady, KeepFailed]
    rig.card.close()

    ballast.unlink()
    rig = Rig(small_card)
    assert rig.opened().last_sequence == 2
    rig.swept()
    adopted = next(record for record in rig.records() if record.get("recovered"))
    assert adopted["interrupted"]
    assert len(frame_times(small_card / adopted["name"])) == adopted["frames"] >= 15
    rig.card.close()


def test_a_clip_whose_card_failed_in_its_middle_is_kept_as_far_as_it_got(rig, monkeypatch):
    def bad_sector(*_):
        monkeypatch.undo()
        raise OSError(errno.EIO, "bad sector")

    rig.ready().swept()
    begin_clip(rig, h264.packets(frames=40, from_ns=cards.EDGE_NS), cards.EDGE_NS)
    monkeypatch.setattr(durable, "seal", bad_sector)
    rig.keep_still(2)
    assert isinstance(rig.event(), CardLost)

    assert rig.swept().closed == 1

    (record,) = rig.records()
    assert record["name"].endswith("-clip_cut.mp4")
    assert (record["interrupted"], record["frames"], record["missing_frames"]) == (True, 40, 0)
    assert len(frame_times(rig.root / record["name"])) == 40


@pytest.mark.parametrize("step", ["sync_folder", "put"])
def test_a_clip_whose_card_fails_when_it_is_closed_is_announced_by_the_next_sweep(rig, monkeypatch, step):
    """`sync_folder`: its folder cannot be synced; `put`: its line cannot be written. Its file is closed by then."""

    def bad_sector(*_):
        monkeypatch.undo()
        raise OSError(errno.EIO, "bad sector")

    rig.ready().swept()
    clip = begin_clip(rig, h264.packets(frames=60, from_ns=cards.EDGE_NS), cards.EDGE_NS)
    rig.keep_still(2)
    assert isinstance(rig.event(), Kept)
    monkeypatch.setattr(durable, step, bad_sector)
    rig.card.end_clip(clip.id, cards.EDGE_NS + S)

    assert rig.swept().announced == 1

    _, film = rig.records()
    assert film["media"] == "clip"
    assert film["recovered"]
    assert len(frame_times(rig.root / film["name"])) >= 30


def test_a_write_protected_card(small_card):
    subprocess.run(["mount", "-o", "remount,ro", small_card], check=True)

    assert "is read-only" in lost(Rig(small_card))


# -- after a kill ------------------------------------------------------------------------------------------------


def test_an_odd_file_that_nobody_foresaw_is_named_and_left_and_ends_nothing(tmp_path, monkeypatch):
    inspect = leftover.inspect
    monkeypatch.setattr(leftover, "inspect", lambda path: {}["odd"] if odd.endswith(path.name) else inspect(path))
    odd, torn = (names.name(cards.caption(sequence=sequence)) for sequence in (11, 12))
    root = tmp_path / "card"
    (root / "KP-07").mkdir(parents=True)
    for name in (odd, torn):
        (root / name).write_bytes(b"whatever")
    rig = Rig(root).ready()

    swept = rig.swept()
    told = rig.chores.get(timeout=PATIENCE_S)

    assert (swept.failed, swept.set_aside) == (1, 1)
    assert isinstance(told, ChoreFailed)
    assert "KeyError: 'odd'" in told.why
    assert f"({odd})" in told.why
    rig.keep_still()
    assert isinstance(rig.event(), Kept)
    rig.card.close()


def test_leftovers_are_announced_if_they_open_and_put_aside_if_not(rig):
    rig.ready().keep_still()
    clip = begin_clip(rig, h264.packets(frames=60, from_ns=cards.EDGE_NS), cards.EDGE_NS)
    rig.card.end_clip(clip.id, cards.EDGE_NS + S)
    still, video = rig.event().name, rig.event().name
    rig.card.close()
    (rig.root / "catalog.jsonl").unlink()
    stills = [names.name(cards.caption(sequence=sequence)) for sequence in (11, 12)]
    videos = [names.name(cards.caption(sequence=sequence, number=0, media="clip")) for sequence in (13, 14)]
    torn = (rig.root / still).read_bytes()[:-100], b"", (rig.root / video).read_bytes()[:40], b""
    for name, data in zip(stills + videos, torn, strict=True):
        (rig.root / name).write_bytes(data)

    again = Rig(rig.root).ready()
    again.swept()
    again.card.close()

    assert {record["name"] for record in again.records()} == {still, video}
    aside = rig.root / "_unfinished"
    assert {str(path.relative_to(aside)) for path in aside.glob("*/*")} == {*stills, *videos}
    rig.card = again.card


def test_a_kill_in_the_middle_of_a_burst_loses_nothing_that_was_kept(tmp_path):
    root = tmp_path / "card"
    program = Path(__file__).with_name("burst_until_killed.py")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, program, root],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as child:
        kept = [child.stdout.readline().strip() for _ in range(20)]
        child.kill()
        kept += child.stdout.read().split()

    rig = Rig(root).ready()
    rig.swept()
    rig.card.close()

    with (root / "catalog.jsonl").open() as lines:
        header, *records = [json.loads(line) for line in lines]
    assert header["kind"] == "header"
    names = {record["name"] for record in records}
    assert set(kept) <= names == {f"KP-07/{path.name}" for path in (root / "KP-07").iterdir()}
    assert any(name.endswith(".mp4") for name in names)
    for record in records:
        path = root / record["name"]
        assert record["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        if path.suffix == ".mp4":
            assert len(frame_times(path)) == record["frames"]
        else:
            with Image.open(path) as image:
                image.load()
            assert exif.read(path.read_bytes())["sequence"] == record["sequence"]


def test_the_card_is_imported_without_the_libraries_that_encode():
    heavy = {"numpy", "av", "PIL", "simplejpeg"}
    told = subprocess.run(
        [sys.executable, "-c", "import sys, trapd.linux.card; print(*sys.modules)"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert not heavy & set(told.stdout.split())


def test_an_empty_mount_point_is_no_card(tmp_path):
    events = queue.SimpleQueue()
    section = profile.Card(path=str(tmp_path), mounted=True, reserve_mb=0)
    card = DirectoryCard(section, profile.Camera(), 0, events.put, FieldClock())
    card.open()
    lost = events.get(timeout=30)
    card.close()
    assert lost.why == f"the card {tmp_path} is gone: put it in, and see that it is mounted"
    assert list(tmp_path.iterdir()) == []
