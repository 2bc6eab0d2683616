"""What a unit does while the power may go: the program's own card, on small pictures that no camera took."""

import hashlib
import secrets
import threading
from dataclasses import replace
from unittest.mock import patch

import cards
import h264
import numpy as np
from card_there import ROOT
from wrong import RECIPES

from trapd.card import names
from trapd.card.volume import Volume
from trapd.config import profile
from trapd.core.events import CardLost, CardReady, KeepFailed, Kept
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
        self._ready = threading.Event()
        self._boot = secrets.token_hex(2)
        self._memory = Memory(MEMORY, self._boot, InlineWorker())
        self._packets = h264.packets(frames=FPS, fps=FPS, gop=FPS // 2, from_ns=cards.EDGE_NS)
        self._sequence = 0
        self._clip = None
        section = profile.Card(path=str(ROOT), mounted=True, **{"reserve_mb": 1} | section)
        self.card = DirectoryCard(section, CAMERA, 1.0, self._hear, FieldClock())
        self.card.open()
        assert self._ready.wait(60), "the card is not ready"

    def bursts(self, count, clock="gps"):
        """So many bursts with clips between them; `clock` is who told the time."""
        for _ in range(count):
            self._sequence += 1
            self._remember()
            self._film()
            facts = {"boot": self._boot, "utc_ns": cards.UTC_NS + self._sequence * S, "time_source": clock}
            for number in range(1, STILLS + 1):
                self._room.acquire()
                id = self._sequence * 10 + number
                caption = cards.caption(self._sequence, number, **facts)
                frame = replace(cards.frame(), pixels=Noise(id))
                self.card.keep_still(cards.shot(id, self._sequence, number), frame, caption)

    def close(self):
        self.card.close()

    def _film(self):
        for packet in self._packets:
            self.card.take(replace(packet, timestamp_ns=packet.timestamp_ns + self._sequence * S))
        phase = self._sequence % CLIP_EVERY
        now_ns = cards.EDGE_NS + self._sequence * S
        if phase == 0:
            self._clip = cards.clip(id=self._sequence, sequence=self._sequence, edge_ns=now_ns)
            utc_ns = cards.UTC_NS + self._sequence * S
            facts = {"boot": self._boot, "utc_ns": utc_ns, "mono_ns": now_ns, "pre_roll_s": 1.0}
            self.card.begin_clip(self._clip, cards.caption(self._sequence, 0, "clip", **facts))
        elif phase == CLIP_EVERY - 1 and self._clip is not None:
            self.card.end_clip(self._clip.id, now_ns)
            self._clip = None

    def _remember(self):
        self._memory.keep(sequence=self._sequence)
        assert self._memory.trouble is None, self._memory.trouble
        self._tell(remembered=self._sequence)

    def _hear(self, event):
        """On the card's thread: what it did not do yet is not told."""
        match event:
            case CardReady():
                self._sequence = max(event.last_sequence, self._memory.value.sequence)
                self._ready.set()
            case Kept():
                with (ROOT / event.name).open("rb") as file:
                    self._tell(kept=event.name, sha256=hashlib.file_digest(file, "sha256").hexdigest())
                if event.caption.media == "still":
                    self._room.release()
            case CardLost() | KeepFailed():
                self._tell(failed=str(event))
                self._room.release()


def take_pictures(tell, bursts, recipe="ours", **section):
    """What a trap's night is made of; the last clip goes on when the night is over."""
    with RECIPES[recipe](), watched(tell):
        unit = Unit(tell, **section)
        unit.bursts(bursts)
        unit.close()


ORDERS = {"take_pictures": take_pictures}
