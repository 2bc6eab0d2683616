"""Run as a program: keeps stills and a clip on the card in argv[1] without end; prints the name of each one kept."""

import itertools
import sys
import threading
from dataclasses import replace

import cards
import h264

from trapd.config import profile
from trapd.core.events import Kept
from trapd.core.units import S
from trapd.linux.card import DirectoryCard
from trapd.runtime.clock import FieldClock

room = threading.Semaphore(4)


def say(event):
    if isinstance(event, Kept):
        print(event.name, flush=True)
    room.release()


card = DirectoryCard(
    profile.Card(path=sys.argv[1], reserve_mb=0), profile.Camera(width=320, height=240), 1.0, say, FieldClock()
)
card.open()
packets = h264.packets(frames=30, from_ns=cards.EDGE_NS)
card.begin_clip(cards.clip(id=0), cards.caption(sequence=0, number=0, media="clip"))
for sequence in itertools.count(1):
    for packet in packets:
        card.take(replace(packet, timestamp_ns=packet.timestamp_ns + sequence * S))
    for number in (1, 2, 3):
        room.acquire()
        caption = cards.caption(sequence=sequence, number=number, utc_ns=cards.UTC_NS + sequence * S)
        card.keep_still(cards.shot(id=sequence, sequence=sequence, number=number), cards.frame(), caption)
