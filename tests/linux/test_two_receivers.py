"""The two units of a pair, each with its own receiver: what they say of the same moment.

The receivers' text goes through the reader of the field; its arrival is told by the virtual clock.
"""

from __future__ import annotations

from collections import Counter

import pytest

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
AGREE_S = 0.2
SEEDS = range(40)


def told_ns(seed: int, jitter_ms: float, drift_ppm: float, booted_ns: int, delay_ms: float | None = None) -> int:
    """What this unit says, once its receiver sleeps again, of the moment one minute after its start."""
    settings = profile.World(seed=seed, starts=STARTS, gps_jitter_ms=jitter_ms, drift_ppm=drift_ppm)
    world = World(settings, VirtualClock(0, start_ns=booted_ns))
    sky, refused = Sky(world), Counter[str]()
    sentences, epochs = Sentences(refused), Epochs(refused)
    timeline = Timeline(0, booted_ns)
    belief = Belief(timeline, None if delay_ms is None else round(delay_ms * MS))
    at_ns, believed = booted_ns, 0
    while believed < FIXES:
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


@pytest.mark.parametrize("jitter_ms", [(0, 100), (100, 300), (0, 450), (450, 450)], ids=str)
def test_with_a_fix_each_they_agree(jitter_ms: tuple[float, float]) -> None:
    apart_s = []
    for seed in SEEDS:
        ours = told_ns(2 * seed + 1, jitter_ms[0], drift_ppm=40, booted_ns=17 * S)
        theirs = told_ns(2 * seed + 2, jitter_ms[1], drift_ppm=-40, booted_ns=9_999 * S + 123 * MS)
        apart_s.append(abs(ours - theirs) / S)
    assert max(apart_s) <= AGREE_S
    assert sorted(apart_s)[len(apart_s) // 2] <= AGREE_S / 4


def test_receivers_of_two_kinds_agree_once_their_delays_are_in_the_profiles() -> None:
    """The simulated one speaks 80 ms after its second; the usual 100 ms are taken where nobody measured it."""
    for seed in SEEDS[:10]:
        off_s = told_ns(seed, jitter_ms=100, drift_ppm=0, booted_ns=0, delay_ms=80) / S
        assert abs(off_s) <= 0.05
