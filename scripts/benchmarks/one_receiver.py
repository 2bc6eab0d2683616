"""One simulated receiver: its text goes through the reader of the field, its arrival is told by the virtual clock."""

from __future__ import annotations

from collections import Counter

from trapd.config import profile
from trapd.core.belief import Belief
from trapd.core.timeline import Anchor, Timeline
from trapd.core.units import MS, S
from trapd.linux.epochs import Epochs
from trapd.linux.nmea import Sentences
from trapd.runtime.clock import VirtualClock
from trapd.sim.nmea import burst
from trapd.sim.sky import Sky
from trapd.sim.world import World

STARTS = "2026-07-01T12:00:00+00:00"
FIXES = 30
"""Believed, until the receiver sleeps again."""


def wrong_ns(
    seed: int,
    jitter_ms: float,
    drift_ppm: float,
    booted_ns: int,
    fixes: int = FIXES,
    delay_ms: float | None = None,
) -> int:
    """What its unit says, once the receiver sleeps, of the moment one minute after its start, less the truth."""
    settings = profile.World(seed=seed, starts=STARTS, gps_jitter_ms=jitter_ms, drift_ppm=drift_ppm)
    world = World(settings, VirtualClock(0, start_ns=booted_ns))
    sky, refused = Sky(world), Counter[str]()
    sentences, epochs = Sentences(refused), Epochs(refused)
    timeline = Timeline(0, booted_ns)
    belief = Belief(timeline, None if delay_ms is None else round(delay_ms * MS))
    at_ns, believed = booted_ns, 0
    while believed < fixes:
        at_ns, utc_ns = sky.next_second(at_ns)
        for sentence in sentences.feed(burst(sky.epoch(utc_ns)), at_ns):
            fix = epochs.take(sentence)
            told = None if fix is None else belief.anchor(fix)
            if isinstance(told, Anchor):
                timeline.anchor(told)
                believed += 1
    assert not refused
    minute_ns = booted_ns + 60 * S
    return timeline.moment(minute_ns).utc_ns - world.utc_ns(minute_ns)
