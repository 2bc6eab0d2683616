"""What every card keeps to, whether it writes bytes or only counts them."""

import queue
from dataclasses import replace

import cards
import h264
import pytest

from trapd.card import names
from trapd.config import profile
from trapd.core.events import CardLost, CardReady, CardSwept, KeepFailed, Kept
from trapd.core.units import S
from trapd.linux.card import DirectoryCard
from trapd.runtime.clock import FieldClock, VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.card import MemoryCard

PATIENCE_S = 30


class DirectoryRig:
    """A folder as card; its fault is a folder that cannot be made."""

    def __init__(self, root):
        self._root = root / "card"
        self._home = root
        self.events = queue.SimpleQueue()
        self.card = DirectoryCard(
            profile.Card(path=str(self._root), reserve_mb=0),
            profile.Camera(width=320, height=240),
            1.0,
            self._heard,
            FieldClock(),
        )

    def _heard(self, event):
        """What is done in the background is told at a time of its own, by cards that do it."""
        if not isinstance(event, CardSwept):
            self.events.put(event)

    def event(self):
        return self.events.get(timeout=PATIENCE_S)

    def break_it(self):
        self._root.rename(self._home / "pulled")

    def mend_it(self):
        (self._home / "pulled").rename(self._root)


class MemoryRig:
    """The season's card on the virtual clock."""

    def __init__(self):
        self._loop = Loop(VirtualClock(cards.UTC_NS, start_ns=cards.EDGE_NS))
        self._events = []
        self.card = MemoryCard(self._loop, self._post)

    def _post(self, event):
        self._events.append(event)
        self._loop.stop()

    def event(self):
        if not self._events:
            self._loop.run()
        return self._events.pop(0)

    def break_it(self):
        self.card.fault = "the card is gone"

    def mend_it(self):
        self.card.fault = None


@pytest.fixture(params=["directory", "memory"])
def rig(request, tmp_path):
    rig = DirectoryRig(tmp_path) if request.param == "directory" else MemoryRig()
    yield rig
    rig.card.close()


@pytest.fixture
def ready(rig):
    rig.card.open()
    assert isinstance(rig.event(), CardReady)
    return rig


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
    assert isinstance(ready.event(), CardReady)
    ready.card.keep_still(cards.shot(id=2), cards.frame(), cards.caption(number=2))
    assert ready.event().id == 2


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
