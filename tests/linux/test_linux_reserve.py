"""Pictures that the card does not take, with a real folder as card and another as reserve."""

import errno
import os
import queue
from pathlib import Path

import av
import cards
import h264
import pytest

from trapd.card import catalog
from trapd.config import profile
from trapd.core.events import CardLost, CardReady, CardSwept, Carried, ChoreDone, ChoreFailed, KeepFailed, Kept
from trapd.linux.card import DirectoryCard
from trapd.runtime.clock import FieldClock

PATIENCE_S = 30
CAMERA = profile.Camera(width=320, height=240)


class Rig:
    """A card whose files fail on demand, its reserve, and what was told."""

    def __init__(self, home, patch, **section):
        self.root, self.spare = home / "card", home / "state" / "reserve"
        self._patch = patch
        self._events = queue.SimpleQueue()
        section = profile.Card(path=str(self.root), **({"reserve_mb": 0} | section))
        self.card = DirectoryCard(section, CAMERA, 1.0, self._events.put, FieldClock(), spare=self.spare)
        self.card.open()
        assert isinstance(self.next(CardReady), CardReady)

    def next(self, kind):
        while not isinstance(event := self._events.get(timeout=PATIENCE_S), kind):
            assert isinstance(event, CardLost | CardReady | CardSwept | ChoreFailed | ChoreDone)
        return event

    def keep_still(self, sequence=1, number=1):
        caption = cards.caption(sequence=sequence, number=number)
        self.card.keep_still(cards.shot(sequence, sequence, number), cards.frame(), caption)
        return self.next((Kept, KeepFailed))

    def fail(self, root):
        """No file below it can be made durable any more."""
        fsync = os.fsync

        def fails(fd):
            if Path(f"/proc/self/fd/{fd}").readlink().is_relative_to(root):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            fsync(fd)

        self._patch.setattr(os, "fsync", fails)

    def mend(self):
        self._patch.undo()

    def names(self, root):
        return [record["name"] for record in catalog.read(root / catalog.FILE) if record["kind"] == "media"]


@pytest.fixture
def rig(tmp_path, monkeypatch):
    rig = Rig(tmp_path, monkeypatch)
    yield rig
    rig.card.close()


def test_without_need_there_is_no_reserve(rig):
    rig.keep_still()
    rig.card.note({"kind": "effort"})
    rig.card.close()
    assert not rig.spare.exists()
    rig.card = Rig(rig.root.parent, rig._patch).card


def test_a_card_that_fails_on_everything_is_opened_anew_once_and_then_left_until_it_is_tried_again(rig):
    rig.keep_still(1)
    rig.fail(rig.root)

    kept = [rig.keep_still(sequence) for sequence in (2, 3, 4)]
    assert [event.on_reserve for event in kept] == [True] * 3
    rig.mend()
    rig.card.open()

    while len(rig.names(rig.root)) < 4:
        rig.next(Carried)
    assert sorted(rig.names(rig.root)) == sorted([rig.names(rig.root)[0], *(event.name for event in kept)])
    assert list(rig.spare.glob("*/*")) == []


def test_a_clip_whose_card_fails_goes_on_in_the_reserve(rig):
    packets = h264.packets(frames=120, fps=30, gop=15, from_ns=cards.EDGE_NS)
    clip = cards.clip(edge_ns=cards.EDGE_NS, pre_roll_s=0)
    caption = cards.caption(media="clip", number=0, mono_ns=clip.from_ns, latency_ms=None)
    rig.card.begin_clip(clip, caption)
    for packet in packets[:40]:
        rig.card.take(packet)
    assert not rig.keep_still(1, number=2).on_reserve, "what was taken before this is on the card"
    rig.fail(rig.root)
    assert rig.keep_still(2).on_reserve
    for packet in packets[40:]:
        rig.card.take(packet)
    rig.card.end_clip(clip.id, packets[-1].timestamp_ns)

    kept = rig.next(Kept)

    assert kept.on_reserve
    assert kept.caption.part == 2
    assert kept.caption.mono_ns == packets[45].timestamp_ns, "not from the next key frame on"
    with av.open(rig.spare / kept.name) as container:
        assert sum(1 for _ in container.decode(video=0)) == len(packets) - 45
    rig.mend()
    rig.card.open()
    while kept.name not in rig.names(rig.root):
        rig.next(Carried)
    first, *_ = [name for name in rig.names(rig.root) if name.endswith(".mp4") and name != kept.name]
    with av.open(rig.root / first) as container:
        assert sum(1 for _ in container.decode(video=0)) > 15, "the part before was lost"


def test_lines_of_the_catalog_wait_in_the_reserve_too(rig):
    rig.fail(rig.root)
    rig.keep_still()
    rig.card.note({"kind": "effort", "states": ["armed", "card-gone"], "mono_ns": 5})
    rig.keep_still(2)
    rig.mend()
    rig.card.open()
    while len(rig.names(rig.root)) < 2:
        rig.next(Carried)
    rig.card.close()

    kinds = [record["kind"] for record in catalog.read(rig.root / catalog.FILE)]
    assert kinds.count("effort") == 1
    rig.card = Rig(rig.root.parent, rig._patch).card


def test_where_the_reserve_fails_too_it_is_said_why(rig):
    rig.fail(rig.root.parent)

    rig.card.keep_still(cards.shot(), cards.frame(), cards.caption())
    failed = rig.next(KeepFailed)
    rig.card.open()
    lost = rig.next(CardLost)

    assert "fails to read or write" in failed.why
    assert lost.reserve_mb is None


def test_a_system_disk_without_room_is_no_reserve(rig, monkeypatch):
    statvfs = os.statvfs
    full = os.statvfs_result((4096, 4096, 1000, 0, 0, 0, 0, 0, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda path: full if Path(path) == rig.spare else statvfs(path))
    rig.card.close()
    rig.root.rename(rig.root.with_name("pulled"))
    rig.root.touch()

    section = profile.Card(path=str(rig.root), reserve_mb=1)
    rig.card = DirectoryCard(section, CAMERA, 1.0, rig._events.put, FieldClock(), spare=rig.spare)
    rig.card.open()

    assert rig.next(CardLost).reserve_mb is None


def test_with_a_share_of_0_there_is_none(tmp_path, monkeypatch):
    rig = Rig(tmp_path, monkeypatch, spare_mb=0)
    rig.fail(rig.root)

    assert isinstance(rig.keep_still(), KeepFailed)
    assert not rig.spare.exists()
    rig.card.close()


def test_a_card_says_which_unit_used_it_last(rig):
    rig.keep_still()
    rig.card.close()

    section = profile.Card(path=str(rig.root), reserve_mb=0)
    rig.card = DirectoryCard(section, CAMERA, 1.0, rig._events.put, FieldClock())
    rig.card.open()

    assert rig.next(CardReady).written_by == "DESK-1"
