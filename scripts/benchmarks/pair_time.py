"""How far apart two units of a pair tell the time of one moment, each by its own receiver."""

from __future__ import annotations

from collections import Counter

from benchmarks.figures import Result, Row, Spread, number
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
PAIRS = 500
TARGET_MS = 200
JITTERS_MS = ((0, 100), (100, 300), (0, 450), (450, 450))
DRIFT_PPM = 40.0


def measure(quick: bool) -> Result:
    pairs = 20 if quick else PAIRS
    apart = {jitters: [_apart_ms(seed, jitters, FIXES) for seed in range(0, 2 * pairs, 2)] for jitters in JITTERS_MS}
    single = Spread.of((_apart_ms(seed, JITTERS_MS[-1], 1) for seed in range(0, 2 * pairs, 2)), "ms")
    worst = max(max(told) for told in apart.values())
    return Result(
        what=f"two units of a pair, {FIXES} fixes each, the same moment",
        target=f"≤ {TARGET_MS} ms apart",
        measured=f"{number(worst)} ms the worst of {len(JITTERS_MS) * pairs:,} pairs",
        floor=f"median {number(single.median)}, worst {number(single.values[-1])} ms by one epoch each",
        met=worst <= TARGET_MS,
        how=(
            "Simulated receivers of one kind, whose text comes later by up to so many ms, each second anew, through "
            f"the field's reader; crystals of {DRIFT_PPM:+.0f} and {-DRIFT_PPM:+.0f} ppm. On the virtual clock: "
            "the same everywhere. Floor: the most jitter, no choice among epochs."
        ),
        rows=tuple(
            Row(f"jitter up to {ours} and {theirs} ms", Spread.of(told, "ms"))
            for (ours, theirs), told in apart.items()
        ),
    )


def _apart_ms(seed: int, jitters_ms: tuple[float, float], fixes: int) -> float:
    ours = _wrong_ns(seed + 1, jitters_ms[0], DRIFT_PPM, 17 * S, fixes)
    theirs = _wrong_ns(seed + 2, jitters_ms[1], -DRIFT_PPM, 9_999 * S, fixes)
    return abs(ours - theirs) / MS


def _wrong_ns(seed: int, jitter_ms: float, drift_ppm: float, booted_ns: int, fixes: int) -> int:
    """What a unit says, less what is true, one minute after its start."""
    settings = profile.World(seed=seed, starts=STARTS, gps_jitter_ms=jitter_ms, drift_ppm=drift_ppm)
    world = World(settings, VirtualClock(0, start_ns=booted_ns))
    sky, refused = Sky(world), Counter[str]()
    sentences, epochs, timeline = Sentences(refused), Epochs(refused), Timeline(0, booted_ns)
    belief, at_ns, believed = Belief(timeline), booted_ns, 0
    while believed < fixes:
        at_ns, utc_ns = sky.next_second(at_ns)
        for sentence in sentences.feed(burst(sky.epoch(utc_ns)), at_ns):
            fix = epochs.take(sentence)
            told = None if fix is None else belief.anchor(fix)
            if isinstance(told, Anchor):
                timeline.anchor(told)
                believed += 1
    minute_ns = booted_ns + 60 * S
    return timeline.moment(minute_ns).utc_ns - world.utc_ns(minute_ns)
