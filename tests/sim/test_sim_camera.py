"""The simulated camera: its grid of frames, its metering, its faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from sim.sim_stage import LIT, NIGHT, NOON, START_UP_NS, Stage, brightness

from trapd.config import profile
from trapd.core.events import CameraLost, CameraReady, Metered, ShotDone, ShotFailed
from trapd.core.shots import Exposure
from trapd.core.units import MS, US, S
from trapd.sim.camera import BEHIND, ISP_NS

T = TypeVar("T")


class Stalled:
    """A worker that never gets anything done."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, fn: Callable[[], T], done: Callable[[T], None]) -> None:
        self.submitted += 1

    def close(self) -> None:
        pass


def test_frames_lie_on_a_grid_and_come_late() -> None:
    stage = Stage()
    frame = stage.still(Exposure(4_000), from_ns=S)
    number = round((frame.timestamp_ns - START_UP_NS) * 30 / S)
    assert frame.timestamp_ns == START_UP_NS + round(number * S / 30)
    assert frame.start_ns >= S
    assert frame.start_ns - S < S // 30
    stage.run(1)
    assert frame.end_ns + ISP_NS <= stage.loop.clock.now_ns()


def test_a_frame_exposed_before_the_order_but_not_yet_delivered_still_counts() -> None:
    stage = Stage()
    stage.camera.open(LIT)
    stage.run(S)
    stage.order(LIT, from_ns=S - 40 * MS)
    stage.run(S)
    assert stage.of(ShotDone)[0].frame.timestamp_ns < S


def test_a_season_costs_a_handful_of_events_a_shot_and_no_pixels() -> None:
    stage = Stage(section=profile.Camera())
    stage.camera.meters = False
    calls = 0
    at = stage.loop.at

    def counted(*args: object) -> object:
        nonlocal calls
        calls += 1
        return at(*args)  # type: ignore[arg-type]

    stage.loop.at = counted  # type: ignore[method-assign, assignment]
    stage.camera.open(LIT)
    for number in range(100):
        stage.order(LIT, from_ns=number * 10 * S, number=number)
        stage.run(10 * S)
    assert len(stage.of(ShotDone)) == 100
    assert calls <= 1 + 100 * 4
    assert len(stage.of(Metered)) == 1


def test_a_fixed_exposure_takes_effect_two_frames_after_the_order() -> None:
    stage = Stage()
    stage.camera.open(Exposure(1_000, gain=1.0))
    stage.run(S)
    stage.camera.expose(LIT)
    ordered_ns = stage.loop.clock.now_ns()
    stage.order(LIT, from_ns=ordered_ns)
    stage.run(S)
    frame = stage.of(ShotDone)[0].frame
    assert 2 * S / 30 <= frame.timestamp_ns - ordered_ns <= 4 * S / 30


def test_an_order_before_the_first_frame_holds_from_the_first_frame() -> None:
    stage = Stage()
    stage.camera.open(Exposure(1_000, gain=1.0))
    stage.camera.expose(LIT)
    stage.order(LIT)
    stage.run(S)
    assert stage.of(ShotDone)[0].frame.timestamp_ns == START_UP_NS


def test_metering_keeps_the_exposure_short_then_turns_the_gain_up() -> None:
    noon = Stage(NOON, video=True).still(Exposure(4_000))
    assert noon.exposure_us < 1_000
    assert noon.gain == pytest.approx(1, abs=0.05)
    dusk = Stage("2026-01-15T17:50:00+10:00", video=True).still(Exposure(4_000))
    assert dusk.exposure_us == 4_000
    assert 1.5 < dusk.gain < 16
    assert Stage(NIGHT, video=True).still(Exposure(4_000)).gain == 16
    assert brightness(noon) == pytest.approx(brightness(dusk), abs=0.05)


def test_metering_settles_over_some_frames_after_a_fixed_exposure() -> None:
    stage = Stage(video=True)
    stage.camera.open(LIT)
    stage.run(S)
    stage.camera.expose(Exposure(4_000))
    for number in range(2, 14):
        stage.order(Exposure(4_000), from_ns=stage.loop.clock.now_ns() + 34 * MS, number=number)
        stage.run(S // 30)
    stage.run(S)
    lumas = [brightness(one.frame) for one in stage.of(ShotDone)]
    settled = brightness(Stage(video=True).still(Exposure(4_000)))
    assert max(lumas) > settled + 0.2
    assert lumas[-1] == pytest.approx(settled, abs=0.03)


def test_brightness_is_told_every_two_seconds_whatever_lit_the_frame() -> None:
    stage = Stage(NIGHT, video=True)
    stage.camera.open(LIT)
    stage.run(S)
    assert [type(event) for event in stage.events][:2] == [Metered, CameraReady]
    stage.world.flash.switch(S, True)
    stage.run(3 * S)
    stage.world.flash.switch(stage.loop.clock.now_ns(), False)
    stage.run(5 * S)
    told = stage.of(Metered)
    assert 4 <= len(told) <= 6
    by_flash = [one for one in told if S <= one.start_ns < 4 * S]
    assert by_flash
    assert all((one.luma > 0.2) == (one in by_flash) for one in told)


def test_released_pixels_are_gone() -> None:
    frame = Stage().still(Exposure(4_000))
    frame.pixels.release()
    with pytest.raises(ValueError, match="released"):
        frame.pixels.planes()


def test_frames_are_left_out_of_the_video_while_the_encoder_is_behind() -> None:
    worker = Stalled()
    stage = Stage(video=True, worker=worker)
    stage.camera.open(Exposure(4_000))
    stage.run(2 * S)
    assert worker.submitted == 1 + BEHIND  # the backdrop, then frames
    assert stage.camera.skipped > 40
    stage.order(Exposure(4_000))
    stage.run(S)
    assert len(stage.of(ShotDone)) == 1


def test_a_camera_that_vanishes_is_lost_until_it_is_mended() -> None:
    stage = Stage(video=True)
    stage.camera.open(LIT)
    stage.run(S)
    stage.order(LIT, from_ns=20 * S, within_ns=50 * S)
    stage.camera.vanish("the cable is off")
    assert stage.of(CameraLost) == [CameraLost("the cable is off")]
    assert stage.of(ShotFailed) == [ShotFailed(1, "the cable is off")]
    stage.camera.open(LIT)
    assert len(stage.of(CameraLost)) == 2
    made = len(stage.packets)
    stage.run(S)
    assert len(stage.packets) == made
    stage.camera.mend()
    stage.camera.open(LIT)
    stage.run(S)
    assert len(stage.of(CameraReady)) == 2
    assert stage.packets[made].key


@pytest.mark.parametrize("video", [True, False])
def test_a_camera_that_hangs_fails_its_shots_in_time_and_is_then_lost(video: bool) -> None:
    stage = Stage(video=video)
    stage.camera.open(LIT)
    stage.run(S)
    stage.order(LIT, from_ns=S, within_ns=2 * S)
    stage.camera.hang()
    stage.run(2500 * MS)
    assert [one.shot_id for one in stage.of(ShotFailed)] == [1]
    assert not stage.of(CameraLost)
    stage.run(5 * S)
    assert "no frame for 5 s" in stage.of(CameraLost)[0].why
    stage.camera.mend()
    stage.camera.open(LIT)
    stage.run(S)
    assert len(stage.of(CameraReady)) == 2


def test_a_camera_that_hangs_at_opening_never_says_it_is_ready() -> None:
    stage = Stage()
    stage.camera.hang()
    stage.camera.open(LIT)
    stage.run(6 * S)
    assert not stage.of(CameraReady)
    assert len(stage.of(CameraLost)) == 1


def test_an_exposure_longer_than_a_frame_is_cut_to_it() -> None:
    frame = Stage().still(Exposure(500_000))
    assert frame.exposure_us * US <= S // 30
