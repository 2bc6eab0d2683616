"""Aim, from the request to the JPEG."""

from __future__ import annotations

import io
from typing import Any

import pytest
from heard import Heard, NoLock
from PIL import Image
from rig import DAY, NIGHT, Rig

from trapd.console.aiming import Aiming
from trapd.console.desk import Desk, Session
from trapd.console.eyepiece import Eyepiece
from trapd.console.replies import Failed, Looked
from trapd.console.requests import Aim
from trapd.runtime.worker import InlineWorker

STILL = {"stills": 1, "clip": False}


class Story(Rig):
    """A unit, and a technician who aims it."""

    def __init__(self, **changes: Any) -> None:
        changes["camera"] = {"width": 640, "height": 360, **changes.get("camera", {})}
        super().__init__(plan={"day": STILL, "night": STILL}, **changes)
        eyepiece = Eyepiece(self.unit.handle, InlineWorker())
        self.unit.show = eyepiece.show
        self.desk = Desk(NoLock(), Aiming(eyepiece).operations())

    def aims(self, at: float, **asked: Any) -> Heard:
        heard = Heard()
        self.at(at, self.desk.ask, Session("5e55104a"), Aim(**asked), heard)
        return heard


@pytest.mark.parametrize(("starts", "night"), [(DAY, False), (NIGHT, True)])
def test_the_picture_and_what_there_is_to_know_of_it(starts: str, night: bool) -> None:
    story = Story(starts=starts, camera={"readiness": "cool"})
    heard = story.aims(60, width=320)
    story.run(until=70)
    assert isinstance(heard.end, Looked)
    assert Image.open(io.BytesIO(heard.bytes)).size == (heard.end.width, heard.end.height) == (320, 180)
    assert (heard.end.night, heard.end.flash, heard.end.size) == (night, False, len(heard.bytes))
    assert [frame.released for frame in story.frames] == [1]
    assert story.captions("still") == []


def test_by_flash_the_night_is_brighter() -> None:
    story = Story(starts=NIGHT)
    dark, lit = story.aims(60), story.aims(65, flash=True)
    story.run(until=70)
    assert lit.end.flash
    assert lit.end.brightness > 2 * dark.end.brightness


def test_one_at_a_time_and_the_next_one_comes() -> None:
    story = Story()
    first, second, third = story.aims(60), story.aims(60), story.aims(61)
    story.run(until=70)
    assert isinstance(first.end, Looked)
    assert second.end == Failed(why="no picture now: another picture is on its way")
    assert isinstance(third.end, Looked)


def test_without_a_camera_it_is_said_why() -> None:
    story = Story()
    story.at(50, story.camera.vanish, "no answer")
    heard = story.aims(60)
    story.run(until=70)
    assert heard.end == Failed(why="no picture now: camera: no answer")
