"""Nobody told the time: an unset clock must not turn noon into night, or night into noon."""

from __future__ import annotations

import pytest
from rig import Rig

from trapd.core.events import Metered
from trapd.core.units import seconds

STILLS = {"stills": 2, "interval_ms": 500, "clip": False}
NO_FIX = {"gps_first_fix_s": 3600}
NOON, MIDNIGHT = "2026-01-15T12:00:00+10:00", "2026-01-16T00:00:00+10:00"


@pytest.mark.parametrize("readiness", ["hot", "cool"])
@pytest.mark.parametrize(("now", "clock", "lit"), [(NOON, MIDNIGHT, False), (MIDNIGHT, NOON, True)])
def test_with_a_clock_twelve_hours_wrong_the_picture_decides(readiness: str, now: str, clock: str, lit: bool) -> None:
    rig = Rig(
        starts=now,
        system_clock=clock,
        camera={"readiness": readiness},
        plan={"day": STILLS, "night": STILLS},
        world=NO_FIX,
    )
    rig.pulse("left", at=10)
    rig.run(until=30)
    assert [caption.lit for caption in rig.captions("still")] == [lit, lit]
    assert {caption.time_source for caption in rig.captions("still")} == {"none"}


def test_the_first_fix_puts_the_hours_right() -> None:
    rig = Rig(starts=NOON, system_clock=MIDNIGHT, watch={"windows": ["11:00..13:00"]}, world={"gps_first_fix_s": 5})
    rig.run(until=30)
    assert [told["at"] for told in rig.reports("disarmed")] == []
    assert len(rig.reports("armed")) == 1


def test_hours_count_as_open_until_somebody_tells_the_time() -> None:
    rig = Rig(starts=MIDNIGHT, system_clock=NOON, watch={"windows": ["18:00..06:00"]}, world={"gps_first_fix_s": 5})
    rig.run(until=30)
    assert rig.reports("disarmed") == []


def test_a_frame_that_our_own_flash_lit_says_nothing_of_the_day() -> None:
    rig = Rig(starts="2026-01-15T17:45:00+10:00", plan={"night": STILLS | {"clip": True, "post_roll_s": 3}})
    rig.post(8, Metered(seconds(7.9), 0.0, 4000, 16))
    rig.pulse("left", at=10)
    rig.post(13.2, Metered(seconds(12.9), 0.6, 4000, 8))
    rig.run(until=14)
    assert [told["night"] for told in rig.reports("light")][-1] is True
    rig.run(until=14.1)
