"""A frame to aim by: whatever the unit does just then, one comes or a word why not, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from rig import DAY, NIGHT, Rig

from trapd.core.actions import ShowFrame, ShowNothing
from trapd.core.events import AimAsked, CameraReady, PowerRead, ShotDone

STILL = {"day": {"stills": 1, "clip": False}, "night": {"stills": 1, "clip": False}}
COOL = {"readiness": "cool"}


class Story(Rig):
    """A unit, and a technician who wants to see what it sees."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(**{"plan": STILL, **changes})
        self.shown: list[ShowFrame | ShowNothing] = []
        self.unit.show = self._show

    def aims(self, at: float, flash: bool = False) -> None:
        self.post(at, AimAsked(flash))

    def _show(self, action: ShowFrame | ShowNothing) -> None:
        self.shown.append(action)
        if isinstance(action, ShowFrame):
            action.frame.pixels.release()


def frames(story: Story) -> list[tuple[bool, bool]]:
    """Lit and night, of each that came."""
    return [(one.lit, one.night) for one in story.shown if isinstance(one, ShowFrame)]


def refusals(story: Story) -> list[str]:
    return [one.why for one in story.shown if isinstance(one, ShowNothing)]


@pytest.mark.parametrize("readiness", ["cool", "warm", "hot"])
@pytest.mark.parametrize(("starts", "night"), [(DAY, False), (NIGHT, True)])
@pytest.mark.parametrize("flash", [False, True])
def test_one_frame_comes_by_day_and_night_from_every_camera(
    readiness: str, starts: str, night: bool, flash: bool
) -> None:
    story = Story(starts=starts, camera={"readiness": readiness})
    story.aims(60, flash)
    story.run(until=70)
    assert frames(story) == [(flash, night)]
    assert bool(story.lit()) is flash
    assert [frame.released for frame in story.frames] == [1]


def test_none_of_them_is_a_picture() -> None:
    story = Story(camera=COOL)
    for at in (60, 61, 62):
        story.aims(at)
    story.pulse("left", at=70)
    story.run(until=90)
    assert len(story.shown) == 3
    assert [caption.sequence for caption in story.captions("still")] == [1]
    assert story.reports("shot-failed") == []
    assert story.unit.trap.sequence == 1


def test_the_camera_rests_only_after_the_last_look() -> None:
    story = Story(camera={**COOL, "linger_s": 10})
    for at in range(60, 90, 3):
        story.aims(at)
    closed: list[bool] = []
    for at in (65, 75, 88, 105):
        story.at(at, lambda: closed.append(not story.camera.streaming))
    story.run(until=110)
    assert closed == [False, False, False, True]
    assert len(frames(story)) == 10


def test_a_look_at_night_leaves_the_next_picture_its_light() -> None:
    story = Story(starts=NIGHT)
    story.aims(60)
    story.aims(62, flash=True)
    story.pulse("left", at=70)
    story.run(until=90)
    assert [caption.lit for caption in story.captions("still")] == [True]


def test_while_a_plan_runs_it_is_refused() -> None:
    story = Story(plan={"day": {"stills": 3, "interval_ms": 1000, "clip": False}})
    story.pulse("left", at=60)
    story.aims(60.5)
    story.run(until=90)
    assert refusals(story) == ["a plan is running"]
    assert len(story.captions("still")) == 3


def test_a_motion_waits_for_the_frame_and_is_taken() -> None:
    story = Story(camera=COOL)
    story.aims(60)
    story.pulse("left", at=60.1)
    story.run(until=90)
    assert frames(story) == [(False, False)]
    assert story.outcomes() == ["queued", "shot"]


def test_a_low_battery_forbids_the_flash_alone() -> None:
    story = Story(starts=NIGHT, flash={"least_battery_v": 6}, power={"every_s": 3_600})
    story.post(50, PowerRead(5.8, -20))
    story.aims(60, flash=True)
    story.aims(62)
    story.run(until=70)
    assert refusals(story) == ["the battery is below 6 V"]
    assert frames(story) == [(False, True)]
    assert story.lit() == []


def test_without_its_camera_the_unit_says_so() -> None:
    story = Story(camera={"readiness": "hot"})
    story.at(50, story.camera.vanish, "no answer")
    story.aims(60)
    story.run(until=70)
    assert refusals(story) == ["camera: no answer"]


def test_a_camera_that_goes_meanwhile_is_told_once() -> None:
    story = Story(camera=COOL)
    story.aims(60)
    story.at(60.1, story.camera.vanish, "no answer")
    story.run(until=200)
    assert refusals(story) == ["no answer"]


def test_a_camera_that_delivers_nothing_is_asked_twice() -> None:
    story = Story()
    story.unheard.add(ShotDone)
    story.aims(60)
    story.run(until=200)
    assert len(refusals(story)) == 1
    assert story.reports("shot-again") == story.reports("shot-failed") == []


def test_a_camera_that_never_opens_is_asked_again_later() -> None:
    story = Story(camera=COOL)
    story.unheard.add(CameraReady)
    story.aims(60)
    story.aims(62)
    story.run(until=70)
    assert refusals(story) == ["a plan is running"]


def test_a_flash_that_does_not_light_is_seen_by_the_frame() -> None:
    story = Story(starts=NIGHT)
    story.flash.broken = "the driver does not answer"
    story.aims(60, flash=True)
    story.run(until=70)
    assert frames(story) == [(False, True)]


def test_stopped_meanwhile_it_ends_with_a_word() -> None:
    story = Story(camera=COOL)
    story.aims(60)
    story.run(until=60.1)
    story.stop()
    assert refusals(story) == ["the unit stops"]
