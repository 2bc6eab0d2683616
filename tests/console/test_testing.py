"""The self-test: what it says of each part, and that it always ends."""

from __future__ import annotations

from typing import Any

from heard import Heard, NoLock
from rig import DAY, NIGHT, Rig

from trapd.console import replies
from trapd.console.desk import Desk, Session
from trapd.console.eyepiece import Eyepiece
from trapd.console.replies import Failed, Said
from trapd.console.requests import SelfTest
from trapd.console.testing import Examiner
from trapd.core.events import CameraReady, LineLost, PowerRead
from trapd.runtime.worker import InlineWorker

STILL = {"stills": 1, "clip": False}
LONG = {"stills": 40, "interval_ms": 1_000, "clip": False}


class Story(Rig):
    """A unit that is tested at 60 s."""

    def __init__(self, *, absent: tuple[str, ...] = ("charger", "heater"), **changes: Any) -> None:
        changes["camera"] = {"width": 640, "height": 360, **changes.get("camera", {})}
        super().__init__(**{"plan": {"day": STILL, "night": STILL}, "led": {"backend": "sim"}, **changes})
        eyepiece = Eyepiece(self.unit.handle, InlineWorker())
        self.unit.show = eyepiece.show
        self.memory: str | None = None
        testing = Examiner(self.loop, self.unit.obey, self.unit.handle, eyepiece, absent, lambda: self.memory)
        self.desk = Desk(NoLock(), testing.operations())
        self.heard = self.tests(60)

    def tests(self, at: float) -> Heard:
        heard = Heard()
        self.at(at, self.desk.ask, Session("5e55104a"), SelfTest(), heard)
        return heard

    def says(self) -> dict[str, replies.Tested]:
        """Each part's line; the test ends within half a minute."""
        self.run(until=90)
        assert isinstance(self.heard.end, Said)
        assert len({tested.part for tested in self.heard.parts}) == len(self.heard.parts)
        return {tested.part: tested for tested in self.heard.parts}

    def wrong(self) -> list[str]:
        return [part for part, tested in self.says().items() if not tested.ok]


def test_a_unit_in_order_by_day() -> None:
    story = Story(starts=DAY)
    said = story.says()
    assert list(said) == [
        *("sensor left", "sensor right", "receiver", "battery", "charger", "heater", "led", "clock", "memory"),
        *("camera", "flash", "card"),
    ]
    assert story.wrong() == []
    assert "by day" in said["flash"].text
    assert "one blink" in said["led"].text
    assert said["heater"].text == "this unit has none"
    assert story.heard.end == Said(text="12 parts, all in order")
    assert story.captions("still") == []


def test_by_night_the_flash_is_seen_to_shine() -> None:
    story = Story(starts=NIGHT, camera={"readiness": "cool"})
    said = story.says()
    assert story.wrong() == []
    assert "without" in said["flash"].text


def test_a_flash_that_is_driven_and_does_not_shine() -> None:
    story = Story(starts=NIGHT)
    story.season.world.flash.shines = False
    assert story.wrong() == ["flash"]
    assert "its LEDs" in story.says()["flash"].text


def test_a_flash_that_does_not_light_and_says_why() -> None:
    story = Story(starts=NIGHT)
    story.flash.broken = "the driver does not answer"
    assert "flash" in story.wrong()
    assert story.says()["flash"].text == "the driver does not answer"


def test_a_battery_that_forbids_the_flash() -> None:
    story = Story(starts=NIGHT, flash={"least_battery_v": 6}, power={"every_s": 3_600})
    story.post(50, PowerRead(5.8, -20))
    assert story.says()["flash"].text == "no picture by flash: the battery is below 6 V"


def test_without_its_camera() -> None:
    story = Story()
    story.at(50, story.camera.vanish, "the camera does not answer: check its ribbon cable")
    said = story.says()
    assert story.wrong() == ["camera", "flash"]
    assert "ribbon cable" in said["camera"].text
    assert story.heard.end == Said(text="12 parts, not in order: camera, flash")


def test_a_camera_that_says_nothing_does_not_hold_the_test_up() -> None:
    story = Story(camera={"readiness": "cool"})
    story.unheard.add(CameraReady)
    assert story.wrong() == ["camera", "flash"]
    assert "within 12 s" in story.says()["camera"].text


def test_a_plan_that_runs_is_waited_for_and_not_for_ever() -> None:
    short, long = Story(), Story(plan={"day": LONG})
    for story in (short, long):
        story.pulse("left", at=59.9)
    assert short.wrong() == []
    assert long.wrong() == ["camera", "flash"]


def test_a_card_that_takes_nothing() -> None:
    story = Story()
    story.at(50, setattr, story.card, "fault", "the card is read-only: check its lock")
    story.pulse("left", at=51)
    assert story.says()["card"].text == "the card is read-only: check its lock"


def test_its_line_stands_in_the_catalog() -> None:
    story = Story()
    story.says()
    assert [note["session"] for note in story.card.notes if note["kind"] == "self-test"] == ["5e55104a"]


def test_sensors_receiver_clock_and_memory() -> None:
    story = Story(
        absent=("charger", "heater", "flash"),
        clock={"rtc": "none"},
        world={"gps_first_fix_s": 3_600},
        trigger={"stuck_s": 20, "warm_up_s": 0},
    )
    story.at(20, story.pir.lines["left"].lose, "gone")
    story.hold("right", at=20)
    story.memory = "/var/lib/trapd: no space left on device"
    assert story.wrong() == ["sensor left", "sensor right", "receiver", "clock", "memory"]
    assert story.says()["flash"].text == "this unit has none"


def test_whatever_else_is_lost_has_a_line() -> None:
    story = Story(absent=())
    story.post(50, LineLost("heater", "heater (GPIO11) cannot be used"))
    said = story.says()
    assert not said["heater"].ok
    assert said["charger"].ok


def test_one_at_a_time_and_cancelled_it_ends() -> None:
    story = Story()
    second, third = story.tests(60.5), story.tests(61.5)
    story.at(61, lambda: story.heard.cancel())
    story.run(until=120)
    assert isinstance(second.end, Failed)
    assert story.heard.end == Said(text="the self-test was cancelled")
    assert third.end == Said(text="12 parts, all in order")
