"""The calendar on the virtual clock: watch windows, the daily picture, time-lapse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from rig import Rig

from trapd.core.units import S
from trapd.runtime.sun import rises_or_sets

HOUR = 3600
DAY = 24 * HOUR
STILL = {"day": {"stills": 1, "clip": False}, "night": {"stills": 1, "clip": False}}


def changes(rig: Rig) -> list[tuple[str, float]]:
    """Armed and disarmed, by hours since the start, in order."""
    told = rig.reports("armed") + rig.reports("disarmed")
    return sorted(((one["event"], one["at"] / HOUR) for one in told), key=lambda change: change[1])


def test_fixed_hours_arm_and_disarm_every_day() -> None:
    rig = Rig(starts="2026-01-15T12:00:00+10:00", watch={"windows": ["18:00..06:00"]}, plan=STILL)
    rig.pulse("left", at=1 * HOUR)
    rig.pulse("left", at=7 * HOUR)
    rig.run(until=2 * DAY)
    hours = [(event, round(at, 2)) for event, at in changes(rig)[1:]]
    assert hours == [("disarmed", 0), ("armed", 6), ("disarmed", 18), ("armed", 30), ("disarmed", 42)]
    assert rig.outcomes() == ["outside its hours", "shot"]


def test_two_windows_may_overlap() -> None:
    rig = Rig(starts="2026-01-15T00:00:00+10:00", watch={"windows": ["05:00..08:00", "07:00..09:00"]})
    rig.run(until=DAY)
    assert [(event, round(at, 2)) for event, at in changes(rig)[2:]] == [("armed", 5), ("disarmed", 9)]


def test_from_half_an_hour_before_sunset_to_half_an_hour_after_sunrise() -> None:
    rig = Rig(starts="2026-01-15T12:00:00+10:00", watch={"windows": ["sunset-30min..sunrise+30min"]})
    rig.run(until=5 * DAY)
    start = datetime(2026, 1, 15, 2, tzinfo=UTC)
    expected = []
    for day in range(5):
        date = start.date() + timedelta(days=day)
        sunset, sunrise = (rises_or_sets(event, date, 43.1034, 131.5503) for event in ("sunset", "sunrise"))
        assert sunset is not None
        assert sunrise is not None
        expected += [sunset - timedelta(minutes=30), sunrise + timedelta(minutes=30)]
    due = sorted((when - start).total_seconds() / HOUR for when in expected)
    # The unit was hung a few kilometres from where it stands, and a minute is 0.017 h.
    assert [at for _, at in changes(rig)[2:]] == pytest.approx([at for at in due if at > 0], abs=0.02)


def test_a_window_by_the_sun_is_open_until_somebody_knows_where_the_unit_is() -> None:
    unit = {"lat": None, "lon": None}
    windows = ["sunset..sunrise"]
    rig = Rig(starts="2026-01-15T12:00:00+10:00", unit=unit, watch={"windows": windows}, plan=STILL)
    rig.pulse("left", at=2)
    rig.pulse("left", at=60)
    rig.run(until=100)
    assert rig.outcomes() == ["shot", "outside its hours"]


def test_the_proof_of_life_comes_once_a_day_at_its_time() -> None:
    rig = Rig(starts="2026-01-15T11:00:00+10:00", watch={"proof_of_life": "12:00"})
    rig.run(until=5 * DAY)
    pictures = rig.captions("still")
    assert [caption.trigger for caption in pictures] == 5 * ["proof-of-life"]
    noon = datetime(2026, 1, 15, 2, tzinfo=UTC).timestamp()
    assert [caption.utc_ns / S - noon for caption in pictures] == pytest.approx(
        [day * DAY for day in range(5)], abs=1
    )


def test_a_proof_of_life_is_taken_outside_the_hours_too_and_waits_for_a_plan_to_end() -> None:
    watch = {"proof_of_life": "12:00", "windows": ["18:00..06:00"]}
    rig = Rig(starts="2026-01-15T11:00:00+10:00", watch=watch)
    rig.run(until=2 * HOUR)
    assert len(rig.captions("still")) == 1
    busy = Rig(starts="2026-01-15T11:59:00+10:00", watch={"proof_of_life": "12:00"})
    busy.pulse("left", at=58)
    busy.run(until=HOUR)
    assert [caption.trigger for caption in busy.captions("still")] == 3 * ["motion"] + ["proof-of-life"]


def test_after_ten_days_without_a_camera_there_is_one_proof_of_life_and_not_ten() -> None:
    rig = Rig(starts="2026-01-15T11:00:00+10:00", watch={"proof_of_life": "12:00"})
    rig.camera.vanish()
    rig.at(10 * DAY, rig.camera.mend)
    rig.run(until=10.9 * DAY)
    assert 1 <= len(rig.captions("still")) <= 2


def test_time_lapse_keeps_its_interval() -> None:
    rig = Rig(starts="2026-01-15T11:00:30+10:00", watch={"timelapse_min": 15})
    rig.run(until=DAY)
    taken = [caption.utc_ns // S for caption in rig.captions("still")]
    assert len(taken) == 96
    assert {after - before for before, after in pairwise(taken)} == {900}


def test_a_time_lapse_that_cannot_be_taken_is_told() -> None:
    rig = Rig(watch={"timelapse_min": 15}, plan={"day": {"stills": 3, "clip": False}})
    rig.pulse("left", at=899.7)
    rig.at(1700, rig.camera.vanish, "no answer on i2c")
    rig.run(until=1900)
    assert [(told["trigger"], told["why"]) for told in rig.reports("shot-failed")] == [
        ("time-lapse", "a plan is running"),
        ("time-lapse", "camera: no answer on i2c"),
    ]


def test_a_proof_of_life_that_came_to_nothing_in_a_whole_day_is_told_once() -> None:
    rig = Rig(watch={"proof_of_life": "12:00"})
    rig.at(1700, rig.camera.vanish, "no answer on i2c")
    rig.run(until=26 * 3600)
    assert [(told["trigger"], told["at"] // 3600) for told in rig.reports("shot-failed")] == [("proof-of-life", 24)]


@pytest.mark.parametrize("watch", [{"windows": ["18:00..06:00"]}, {"timelapse_min": 0.1}, {"proof_of_life": "12:00"}])
def test_a_step_of_years_is_taken_in_stride(watch: dict[str, Any]) -> None:
    """The first fix after a dead clock battery: each job fires when its time comes, not for each day missed."""
    rig = Rig(starts="2026-01-15T12:30:00+10:00", system_clock="2013-09-01T00:00:00Z", watch=watch, plan=STILL)
    rig.run(until=60)
    assert len(rig.captions("still")) <= 11
    rig.pulse("left", at=6 * HOUR)
    rig.run(until=6 * HOUR + 10)
    motion = rig.reports("motion")[0]
    assert motion["outcome"] in ("shot", "queued")
    assert motion["utc_ns"] == pytest.approx(rig.season.world.utc_ns(rig.ns(6 * HOUR)), abs=S)


def test_the_light_follows_the_sun_over_a_day_and_never_flickers() -> None:
    rig = Rig(starts="2026-01-15T12:00:00+10:00")
    rig.run(until=2 * DAY)
    nights = [told["night"] for told in rig.reports("light")]
    assert nights == [False, True, False, True, False]
    dusk, dawn = (told["sun_deg"] for told in rig.reports("light")[1:3])
    assert -4 <= dusk <= -3
    assert -1 <= dawn <= 0


def test_the_light_never_changes_inside_a_plan() -> None:
    """Triggers all through dusk: each plan's stills are all of the day, or all of the night."""
    plan = {"stills": 20, "interval_ms": 500, "clip": False}
    rig = Rig(
        starts="2026-01-15T18:00:00+10:00",
        plan={"day": plan, "night": plan},
        trigger={"refill_s": 1},
        flash={"duty": 1},
    )
    for at in range(10, HOUR // 2, 12):
        rig.pulse("left", at=at)
    rig.run(until=HOUR // 2)
    kinds: dict[int, set[tuple[bool, bool]]] = {}
    for caption in rig.captions("still"):
        kinds.setdefault(caption.sequence, set()).add(
            (caption.lit, caption.exposure_us == 4000 and caption.gain == 8)
        )
    assert {len(kind) for kind in kinds.values() if (True, True) in kind} == {1}
    assert rig.reports("light", night=True)
