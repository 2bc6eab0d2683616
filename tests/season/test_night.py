"""By night every row of every kept still is lit, and the flash keeps within its limits."""

from __future__ import annotations

import pytest
from rig import NIGHT, Rig, busiest_share, longest_ms, surely_lit

from trapd.core.events import TIME_UP, FlashLit, FlashOut, Metered

STILLS = {"stills": 3, "interval_ms": 700, "clip": False}
BOTH = STILLS | {"clip": True, "pre_roll_s": 3, "post_roll_s": 8, "longest_s": 60}


def night(plan: dict[str, object] = BOTH, **changes: object) -> Rig:
    return Rig(starts=NIGHT, plan={"night": plan}, **changes)


def check_light(rig: Rig) -> None:
    """What must hold whatever happened."""
    assert all(surely_lit(rig, caption) for caption in rig.captions("still") if caption.lit)
    flash = rig.profile.flash
    assert longest_ms(rig.lit()) <= flash.longest_ms
    assert busiest_share(rig.lit(), flash.duty_window_s) <= flash.duty + 1e-9


@pytest.mark.parametrize("plan", [STILLS, BOTH, BOTH | {"stills": 40, "interval_ms": 250}])
@pytest.mark.parametrize("rolling", [0, 18_000, 33_000])
def test_every_row_of_every_still_is_lit(plan: dict[str, object], rolling: int) -> None:
    rig = night(plan, camera={"readout_us": rolling}, trigger={"retrigger_s": 1})
    for number in range(10):
        rig.pulse("left", at=10 + number * 97.0137)
        rig.pulse("right", at=17.991 + number * 97.0137)
    rig.run(until=1000)
    assert len(rig.captions("still")) >= 30
    assert all(caption.lit for caption in rig.captions("still"))
    check_light(rig)


def test_each_still_is_exposed_as_ordered() -> None:
    rig = night(STILLS)
    rig.pulse("left", at=10)
    rig.run(until=20)
    camera = rig.profile.camera
    for caption in rig.captions("still"):
        assert (caption.exposure_us, caption.gain) == (camera.night_exposure_us, camera.night_gain)


def test_dusk_in_a_plan_is_not_yet_night_on_its_pictures() -> None:
    rig = Rig(starts="2026-01-15T08:50:00+10:00", plan={"day": BOTH, "night": BOTH})
    rig.pulse("left", at=10)
    rig.post(10.3, Metered(rig.ns(10.2), 0.0, 4000, 16))
    rig.run(until=30)
    assert [told["night"] for told in rig.reports("light")][:2] == [False, True]
    assert {(caption.night, caption.lit) for _, caption in rig.card.kept} == {(False, False)}


def test_between_stills_it_is_dark_and_under_a_clip_it_is_not() -> None:
    stills, both = night(STILLS), night(BOTH)
    for rig in (stills, both):
        rig.pulse("left", at=10)
        rig.run(until=30)
    assert len(stills.lit()) == 3
    assert longest_ms(stills.lit()) < 100
    assert len(both.lit()) == 1


def test_a_clip_ends_at_the_flashs_limit_however_much_moves() -> None:
    rig = night(BOTH, flash={"longest_ms": 12_000})
    for at in range(10, 40, 2):
        rig.pulse("left", at=at)
    rig.run(until=60)
    assert rig.reports("shot", media="clip")[0]["at"] == pytest.approx(22, abs=0.1)
    check_light(rig)


def test_stills_at_the_end_of_a_clip_do_not_stretch_the_light_beyond_its_limit() -> None:
    rig = night(BOTH | {"stills": 60, "interval_ms": 230}, flash={"longest_ms": 9000, "duty": 0.9})
    for at in range(10, 40, 2):
        rig.pulse("left", at=at)
    rig.run(until=90)
    check_light(rig)


def test_motion_that_lasts_does_not_make_the_light_blink() -> None:
    rig = night(BOTH, flash={"longest_ms": 60_000, "duty": 1})
    rig.hold("left", at=10)
    rig.hold("left", at=30, high=False)
    rig.run(until=60)
    assert [(round((on - rig.ns(0)) / 1e9), round((off - rig.ns(0)) / 1e9)) for on, off in rig.lit()] == [(10, 38)]


def test_the_duty_limit_holds_whatever_moves_and_is_told() -> None:
    rig = night(BOTH, flash={"duty": 0.1}, trigger={"retrigger_s": 0})
    for number in range(300):
        rig.pulse("left", at=10 + number * 1.3)
    rig.run(until=420)
    check_light(rig)
    assert rig.reports("shot-failed", why="the flash is at its duty limit")


def test_a_weak_battery_keeps_it_dark() -> None:
    rig = night(BOTH, flash={"least_battery_v": 7.5})
    rig.pulse("left", at=10)
    rig.run(until=30)
    assert rig.lit() == []
    assert {told["why"] for told in rig.reports("shot-failed")} == {"the battery is below 7.5 V"}


def test_a_flash_that_burns_out_costs_the_light_but_not_the_pictures() -> None:
    rig = night(STILLS)
    rig.at(10.5, rig.flash.burn_out)
    rig.pulse("left", at=10)
    rig.pulse("left", at=20)
    rig.run(until=30)
    assert [caption.lit for caption in rig.captions("still")] == [True] + 5 * [False]
    assert rig.reports("fault", part="flash", why="the driver does not answer")
    check_light(rig)


def test_a_flash_that_dies_in_a_clip_ends_the_clip_and_comes_back_when_mended() -> None:
    rig = night(BOTH)
    rig.at(13, rig.flash.burn_out)
    rig.at(40, setattr, rig.flash, "broken", None)
    rig.pulse("left", at=10)
    rig.pulse("left", at=50)
    rig.run(until=80)
    assert rig.reports("shot", media="clip")[0]["at"] == pytest.approx(13, abs=0.1)
    assert [told["at"] for told in rig.reports("mended", part="flash")] == [50]
    assert rig.captions("clip")[1].lit


@pytest.mark.parametrize("moment", [10.01, 10.5, 13, 17.999])
def test_it_is_dark_after_the_end(moment: float) -> None:
    rig = night(BOTH)
    rig.pulse("left", at=10)
    rig.run(until=moment)
    rig.stop()
    assert rig.season.world.flash.spans(rig.ns(moment), rig.ns(moment + 100)) == []


def test_it_is_dark_after_a_crash() -> None:
    rig = night(BOTH)
    rig.pulse("left", at=10)
    rig.at(12, lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        rig.run(until=30)
    rig.unit.go_dark()
    assert rig.season.world.flash.spans(rig.ns(12), rig.ns(100)) == []


@pytest.mark.parametrize("trouble", ["vanish", "hang"])
def test_it_is_dark_when_the_camera_is_gone(trouble: str) -> None:
    rig = night(BOTH)
    rig.pulse("left", at=10)
    rig.at(11, getattr(rig.camera, trouble))
    rig.run(until=60)
    check_light(rig)
    assert rig.lit()[-1][1] <= rig.ns(17)


def test_a_flash_whose_time_was_up_before_it_was_lit_does_not_hold_the_unit() -> None:
    """The loop was held up for longer than a still's light: the flash answers at once that it is over."""
    rig = night(STILLS, trigger={"retrigger_s": 1})
    light = rig.flash.light
    rig.at(9, setattr, rig.flash, "light", lambda until_ns, dim: rig.unit.post(FlashOut(until_ns, TIME_UP)))
    rig.at(15, setattr, rig.flash, "light", light)
    rig.pulse("left", at=10)
    rig.pulse("left", at=20)
    rig.run(until=30)
    assert {told["sequence"] for told in rig.reports("shot-failed")} == {1}
    assert [(caption.sequence, caption.lit) for caption in rig.captions("still")] == 3 * [(2, True)]


def test_the_end_of_an_earlier_lighting_told_late_does_not_end_this_one() -> None:
    rig = night(BOTH)
    rig.pulse("left", at=10)
    rig.post(13, FlashOut(rig.ns(9), TIME_UP))
    rig.run(until=30)
    assert len(rig.lit()) == 1
    assert rig.reports("shot", media="clip")[0]["at"] == pytest.approx(18.36, abs=0.01)


def test_the_answer_to_an_earlier_lighting_told_late_does_not_count_for_this_one() -> None:
    rig = night(STILLS, flash={"rise_us": 60_000})
    light = rig.flash.light

    def told_late(until_ns: int, dim: bool) -> None:
        rig.unit.post(FlashLit(rig.ns(9), rig.ns(9.5)))
        light(until_ns, dim)

    rig.at(9.9, setattr, rig.flash, "light", told_late)
    rig.pulse("left", at=10)
    rig.run(until=30)
    assert [caption.lit for caption in rig.captions("still")] == [True] * 3
    check_light(rig)


def test_light_that_nobody_asked_for_is_put_out() -> None:
    rig = night(BOTH)
    rig.at(10, rig.flash.light, rig.ns(15))
    rig.run(until=20)
    assert longest_ms(rig.lit()) < 1


def test_a_plan_that_waits_for_its_turn_when_the_camera_is_lost_has_failed_whole() -> None:
    rig = Rig(starts=NIGHT, pair={"slots": 8, "slot_ms": 10_000}, plan={"night": BOTH})
    rig.pulse("left", at=55)
    rig.at(56, rig.camera.vanish, "gone")
    rig.run(until=60)
    assert [(told["number"], told["why"]) for told in rig.reports("shot-failed")] == [(n, "gone") for n in range(4)]


@pytest.mark.parametrize("plan", [STILLS, BOTH])
def test_a_flash_that_does_not_answer_is_a_fault_and_the_plan_goes_on_in_the_dark(plan: dict[str, object]) -> None:
    rig = night(plan)
    rig.unheard = {FlashLit, FlashOut}
    rig.pulse("left", at=10)
    rig.at(60, rig.unheard.clear)
    rig.pulse("left", at=100)
    rig.run(until=160)
    assert [told["why"] for told in rig.reports("fault", part="flash")] == ["the flash does not answer"]
    assert {caption.lit for caption in rig.captions("still") if caption.sequence == 1} == {False}
    assert {caption.lit for caption in rig.captions("still") if caption.sequence == 2} == {True}
