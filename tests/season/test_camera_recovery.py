"""A camera that fails: one more order, the stack opened anew, and a fresh process where that can help."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from rig import NIGHT, Rig, surely_lit

from trapd.core.events import CameraLost, PowerRead, ShotFailed
from trapd.core.recovery import STEADY_NS
from trapd.core.units import S

STILLS = {"stills": 3, "interval_ms": 500, "clip": False}
STEADY_S = STEADY_NS / S
HOUR_S = 3600


def blind(rig: Rig, orders: int) -> None:
    """The camera streams, and lets so many orders pass."""
    order, left = rig.camera.shoot, [orders]

    def shoot(shot) -> None:  # type: ignore[no-untyped-def]
        left[0] -= 1
        if left[0] < 0:
            order(shot)
        else:
            rig.loop.at(shot.deadline_ns, rig.unit.post, ShotFailed(shot.id, "no frame lay in its window"))

    rig.camera.shoot = shoot  # type: ignore[method-assign]


def openings(rig: Rig, before: Callable[[], None] = lambda: None) -> list[float]:
    """When the camera was opened, from now on; `before` each."""
    times, opens = list[float](), rig.camera.open

    def watched(exposure) -> None:  # type: ignore[no-untyped-def]
        times.append((rig.loop.clock.now_ns() - rig.ns(0)) / S)
        before()
        opens(exposure)

    rig.camera.open = watched  # type: ignore[method-assign]
    return times


def pauses(times: list[float]) -> list[float]:
    return [round(later - earlier) for earlier, later in pairwise(times)]


# -- one retry -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clip", [False, True])
def test_a_still_that_the_camera_let_pass_is_ordered_once_more_under_its_own_number(clip: bool) -> None:
    rig = Rig(plan={"day": STILLS | {"clip": clip}})
    blind(rig, orders=1)
    rig.pulse("left", at=10)
    rig.run(until=60)
    assert [(told["sequence"], told["number"]) for told in rig.reports("shot-again")] == [(1, 1)]
    assert [(caption.sequence, caption.number) for caption in rig.captions("still")] == [(1, 1), (1, 2), (1, 3)]
    assert len(rig.captions("clip")) == clip
    assert rig.reports("shot-failed") + rig.reports("fault") == []


def test_the_frame_of_an_order_that_was_given_up_comes_late_and_makes_no_second_file() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.post(10.001, ShotFailed(1, "too late"))
    rig.pulse("left", at=10)
    rig.run(until=20)
    rig.stop()
    assert [caption.number for caption in rig.captions("still")] == [1, 2, 3]
    assert rig.reports("stopped")[0]["late_frames"] == 1
    assert [frame.released for frame in rig.frames] == [1] * 4


def test_a_plan_orders_one_still_again_and_no_more() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.pulse("left", at=10)
    rig.at(10.3, blind, rig, 2)
    rig.run(until=60)
    assert [caption.number for caption in rig.captions("still")] == [1, 3]
    assert [told["number"] for told in rig.reports("shot-again")] == [2]
    assert [told["number"] for told in rig.reports("shot-failed")] == [2]
    assert rig.reports("fault") == []


def test_by_night_it_is_lit_anew_for_the_second_order() -> None:
    rig = Rig(starts=NIGHT, plan={"night": STILLS})
    rig.post(10.002, ShotFailed(1, "too late"))
    rig.pulse("left", at=10)
    rig.run(until=30)
    assert [caption.number for caption in rig.captions("still")] == [1, 2, 3]
    assert all(surely_lit(rig, caption) for caption in rig.captions("still"))
    assert len(rig.lit()) == 4


def test_by_night_there_is_no_second_order_without_light_for_it() -> None:
    rig = Rig(starts=NIGHT, plan={"night": STILLS | {"stills": 1}}, flash={"least_battery_v": 6})
    rig.post(10.001, PowerRead(5.9, None))
    rig.post(10.002, ShotFailed(1, "too late"))
    rig.pulse("left", at=10)
    rig.run(until=30)
    assert len(rig.reports("shot-failed")) == len(rig.lit()) == 1
    assert rig.reports("fault") == []


# -- the stack opened anew -----------------------------------------------------------------------------------------


def test_a_plan_that_got_no_picture_of_two_orders_has_the_stack_opened_anew() -> None:
    rig = Rig(plan={"day": STILLS})
    blind(rig, orders=2)
    rig.pulse("left", at=10)
    rig.pulse("left", at=40)
    rig.run(until=60)
    assert [told["number"] for told in rig.reports("shot-failed", sequence=1)] == [1, 2, 3]
    assert [told["why"] for told in rig.reports("fault", part="camera")] == [
        "two orders came to nothing: it is opened anew"
    ]
    assert rig.reports("mended", part="camera")[0]["at"] == pytest.approx(24, abs=1)
    assert [caption.sequence for caption in rig.captions("still")] == [2, 2, 2]


def test_a_clip_that_runs_is_finished_first() -> None:
    rig = Rig(plan={"day": STILLS | {"clip": True, "post_roll_s": 30}})
    blind(rig, orders=2)
    rig.pulse("left", at=10)
    rig.run(until=60)
    assert [caption.media for _, caption in rig.card.kept] == ["clip"]
    assert rig.reports("shot", media="clip")[0]["at"] >= 40
    assert rig.reports("fault", part="camera")[0]["at"] >= 40


def test_a_camera_that_falls_silent_is_opened_anew_after_a_second() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(9, rig.camera.hang)
    rig.at(14.5, rig.camera.mend)
    rig.pulse("left", at=16)
    rig.run(until=30)
    assert [told["at"] for told in rig.reports("fault", part="camera")] == [14]
    assert [told["at"] for told in rig.reports("mended", part="camera")] == pytest.approx([15.4], abs=0.1)
    assert len(rig.captions("still")) == 3


# -- a fresh process -----------------------------------------------------------------------------------------------


def test_a_camera_that_worked_and_is_lost_again_soon_after_it_was_opened_anew_wants_a_fresh_process() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(STEADY_S + 10, rig.camera.hang)
    rig.run(until=STEADY_S + 22)
    assert rig.left == [(STEADY_S + 21, "camera: no frame for 5 s: the camera hangs")]


def test_a_camera_at_rest_has_worked_too() -> None:
    rig = Rig(plan={"day": STILLS, "night": STILLS}, camera={"readiness": "cool"})
    rig.pulse("left", at=10)
    rig.at(HOUR_S, rig.camera.vanish, "not found")
    rig.pulse("left", at=HOUR_S + 10)
    rig.run(until=HOUR_S + 12)
    assert rig.left == [(HOUR_S + 11, "camera: not found")]


def test_a_loss_now_and_then_is_forgotten() -> None:
    rig = Rig(plan={"day": STILLS})
    for at in range(HOUR_S, 24 * HOUR_S, HOUR_S):
        rig.at(at, rig.camera.vanish)
        rig.at(at + 0.5, rig.camera.mend)
    rig.run(until=24 * HOUR_S)
    assert len(rig.reports("mended", part="camera")) == 23
    assert rig.left == []


def test_a_stack_that_never_returned_wants_a_fresh_process_at_once() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.post(STEADY_S, CameraLost("no frame for 5 s; the camera did not close within 10 s", stuck=True))
    rig.run(until=STEADY_S + 1)
    assert rig.left == [(STEADY_S, "camera: no frame for 5 s; the camera did not close within 10 s")]


def test_but_no_process_is_left_young() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(100, rig.camera.vanish, "the camera is busy")
    rig.post(100, CameraLost("the camera did not close within 10 s", stuck=True))
    rig.run(until=2 * STEADY_S)
    assert STEADY_S <= rig.left[0][0] <= STEADY_S + 300


def test_a_stack_that_came_back_is_stuck_no_more() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.at(100, rig.camera.close)
    rig.post(100, CameraLost("the camera did not close within 10 s", stuck=True))
    rig.run(until=HOUR_S)
    assert rig.left == []
    assert [told["part"] for told in rig.reports("mended")] == ["camera"]


def test_a_camera_that_never_worked_is_tried_ever_more_rarely_and_never_left() -> None:
    rig = Rig(plan={"day": STILLS})
    rig.camera.vanish("no camera found")
    times = openings(rig)
    rig.run(until=3 * HOUR_S)
    assert rig.left == []
    assert pauses(times)[:6] == [1, 10, 30, 60, 300, 300]
    assert len(times) < 45
    assert len(rig.reports("fault", part="camera")) == 1


def test_a_camera_that_works_for_ten_seconds_at_a_time_is_no_reason_to_leave() -> None:
    rig = Rig(plan={"day": STILLS})

    def works_for_ten_seconds() -> None:
        rig.camera.mend()
        rig.loop.after(10 * S, rig.camera.vanish, "lost again")

    times = openings(rig, works_for_ten_seconds)
    rig.run(until=3 * HOUR_S)
    assert rig.left == []
    assert pauses(times)[:6] == [11, 20, 40, 70, 310, 310]
