"""What every card keeps to, whether it writes bytes or only counts them."""

import errno
import os
import queue
from dataclasses import replace
from pathlib import Path

import cards
import h264
import pytest

from trapd.card import catalog, names
from trapd.config import profile
from trapd.core.events import (
    CardLost,
    CardReady,
    CardSlow,
    CardSwept,
    Carried,
    ChoreDone,
    ChoreFailed,
    Emptied,
    KeepFailed,
    Kept,
)
from trapd.core.timeline import Anchor
from trapd.core.units import S
from trapd.linux.card import DirectoryCard
from trapd.runtime.clock import FieldClock, VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.card import WRITE_NS, MemoryCard

PATIENCE_S = 30


class DirectoryRig:
    """A folder as card, with stand-ins for what only a card can do to the system's calls."""

    def __init__(self, root, patch, spare_mb):
        self._root = root / "card"
        self._pulled = root / "pulled"
        self._patch = patch
        self._clock = LateClock()
        self.events = queue.SimpleQueue()
        self.card = DirectoryCard(
            profile.Card(path=str(self._root), reserve_mb=64, spare_mb=spare_mb),
            profile.Camera(width=320, height=240),
            1.0,
            self._heard,
            self._clock,
            spare=root / "state" / "reserve",
        )

    def _heard(self, event):
        """What is done in the background is told at a time of its own, by cards that do it."""
        if not isinstance(event, CardSwept | ChoreFailed | ChoreDone):
            self.events.put(event)

    def event(self):
        return self.events.get(timeout=PATIENCE_S)

    def on_card(self):
        return [record["name"] for record in catalog.read(self._root / catalog.FILE) if record["kind"] == "media"]

    def break_it(self):
        """A file stands where the card was."""
        self._root.rename(self._pulled)
        self._root.touch()

    def mend_it(self):
        self._root.unlink()
        self._pulled.rename(self._root)

    def flaw_it(self):
        """The next picture cannot be written."""
        fsync = os.fsync

        def fails(fd):
            if Path(f"/proc/self/fd/{fd}").readlink().suffix == ".jpg":
                self._patch.setattr(os, "fsync", fsync)
                raise OSError(errno.EIO, "bad sector")
            fsync(fd)

        self._patch.setattr(os, "fsync", fails)

    def fill_it(self):
        statvfs = os.statvfs

        def full(path):
            found, of_card = statvfs(path), Path(path) == self._root
            return os.statvfs_result((*found[:4], 0, *found[5:])) if of_card else found

        self._patch.setattr(os, "statvfs", full)

    def slow_it(self):
        """Each picture takes 2 s, by the clock."""
        fsync = os.fsync

        def stalls(fd):
            if Path(f"/proc/self/fd/{fd}").readlink().suffix == ".jpg":
                self._clock.late_ns += 2 * S
            fsync(fd)

        self._patch.setattr(os, "fsync", stalls)

    def quicken_it(self):
        self._patch.undo()


class LateClock(FieldClock):
    """Stalls in no time."""

    late_ns = 0

    def now_ns(self):
        return super().now_ns() + self.late_ns


class MemoryRig:
    """The season's card on the virtual clock."""

    def __init__(self, spare_mb):
        self._loop = Loop(VirtualClock(cards.UTC_NS, start_ns=cards.EDGE_NS))
        self._events = []
        self.card = MemoryCard(self._loop, self._post, spare_mb=spare_mb)

    def _post(self, event):
        self._events.append(event)
        self._loop.stop()

    def event(self):
        if not self._events:
            self._loop.run()
        return self._events.pop(0)

    def on_card(self):
        return [name for name, _ in self.card.kept]

    def break_it(self):
        self.card.fault = "the card is gone"

    def mend_it(self):
        self.card.fault = None

    def flaw_it(self):
        self.card.flaw = "the card fails to read or write"

    def fill_it(self):
        self.card.free = 0

    def slow_it(self):
        self.card.write_ns = 2 * S

    def quicken_it(self):
        self.card.write_ns = WRITE_NS


@pytest.fixture(params=["directory", "memory"])
def make(request, tmp_path, monkeypatch):
    """A card with a reserve of so many megabytes, 0 for none."""
    made = []

    def make(spare_mb):
        kind = request.param
        made.append(DirectoryRig(tmp_path, monkeypatch, spare_mb) if kind == "directory" else MemoryRig(spare_mb))
        return made[-1]

    yield make
    for rig in made:
        rig.card.close()


@pytest.fixture
def rig(make):
    return make(spare_mb=0)


@pytest.fixture
def spared(make):
    """A card that is open, and a reserve."""
    rig = make(spare_mb=200)
    rig.card.open()
    assert isinstance(rig.event(), CardReady)
    return rig


@pytest.fixture
def ready(rig):
    rig.card.open()
    assert isinstance(rig.event(), CardReady)
    return rig


def until(rig, kind):
    """The next event of this kind; that the card is lost, or back, may be told more than once."""
    while not isinstance(event := rig.event(), kind):
        assert isinstance(event, CardLost | CardReady)
    return event


def test_a_blank_card_says_how_much_room_it_has(rig):
    rig.card.open()

    ready = rig.event()

    assert ready.free_mb > 0
    assert ready.last_sequence == 0


def test_a_still_is_kept_under_its_name_and_its_frame_given_back(ready):
    caption, frame = cards.caption(sequence=7), cards.frame()

    ready.card.keep_still(cards.shot(id=3, sequence=7), frame, caption)

    kept = ready.event()
    assert (kept.id, kept.name, kept.caption) == (3, names.name(caption), caption)
    assert kept.size > 0
    assert kept.edge_to_durable_ms is not None
    assert frame.pixels.released == 1


def test_a_burst_is_kept_in_order(ready):
    for number in range(1, 6):
        ready.card.keep_still(cards.shot(id=number, number=number), cards.frame(), cards.caption(number=number))

    assert [ready.event().id for _ in range(5)] == [1, 2, 3, 4, 5]


def test_a_clip_is_kept_once(ready):
    packets = h264.packets(frames=60, from_ns=cards.EDGE_NS - S)
    clip, caption = cards.clip(pre_roll_s=1), cards.caption(media="clip", number=0, mono_ns=cards.EDGE_NS - S)

    for packet in packets[:30]:
        ready.card.take(packet)
    ready.card.begin_clip(clip, caption)
    for packet in packets[30:]:
        ready.card.take(packet)
    ready.card.end_clip(clip.id, packets[-1].timestamp_ns)

    kept = ready.event()
    assert isinstance(kept, Kept)
    assert (kept.id, kept.name) == (clip.id, names.name(kept.caption))
    assert kept.name.endswith("-clip.mp4")
    assert kept.edge_to_durable_ms is None


def test_the_highest_sequence_is_known_when_the_card_is_opened_again(ready):
    ready.card.keep_still(cards.shot(sequence=41), cards.frame(), cards.caption(sequence=41))
    assert isinstance(ready.event(), Kept)

    ready.card.open()

    assert ready.event().last_sequence == 41


def test_what_comes_before_the_card_is_open_fails_and_its_frame_is_given_back(rig):
    frame = cards.frame()

    rig.card.keep_still(cards.shot(id=5), frame, cards.caption())

    failed = rig.event()
    assert isinstance(failed, KeepFailed)
    assert failed.id == 5
    assert failed.why
    assert frame.pixels.released == 1


def test_a_card_that_fails_is_lost_until_it_is_opened_again(ready):
    ready.break_it()
    ready.card.keep_still(cards.shot(id=1), cards.frame(), cards.caption())
    lost, failed = sorted((ready.event(), ready.event()), key=lambda event: type(event).__name__)
    assert isinstance(lost, CardLost)
    assert isinstance(failed, KeepFailed)
    assert "card" in lost.why

    ready.mend_it()
    ready.card.open()
    assert until(ready, CardReady)
    ready.card.keep_still(cards.shot(id=2), cards.frame(), cards.caption(number=2))
    assert until(ready, Kept).id == 2


def test_a_clip_whose_card_was_lost_fails_once_its_end_is_ordered(rig):
    clip, caption = cards.clip(), cards.caption(media="clip", number=0)

    rig.card.begin_clip(clip, caption)
    rig.card.end_clip(clip.id, cards.EDGE_NS)

    failed = rig.event()
    assert isinstance(failed, KeepFailed)
    assert failed.id == clip.id


def test_two_clips_may_overlap_while_the_first_waits_for_its_last_packets(ready):
    packets = h264.packets(frames=90, from_ns=cards.EDGE_NS - S)
    first, second = cards.clip(id=1), cards.clip(id=2, sequence=2, edge_ns=cards.EDGE_NS + S)
    caption = cards.caption(media="clip", number=0, mono_ns=cards.EDGE_NS - S)

    ready.card.begin_clip(first, caption)
    for packet in packets[:45]:
        ready.card.take(packet)
    ready.card.end_clip(first.id, packets[50].timestamp_ns)
    ready.card.begin_clip(second, replace(caption, sequence=2))
    for packet in packets[45:]:
        ready.card.take(packet)
    ready.card.end_clip(second.id, packets[-1].timestamp_ns)

    assert [ready.event().id for _ in range(2)] == [1, 2]


def test_an_emptied_card_takes_pictures_as_before_and_numbers_go_on(ready):
    for number in (1, 2):
        ready.card.keep_still(cards.shot(id=number, number=number), cards.frame(), cards.caption(number=number))
        assert isinstance(ready.event(), Kept)

    ready.card.empty(anyway=False)
    refused = ready.event()
    ready.card.empty(anyway=True)
    emptied = ready.event()
    ready.card.keep_still(cards.shot(id=3, sequence=2), cards.frame(), cards.caption(sequence=2))
    kept = ready.event()

    assert isinstance(refused, Emptied)
    assert (refused.over, refused.pictures, refused.left) == (True, 0, 2)
    assert "on no other disk" in refused.why
    assert isinstance(emptied, Emptied)
    assert (emptied.over, emptied.why, emptied.pictures, emptied.left) == (True, None, 2, 0)
    assert kept.id == 3
    ready.card.open()
    assert ready.event().last_sequence == 2


def test_there_is_nothing_to_empty_without_a_card(rig):
    rig.card.empty(anyway=True)

    emptied = rig.event()

    assert (type(emptied), emptied.over, emptied.pictures) == (Emptied, True, 0)
    assert "card" in emptied.why


# -- trouble, with a reserve ----------------------------------------------------------------------------------------


def still(rig, number):
    """What becomes of one that is ordered."""
    rig.card.keep_still(cards.shot(id=number, number=number), cards.frame(), cards.caption(number=number))
    return until(rig, Kept)


def test_a_card_that_is_gone_costs_no_picture_and_gets_them_when_it_is_back(spared):
    spared.break_it()
    spared.card.keep_still(cards.shot(id=1), cards.frame(), cards.caption())
    lost = spared.event()
    first, second = until(spared, Kept), still(spared, 2)

    assert (type(lost), lost.full) == (CardLost, False)
    assert lost.reserve_mb > 100
    assert (first.on_reserve, second.on_reserve) == (True, True)
    assert first.free_mb <= 200

    spared.mend_it()
    spared.card.open()
    assert until(spared, Carried).pictures == 2
    assert spared.on_card() == [first.name, second.name]


def test_what_comes_before_the_first_card_goes_to_the_reserve(make):
    rig = make(spare_mb=200)

    kept = still(rig, 1)
    rig.card.open()

    assert kept.on_reserve
    assert until(rig, Carried).pictures == 1
    assert rig.on_card() == [kept.name]


def test_one_bad_picture_goes_to_the_reserve_and_the_card_is_used_on(spared):
    spared.flaw_it()

    spared.card.keep_still(cards.shot(), cards.frame(), cards.caption())
    lost, kept = spared.event(), spared.event()

    assert "fails to read or write" in lost.why
    assert kept.on_reserve
    assert until(spared, Carried).pictures == 1
    assert spared.on_card() == [kept.name]
    assert not still(spared, 2).on_reserve


def test_a_full_card_takes_no_more_and_what_was_ordered_goes_to_the_reserve(spared):
    spared.fill_it()

    spared.card.keep_still(cards.shot(), cards.frame(), cards.caption())
    lost, kept = spared.event(), until(spared, Kept)

    assert lost.full
    assert "is full" in lost.why
    assert kept.on_reserve
    assert spared.on_card() == []


def test_a_card_that_stalls_loses_nothing_and_is_told_of_once_an_episode(spared):
    spared.slow_it()
    told = [still(spared, 1), spared.event(), still(spared, 2)]
    spared.quicken_it()
    told.append(still(spared, 3))
    spared.slow_it()
    told += [still(spared, 4), spared.event()]

    assert [type(event) for event in told] == [Kept, CardSlow, Kept, Kept, Kept, CardSlow]
    assert told[1].ms >= 2_000
    assert len(spared.on_card()) == 4


def test_the_room_that_is_left_is_told_with_each_picture(spared):
    assert still(spared, 1).free_mb > 64


def test_a_picture_of_before_the_time_was_known_is_dated_anew(ready):
    caption = cards.caption(time_source="none", time_uncertainty_s=None)
    boot = {"boot": caption.boot, "boot_id": "kernel-1", "unit": caption.unit, "mono_ns": 0}
    ready.card.note({"kind": "boot", **boot})
    ready.card.keep_still(cards.shot(), cards.frame(), caption)
    kept = ready.event()
    anchor = Anchor(cards.EDGE_NS, cards.UTC_NS + 86_400 * S, "gps", 0.6)
    ready.card.note({"kind": "anchor", **boot, **anchor.facts()})

    ready.card.redate(caption.unit)

    ((was, name, now),) = ready.event().captions
    assert was == kept.name
    assert name == names.name(now)
    assert (now.utc_ns, now.time_source) == (anchor.utc_at(caption.mono_ns), "gps")
    assert replace(now, utc_ns=0, time_source="none", time_uncertainty_s=None) == replace(caption, utc_ns=0)
