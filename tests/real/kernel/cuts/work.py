"""What a unit does while the power may go: the program's own card, on small pictures that no camera took."""

import hashlib
import os
import secrets
import threading
from dataclasses import replace
from unittest.mock import patch

import cards
import h264
import numpy as np
from card_there import ROOT, other
from plain import Plain
from wrong import RECIPES

from trapd.card import names
from trapd.card.volume import Volume
from trapd.commands.offloading import Outcome, carry_out
from trapd.config import profile
from trapd.core.events import CardLost, CardReady, CardSwept, ChoreFailed, KeepFailed, Kept, PicturesRepaired, Retired
from trapd.core.units import S
from trapd.linux.card import DirectoryCard
from trapd.runtime.clock import FieldClock
from trapd.runtime.memory import Memory
from trapd.runtime.worker import InlineWorker

FPS = 10
CAMERA = profile.Camera(width=320, height=240, fps=FPS)
STILLS = 3
AT_ONCE = 4
"""Pictures on their way to the card."""
CLIP_EVERY = 3
"""Bursts; a clip lasts two of them, so that one runs most of the time."""
MEMORY = ROOT / "_state"
PATIENCE_S = 120
MB = 1_000_000
BEGUN = 94
"""Triggers that the unit had before it came to this card: the hundredth begins a folder."""
BEFORE_FULL_MB = 11
"""On a card of 64 MB room is made while less than 12 are left before it is full, up to 18 (`core/retention.py`)."""
UNIT = cards.caption().unit
STARTED = {"unit": UNIT, "mono_ns": cards.EDGE_NS, "utc_ns": cards.UTC_NS, "time_source": "none"}
KNOWN = {"mono_ns": cards.EDGE_NS, "utc_ns": cards.UTC_NS + 3600 * S, "source": "gps", "uncertainty_s": 0.05}
"""It was an hour later than that."""


class Noise:
    """Pixels that no codec makes small: a file of many sectors, and none like another."""

    def __init__(self, seed):
        chance = np.random.default_rng(seed)
        self._planes = tuple(
            chance.integers(0, 256, shape, np.uint8) for shape in ((240, 320), (120, 160), (120, 160))
        )

    def planes(self):
        return self._planes

    def release(self):
        pass


def watched(tell):
    """Before a still is written, it is told what will be in it: what the next start makes of it must be the same."""
    write = Volume.write

    def watched_write(volume, caption, data):
        tell(begun=names.name(caption), sha256=hashlib.sha256(data).hexdigest())
        write(volume, caption, data)

    return patch.object(Volume, "write", watched_write)


class Unit:
    """Its card, and what it says of it."""

    def __init__(self, tell, **section):
        self._tell = tell
        self._room = threading.Semaphore(AT_ONCE)
        self._heard = {kind: threading.Event() for kind in (CardReady, CardSwept, Retired, PicturesRepaired)}
        self.boot = secrets.token_hex(2)
        self._memory = Memory(MEMORY, self.boot, InlineWorker())
        self._packets = h264.packets(frames=FPS, fps=FPS, gop=FPS // 2, from_ns=cards.EDGE_NS)
        self._sequence = 0
        self._clip = None
        section = profile.Card(path=str(ROOT), mounted=True, **{"reserve_mb": 1} | section)
        self.card = DirectoryCard(section, CAMERA, 1.0, self._hear, FieldClock(), unit=UNIT)
        self.card.open()
        self.wait_for(CardReady)
        self.card.note({"kind": "boot", "boot": self.boot, "boot_id": self.boot, **STARTED})

    def bursts(self, count, clock):
        """So many bursts with clips between them; `clock` is who told the time."""
        for _ in range(count):
            self._sequence += 1
            self._remember()
            at_ns = self._sequence * S
            facts = {"boot": self.boot, "mono_ns": cards.EDGE_NS + at_ns, "utc_ns": cards.UTC_NS + at_ns}
            facts |= {"time_source": clock} | ({"time_uncertainty_s": None} if clock == "none" else {})
            self._film(facts)
            for number in range(1, STILLS + 1):
                self._room.acquire()
                id = self._sequence * 10 + number
                caption = cards.caption(self._sequence, number, **facts)
                frame = replace(cards.frame(), pixels=Noise(id))
                self.card.keep_still(cards.shot(id, self._sequence, number), frame, caption)

    def wait_for(self, kind):
        assert self._heard[kind].wait(PATIENCE_S), f"waited in vain for {kind.__name__}"

    def close(self):
        """When the card is in order: what an earlier cut left on it is dealt with."""
        self.wait_for(CardSwept)
        self.card.close()

    def _film(self, facts):
        for packet in self._packets:
            self.card.take(replace(packet, timestamp_ns=packet.timestamp_ns + self._sequence * S))
        phase, now_ns = self._sequence % CLIP_EVERY, facts["mono_ns"]
        if phase == 0:
            self._clip = cards.clip(id=self._sequence, sequence=self._sequence, edge_ns=now_ns)
            self.card.begin_clip(self._clip, cards.caption(self._sequence, 0, "clip", **facts, pre_roll_s=1.0))
        elif phase == CLIP_EVERY - 1 and self._clip is not None:
            self.card.end_clip(self._clip.id, now_ns)
            self._clip = None

    def _remember(self):
        self._memory.keep(sequence=self._sequence)
        assert self._memory.trouble is None, self._memory.trouble
        self._tell(remembered=self._sequence)

    def _hear(self, event):
        """On the thread that says it: what it did not do yet is not told."""
        match event:
            case CardReady():
                self._sequence = max(event.last_sequence, self._memory.value.sequence, BEGUN)
            case Kept():
                with (ROOT / event.name).open("rb") as file:
                    self._tell(kept=event.name, sha256=hashlib.file_digest(file, "sha256").hexdigest())
                if event.caption.media == "still":
                    self._room.release()
            case CardLost() | KeepFailed():
                self._tell(failed=str(event))
                self._room.release()
            case ChoreFailed():
                self._tell(failed=str(event))
        if type(event) in self._heard:
            self._heard[type(event)].set()


def take_pictures(tell, bursts, recipe="ours", clock="gps"):
    """What a trap's night is made of; the last clip goes on when the night is over."""
    with RECIPES[recipe](), watched(tell):
        unit = Unit(tell)
        unit.bursts(bursts, clock)
        unit.close()


def make_room(tell, bursts):
    """A card that is as good as full: the oldest go for the new ones."""
    free = os.statvfs(ROOT)
    full_mb = free.f_bavail * free.f_frsize // MB - BEFORE_FULL_MB
    with watched(tell):
        unit = Unit(tell, reserve_mb=full_mb, low_mb=1, retention="oldest-first")
        unit.bursts(bursts, "gps")
        unit.wait_for(Retired)
        unit.close()


def date_anew(tell, bursts):
    """The time of the start before this one becomes known, while pictures are taken."""
    before = Plain(ROOT).records("boot")[-1]
    with watched(tell):
        unit = Unit(tell)
        unit.card.note({"kind": "anchor", **{key: before[key] for key in ("boot", "boot_id")}, **KNOWN})
        unit.card.redate(UNIT)
        unit.bursts(bursts, "gps")
        unit.wait_for(PicturesRepaired)
        unit.close()


class Listener:
    """Tells what was copied, and what was deleted for it."""

    def __init__(self, tell):
        self._tell = tell

    def begins(self, need, keeps_marks):
        assert need.fits
        assert keeps_marks

    def copied(self, step, so_far):
        assert step.why_not is None, step
        self._tell(copied=step.name)

    def deleted(self, step):
        self._tell(deleted=step.name)


def offloaded(disk, delete, tell=lambda **fact: None):
    """Everything onto the other disk, of this file system."""
    with other(disk) as root:
        carry_out(ROOT, root, delete, Listener(tell), outcome := Outcome())
    assert not outcome.left_out, outcome.left_out


def offload(tell, disk, delete):
    offloaded(disk, delete, tell)


ORDERS = {"take_pictures": take_pictures, "make_room": make_room, "date_anew": date_anew, "offload": offload}
