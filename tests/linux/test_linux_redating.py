"""Pictures of before the first fix, on a real folder: in the same boot, after a cut, and by way of the reserve."""

import errno
import os
import queue
from pathlib import Path

import cards
import pytest

from trapd.card import ledger
from trapd.config import profile
from trapd.core.events import CardSwept, Carried, Kept, PicturesRepaired
from trapd.core.timeline import Anchor
from trapd.core.units import S
from trapd.linux.card import DirectoryCard
from trapd.media import exif
from trapd.runtime.clock import FieldClock

PATIENCE_S = 30
CAMERA = profile.Camera(width=320, height=240)
UNIT = "DESK-1"
DAY_NS = 86_400 * S
TRUE_NS = cards.UTC_NS + 40 * DAY_NS
"""When the shots of `cards` really were."""


class Rig:
    """A card with its reserve, and what was told."""

    def __init__(self, home):
        self.root = home / "card"
        self._events = queue.SimpleQueue()
        section = profile.Card(path=str(self.root), reserve_mb=0)
        spare = home / "state" / "reserve"
        self.card = DirectoryCard(section, CAMERA, 1.0, self._events.put, FieldClock(), spare=spare)
        self.card.open()
        self.next(CardSwept)

    def next(self, kind):
        while not isinstance(event := self._events.get(timeout=PATIENCE_S), kind):
            pass
        return event

    def boot(self, number, rtc_ns=None):
        line = {
            "kind": "boot",
            "boot": f"{number:04x}",
            "boot_id": f"kernel-{number}",
            "unit": UNIT,
            "mono_ns": 9 * S,
        }
        line |= {"before": f"kernel-{number - 1}"} if number > 1 else {}
        self.card.note(line if rtc_ns is None else line | {"rtc_utc_ns": rtc_ns})

    def anchor(self, number, utc_ns):
        told = Anchor(cards.EDGE_NS, utc_ns, "gps", 0.6)
        self.card.note({"kind": "anchor", "boot": f"{number:04x}", "boot_id": f"kernel-{number}", **told.facts()})

    def take(self, number, sequence=1):
        """A still of that boot, while nobody knows the time."""
        caption = cards.caption(
            sequence, boot=f"{number:04x}", mono_ns=cards.EDGE_NS, time_source="none", time_uncertainty_s=None
        )
        self.card.keep_still(cards.shot(sequence, sequence), cards.frame(), caption)
        return self.next(Kept)

    def redate(self):
        self.card.redate(UNIT)
        return self.next(PicturesRepaired).captions

    def standing(self):
        return sorted(str(path.relative_to(self.root)) for path in self.root.glob("KP-07/*"))


@pytest.fixture
def rig(tmp_path):
    rig = Rig(tmp_path)
    yield rig
    rig.card.close()


def test_a_fix_of_the_same_boot(rig):
    rig.boot(1)
    kept = rig.take(1)
    rig.anchor(1, TRUE_NS)

    ((was, name, caption),) = rig.redate()

    assert was == kept.name
    assert rig.standing() == [name] == [kept.name.replace("20260115", "20260224").replace("_unsync", "")]
    assert (caption.utc_ns, caption.time_source) == (TRUE_NS, "gps")
    assert exif.read((rig.root / name).read_bytes())["utc_ns"] == TRUE_NS


def test_after_a_cut_by_the_clock_chip(tmp_path):
    before = Rig(tmp_path)
    before.boot(1, rtc_ns=cards.UTC_NS)
    before.take(1)
    before.card.close()
    rig = Rig(tmp_path)
    rig.boot(2, rtc_ns=cards.UTC_NS + DAY_NS)
    rig.anchor(2, cards.UTC_NS + DAY_NS + cards.EDGE_NS - 9 * S + 3_600 * S)  # the chip is an hour slow

    ((_, _, caption),) = rig.redate()
    rig.card.close()

    true_ns = cards.UTC_NS + cards.EDGE_NS - 9 * S + 3_600 * S
    assert caption.time_source == "rtc"
    assert abs(caption.utc_ns - true_ns) / S <= caption.time_uncertainty_s < 30
    assert rig.standing() == list(ledger.fold(rig.root).pictures)


def test_by_way_of_the_reserve(rig, monkeypatch):
    fsync = os.fsync

    def fails(fd):
        if Path(f"/proc/self/fd/{fd}").readlink().is_relative_to(rig.root):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(fd)

    rig.boot(1)
    rig.take(1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        assert rig.take(1, sequence=2).on_reserve
        rig.anchor(1, TRUE_NS)
    rig.card.open()
    while len(rig.standing()) < 2:
        rig.next(Carried)

    done = rig.redate()

    assert len(done) == 2
    assert rig.standing() == sorted(name for _, name, _ in done)


def test_it_may_be_asked_for_as_often_as_one_likes(rig):
    rig.boot(1)
    rig.take(1)
    rig.anchor(1, TRUE_NS)

    for _ in range(50):
        rig.card.redate(UNIT)
    assert len(rig.next(PicturesRepaired).captions) == 1
    rig.take(1, sequence=2)
    assert len(rig.redate()) == 1
