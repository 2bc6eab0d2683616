"""Camera, card and receiver come and go; the unit does what it can, and says so."""

from __future__ import annotations

import pytest
from rig import Rig

from trapd.core.commands import Command, Status
from trapd.core.events import ChoreDone, ChoreFailed, Metered, Retired
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


NO_RESERVE = {"spare_mb": 0}


@pytest.mark.parametrize("why", ["the card is gone", "the card is read-only"])
def test_without_a_reserve_a_card_that_fails_disarms_until_it_is_back(why: str) -> None:
    rig = Rig(plan={"day": STILLS}, card=NO_RESERVE)
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


def test_with_a_reserve_it_goes_on_and_a_card_that_is_back_gets_everything() -> None:
    rig = Rig(plan={"day": STILLS | {"clip": True}})
    rig.at(10.8, setattr, rig.card, "fault", "the card is gone")
    rig.at(60, setattr, rig.card, "fault", None)
    for at in (10, 30, 120):
        rig.pulse("left", at=at)
    rig.run(until=160)
    assert rig.outcomes() == ["shot", "shot", "shot"]
    assert why_disarmed(rig) == []
    assert rig.reports("shot-failed") == []
    assert [told["why"] for told in rig.reports("reserve")] == ["the card is gone"]
    assert rig.reports("carried")[0]["pictures"] == len(rig.reports("shot", reserve=True)) > 4
    assert sorted(caption.sequence for caption in rig.captions("still")) == [1] * 3 + [2] * 3 + [3] * 3
    assert {caption.sequence for caption in rig.captions("clip")} == {1, 2, 3}
    assert {name for name, _ in rig.card.kept} == {told["name"] for told in rig.reports("shot")}


def test_a_card_that_comes_late_takes_over_what_was_taken_without_it() -> None:
    """As after a long repair of its file system."""
    rig = Rig(plan={"day": STILLS})
    rig.card.fault = "the card is gone"
    rig.pulse("left", at=10)
    rig.at(15, setattr, rig.card, "fault", None)
    rig.at(15, rig.card.open)
    rig.run(until=30)
    assert why_disarmed(rig) == []
    assert [told["part"] for told in rig.reports("mended")] == ["card"]
    assert [caption.sequence for caption in rig.captions("still")] == [1, 1, 1]


def test_pictures_that_had_to_make_room_are_told() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.post(900, Retired(12, 9.5))
    rig.run(until=1_000)
    assert rig.reports("retired", count=12, mb=9.5)


def test_a_full_card_disarms_although_there_is_a_reserve() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(9, setattr, rig.card, "free", 1_000)
    rig.pulse("left", at=10)
    rig.pulse("left", at=20)
    rig.run(until=30)
    assert rig.outcomes() == ["shot", "card: the card is full"]
    assert rig.reports("fault", part="card", why="the card is full")
    assert len(rig.reports("shot", reserve=True)) == 3


def test_a_card_that_is_nearly_full_gets_stills_alone_until_there_is_room() -> None:
    rig = Rig(plan={"day": STILLS | {"stills": 0, "clip": True}})
    for at, free_mb in ((9, 1_000), (59, 100_000)):
        rig.at(at, setattr, rig.card, "free", free_mb * 10**6)
    for at in (10, 30, 60, 90):
        rig.pulse("left", at=at)
    rig.run(until=120)
    assert [told["low"] for told in rig.reports("card-low")] == [True, False]
    assert [caption.media for _, caption in rig.card.kept] == ["clip", "still", "still", "clip"]


def test_one_bad_file_costs_nothing() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(9, setattr, rig.card, "flaw", "the card fails to read or write")
    rig.pulse("left", at=10)
    rig.run(until=30)
    assert [told["part"] for told in rig.reports("mended")] == ["card"]
    assert len(rig.captions("still")) == 3
    assert why_disarmed(rig) == []


def test_a_card_of_another_unit_is_told_once() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.card.written_by = "DESK-2"
    rig.pulse("left", at=10)
    rig.at(20, rig.card.open)
    rig.run(until=30)
    assert [told["unit"] for told in rig.reports("card-swapped")] == ["DESK-2"]


def test_a_reserve_keeps_the_newest() -> None:
    rig = Rig(plan={"day": STILLS}, card={"spare_mb": 1}, trigger={"retrigger_s": 0})
    rig.card.fault = "the card is gone"
    for at in range(10, 60, 10):
        rig.pulse("left", at=at)
    rig.at(70, setattr, rig.card, "fault", None)
    rig.at(70, rig.card.open)
    rig.run(until=90)
    kept = [name for name, _ in rig.card.kept]
    taken = [told["name"] for told in rig.reports("shot")]
    assert kept == taken[-len(kept) :]
    assert rig.card.let_go == taken[: -len(kept)]


def test_a_slow_card_takes_everything_in_the_end() -> None:
    rig = Rig(plan={"day": STILLS}, trigger={"retrigger_s": 0})
    rig.card.write_ns = 4 * 10**9
    for at in range(10, 40, 2):
        rig.pulse("left", at=at)
    rig.run(until=300)
    assert len(rig.captions("still")) == 45
    assert rig.reports("fault") == []


def test_a_chore_that_fails_is_told_here_and_on_the_card_and_the_unit_stays_armed() -> None:
    rig = Rig(plan={"day": STILLS})
    why = "the card holds what trapd does not expect"
    for at in (5, 6):
        rig.post(at, ChoreFailed("sweep", why))
    rig.post(30, ChoreDone("sweep"))
    rig.pulse("left", at=10)
    rig.run(until=40)

    assert [(told["part"], told["why"]) for told in rig.reports("fault")] == [("sweep", why)]
    status = rig.unit.obey(Command.STATUS)
    assert isinstance(status, Status)
    assert (status.armed, status.last_fault) == (True, f"sweep: {why}")
    [line] = [line for line in rig.card.notes if line["kind"] == "undone"]
    assert (line["unit"], line["boot"], line["chore"], line["why"]) == (status.unit, "1a2b", "sweep", why)
    assert rig.outcomes() == ["shot"]
    assert rig.reports("mended", part="sweep")


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
