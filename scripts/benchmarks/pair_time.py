"""How far apart two units of a pair tell the time of one moment, each by its own receiver."""

from __future__ import annotations

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.one_receiver import FIXES, wrong_ns
from trapd.core.units import MS, S

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
    ours = wrong_ns(seed + 1, jitters_ms[0], DRIFT_PPM, 17 * S, fixes)
    theirs = wrong_ns(seed + 2, jitters_ms[1], -DRIFT_PPM, 9_999 * S, fixes)
    return abs(ours - theirs) / MS
