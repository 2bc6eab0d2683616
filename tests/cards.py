"""Shots, captions and frames for the tests of the card."""

from __future__ import annotations

import threading

import numpy as np

from trapd.core.caption import Caption
from trapd.core.frames import Frame
from trapd.core.shots import Clip, Exposure, Shot, Trigger, Window
from trapd.core.units import MS, S

UTC_NS = 1_768_475_073_123_456_789
"""2026-01-15 11:04:33 UTC, 21:04:33 in Primorye."""
EDGE_NS = 1_000 * S


def caption(sequence=1, number=1, media="still", **facts):
    facts = {
        "station": "KP-07",
        "unit": "DESK-1",
        "side": "left",
        "make": "trapd",
        "model": "test unit",
        "firmware": "0.1.0",
        "boot": "a1b2",
        "trigger": "motion",
        "sensor": "left",
        "confirmed_by": None,
        "edge_mono_ns": EDGE_NS,
        "mono_ns": EDGE_NS + 20 * MS,
        "latency_ms": 20.0,
        "utc_ns": UTC_NS,
        "utc_offset_min": 600,
        "time_source": "gps",
        "time_uncertainty_s": 0.05,
        "lat": 43.1034,
        "lon": 131.5503,
    } | facts
    return Caption(media=media, sequence=sequence, number=number, **facts)


def shot(id=1, sequence=1, number=1, edge_ns=EDGE_NS):
    trigger = Trigger(sequence, "motion", edge_ns, "left")
    return Shot(id, trigger, number, Exposure(4_000), Window(edge_ns, edge_ns + S), False, edge_ns + 2 * S)


def clip(id=9, sequence=1, pre_roll_s=1.0, edge_ns=EDGE_NS):
    return Clip(id, Trigger(sequence, "motion", edge_ns, "left"), edge_ns - round(pre_roll_s * S), False)


class Grey:
    """Pixels of one grey, that know how often they were released."""

    def __init__(self, width, height):
        self._planes = tuple(
            np.full(shape, 128, np.uint8)
            for shape in ((height, width), (height // 2, width // 2), (height // 2, width // 2))
        )
        self.released = 0
        self.was_released = threading.Event()

    def planes(self):
        assert not self.released, "the buffer was given back before it was read"
        return self._planes

    def release(self):
        self.released += 1
        self.was_released.set()


def frame(width=320, height=240, timestamp_ns=EDGE_NS + 24 * MS):
    return Frame(timestamp_ns, 4_000, 1.0, 18_000, width, height, Grey(width, height))
