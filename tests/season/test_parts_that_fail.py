"""Camera, card and receiver come and go; the unit does what it can, and says so."""

from __future__ import annotations

import pytest
from rig import Rig

from trapd.core.events import Metered
from trapd.core.units import seconds

STILLS = {"stills": 3, "interval_ms": 500, "clip": False}


def why_disarmed(rig: Rig) -> list[str]:
    return [told["why"] for told in rig.reports("disarmed")]


def test_a_camera_pulled_out_in_mid_plan_fails_the_rest_and_ends_the_clip() -> None:
    rig = Rig(plan={"day": STILLS | {"clip": True}})
    rig.pulse("left", at=10)
    rig.at(10.7, rig.camera.vanish, "no answer on i2c")
    rig.at(60, rig.camera.mend)
    rig.pulse("left", at=20)
    rig.pulse("left", at=150)
    rig.run(until=200)
    assert [(told["number"], told["why"]) for told in rig.reports("shot-failed")] == [(3, "no answer on i2c")]
    assert rig.reports("shot", media="clip")[0]["at"] == pytest.approx(10.76, abs=0.05)
    assert why_disarmed(rig) == ["camera: no answer on i2c"]
    assert rig.outcomes() == ["shot", "camera: no answer on i2c", "shot"]
    assert [told["at"] for told in rig.reports("fault", part="camera")] == [
        10.7
    ]  # and no news while it is tried again
    assert rig.reports("mended", part="camera")[0]["at"] == pytest.approx(112, abs=1)
    assert len(rig.captions("still")) == 5


def test_a_camera_that_hangs_is_lost_and_opened_anew() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(9, rig.camera.hang)
    rig.at(13, rig.camera.mend)
    rig.pulse("left", at=10)
    rig.pulse("left", at=40)
    rig.run(until=60)
    assert {told["sequence"] for told in rig.reports("shot-failed")} == {1}
    assert [caption.sequence for caption in rig.captions("still")] == [2, 2, 2]
    assert [told["part"] for told in rig.reports("mended")] == ["camera"]


def test_a_motion_that_waited_when_the_camera_was_lost_is_refused_with_the_reason() -> None:
    rig = Rig(plan={"day": STILLS}, trigger={"retrigger_s": 0})
    rig.pulse("left", at=10)
    rig.pulse("left", at=10.5)
    rig.at(10.7, rig.camera.vanish, "no answer")
    rig.at(12, rig.camera.mend)
    rig.pulse("left", at=40)
    rig.run(until=60)
    assert rig.outcomes() == ["shot", "queued", "camera: no answer", "shot"]
    assert [told["was"] for told in rig.reports("motion", edge_mono_ns=rig.ns(10.5), outcome="refused")] == ["queued"]
    assert {caption.edge_mono_ns for caption in rig.captions("still")} == {rig.ns(10), rig.ns(40)}


def test_a_camera_that_is_not_there_at_the_start_is_waited_for() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.camera.vanish("not found")
    rig.at(5, rig.camera.mend)
    rig.pulse("left", at=4)
    rig.pulse("left", at=20)
    rig.run(until=30)
    assert rig.outcomes() == ["camera: not found", "shot"]


def test_dawn_in_a_plan_that_the_camera_broke_off_still_puts_the_filter_back() -> None:
    filters: list[bool] = []
    rig = Rig(starts="2026-01-15T08:50:00+10:00", plan={"night": STILLS})
    rig.flash.ir_cut = filters.append  # type: ignore[method-assign]
    rig.post(9.9, Metered(seconds(9.8), 0.0, 4000, 16))
    rig.pulse("left", at=10)
    rig.post(10.3, Metered(seconds(10.2), 0.9, 4000, 16))
    rig.at(10.4, rig.camera.vanish)
    rig.at(15, rig.camera.mend)
    rig.run(until=30)
    assert [told["night"] for told in rig.reports("light")] == [False, True, False]
    assert filters[-1] is True


@pytest.mark.parametrize("why", ["the card is gone", "the card is read-only"])
def test_a_card_that_fails_disarms_until_it_is_back(why: str) -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(9, setattr, rig.card, "fault", why)
    rig.at(60, setattr, rig.card, "fault", None)
    rig.pulse("left", at=10)
    rig.pulse("left", at=30)
    rig.pulse("left", at=120)
    rig.run(until=140)
    assert rig.outcomes() == ["shot", f"card: {why}", "shot"]
    assert {told["why"] for told in rig.reports("shot-failed", sequence=1)} == {why}
    assert why_disarmed(rig) == [f"card: {why}"]
    assert [told["part"] for told in rig.reports("mended")] == ["card"]
    assert [caption.sequence for caption in rig.captions("still")] == [2, 2, 2]


def test_a_full_card_says_so() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(9, setattr, rig.card, "free", 1_000)
    rig.pulse("left", at=10)
    rig.run(until=20)
    assert rig.reports("fault", part="card", why="the card is full")


def test_a_slow_card_takes_everything_in_the_end() -> None:
    rig = Rig(plan={"day": STILLS}, trigger={"retrigger_s": 0})
    rig.card.write_ns = 4 * 10**9
    for at in range(10, 40, 2):
        rig.pulse("left", at=at)
    rig.run(until=300)
    assert len(rig.captions("still")) == 45
    assert rig.reports("fault") == []


def test_the_receiver_sleeps_after_its_fixes_and_wakes_daily() -> None:
    rig = Rig(gps={"fixes": 20, "every_h": 24})
    rig.run(until=49 * 3600)
    assert [told["awake"] for told in rig.reports("gps")] == [True, False] * 3
    hours = [told["at"] / 3600 for told in rig.reports("gps")]
    assert hours == pytest.approx([0, 0, 24, 24, 48, 48], abs=0.05)
    assert rig.reports("fault") == []


def test_without_a_fix_it_gives_up_for_an_hour_and_the_pictures_say_that_time_is_not_known() -> None:
    rig = Rig(world={"gps_first_fix_s": 3600}, gps={"search_s": 300}, plan={"day": STILLS})
    rig.pulse("left", at=10)
    rig.run(until=3500)
    assert [(told["awake"], told["at"]) for told in rig.reports("gps")] == [(True, 0), (False, 300)]
    assert {(caption.time_source, caption.lat) for caption in rig.captions("still")} == {("none", None)}


def test_the_first_fix_sets_the_time_right_by_decades() -> None:
    rig = Rig(system_clock="2013-09-01T00:00:00Z", plan={"day": STILLS})
    rig.pulse("left", at=60)
    rig.run(until=70)
    [utc_ns] = {caption.utc_ns // 10**10 for caption in rig.captions("still")}
    assert utc_ns == rig.season.world.utc_ns(rig.ns(60)) // 10**10
