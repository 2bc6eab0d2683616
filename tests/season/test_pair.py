"""Two units face each other across a trail: each flash shines into the other's lens."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from rig import NIGHT, Rig, surely_lit

CLIP = {"stills": 3, "interval_ms": 700, "clip": True, "post_roll_s": 8}
STILLS = {"stills": 5, "interval_ms": 300, "clip": False}


def unit(slot: int, plan: dict[str, Any]) -> Rig:
    """The unit of that slot, powered on at its own time, with the same animals before it."""
    rig = Rig(
        booted=100 + slot * 77.7,
        starts=f"2026-01-15T22:00:{slot * 13:02d}+10:00",
        pair={"slots": 2, "slot": slot, "slot_ms": 2000},
        plan={"night": plan},
        trigger={"bucket": 500},
        flash={"duty": 1},
    )
    for number in range(60):
        rig.pulse("left", at=30 + number * 11.037 - slot * 13)
    rig.run(until=800)
    return rig


@pytest.mark.parametrize("plan", [CLIP, STILLS], ids=["clip", "stills"])
def test_they_never_light_at_the_same_time(plan: dict[str, Any]) -> None:
    ours, theirs = (unit(slot, plan) for slot in (0, 1))
    spans = []
    for rig in (ours, theirs):
        lit = [(rig.season.world.utc_ns(on), rig.season.world.utc_ns(off)) for on, off in rig.lit()]
        assert len(lit) >= 50
        spans += lit
        stills = rig.captions("still")
        assert len(stills) >= 100
        assert all(surely_lit(rig, caption) for caption in stills if caption.lit)
    spans.sort()
    assert all(off <= on for (_, off), (on, _) in pairwise(spans))


def test_alone_and_without_the_time_nobody_waits() -> None:
    rig = Rig(starts=NIGHT, pair={"slots": 2}, world={"gps_first_fix_s": 3000}, plan={"night": STILLS})
    for number in range(10):
        rig.pulse("left", at=30 + number * 10.7)
    rig.run(until=200)
    waits = [(caption.latency_ms or 0) for caption in rig.captions("still") if caption.number == 1]
    assert len(waits) == 10
    assert max(waits) < 100
