"""What somebody sees who stands before the unit without a laptop."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from rig import NIGHT, Rig

from trapd.core.commands import Command, SetTime
from trapd.core.events import CameraLost, Held, LineGone, LineLost, PowerRead, SwitchTurned, Typed
from trapd.core.led import SPEAKS_NS
from trapd.core.signals import LANGUAGE, State
from trapd.core.units import S
from trapd.sim.led import Led

STILL = {"day": {"stills": 1, "clip": False}, "night": {"stills": 1, "clip": False}}
LED = {"backend": "sim"}


class Story(Rig):
    """A unit with an LED, and what it blinked."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(**{"plan": STILL, "led": LED, **changes})
        led = self._ports.led
        assert isinstance(led, Led)
        self.led = led

    def shows(self, state: State, at: float) -> None:
        """Run to then, and check that it blinks like this in the seconds before."""
        assert self.blinked(at - 8, at) in rhythms(state), state

    def blinked(self, since: float, until: float) -> list[int]:
        """How long each light and each darkness lasted that began and ended then, in milliseconds."""
        self.run(until=until)
        at_ns = [at for at, _ in self.led.changes if self.ns(since) <= at <= self.ns(until)]
        return [round((later - sooner) / 1e6) for sooner, later in pairwise(at_ns)]

    def is_dark(self, since: float, until: float) -> bool:
        return self.blinked(since, until) == [] and not self.led.on


def rhythms(state: State) -> list[list[int]]:
    """Every piece of this rhythm that eight seconds may show."""
    beats = LANGUAGE[state]
    long = list(beats) * 80
    return [long[begin : begin + length] for begin in range(len(beats)) for length in range(2, 81)]


def test_armed_it_blinks_once_and_after_five_minutes_it_is_dark_for_the_season() -> None:
    story = Story()
    story.shows("armed", at=60)
    story.shows("armed", at=SPEAKS_NS / S - 1)
    assert story.is_dark(SPEAKS_NS / S + 3, 3 * 86_400)
    assert len(story.led.changes) < 1_000


def test_until_its_fix_it_blinks_twice() -> None:
    story = Story(world={"gps_first_fix_s": 120})
    story.shows("no-fix", at=100)
    story.shows("armed", at=140)


def test_without_a_receiver_the_time_is_waited_for() -> None:
    story = Story(gps={"backend": "none"}, clock={"rtc": "none"}, world={"gps_first_fix_s": 3_600})
    story.shows("no-fix", at=100)
    story.at(101, story.unit.obey, SetTime(story.season.world.utc_ns(story.ns(101)), "technician"))
    story.shows("armed", at=120)


def test_what_is_amiss_is_counted() -> None:
    story = Story(flash={"least_battery_v": 6}, power={"every_s": 3_600})
    story.at(20, setattr, story.card, "fault", "the card is gone")
    story.pulse("left", at=21)
    story.shows("card", at=40)
    story.post(41, PowerRead(5.8, -20))
    story.shows("battery", at=60)
    story.at(61, story.camera.vanish, "no answer")
    story.post(61, CameraLost("no answer"))
    story.shows("fault", at=80)


def test_no_sensor_is_a_fault() -> None:
    story = Story()
    for name in ("left", "right"):
        story.at(20, story.pir.lines[name].lose, "gone")
    story.shows("fault", at=40)


def test_the_magnet_wakes_it_and_it_tells_that_it_is_held_back() -> None:
    story = Story()
    story.post(1_000, SwitchTurned(False))
    story.post(1_050, SwitchTurned(True))
    assert story.is_dark(400, 999)
    story.shows("held", at=1_040)
    story.shows("armed", at=1_090)
    assert story.is_dark(1_360, 2_000)


def test_a_countdown_before_it_arms_itself() -> None:
    story = Story()
    story.post(1_000, Typed())
    story.at(1_000, story.unit.obey, Command.DISARM)
    story.shows("held", at=1_020)
    story.post(1_100, LineGone())
    story.shows("countdown", at=1_109)
    story.shows("armed", at=1_130)


def test_a_silence_is_counted_down_too_though_it_was_dark_before() -> None:
    story = Story()
    story.post(1_000, Typed())
    story.at(1_000, story.unit.obey, Command.DISARM)
    assert story.is_dark(1_310, 1_589)
    story.shows("countdown", at=1_599)
    assert story.is_dark(1_602, 3_000)


def test_in_a_walk_test_it_follows_the_sensors() -> None:
    story = Story()
    story.post(1_000, Held("walk-test", True))
    story.pulse("left", at=1_010, ms=2_000)
    story.pulse("right", at=1_500, ms=500)
    assert story.blinked(1_001, 1_509) == [2_000, 488_000, 500]
    assert not story.led.on


def test_a_forgotten_pin_is_a_steady_light() -> None:
    story = Story()
    for at, on in ((0, False), (10, True), (12, False), (14, True), (16, False), (18, True), (20, False)):
        story.post(at, SwitchTurned(on))
    assert story.blinked(20.1, 29.9) == []
    assert story.led.on
    story.shows("held", at=40)


def test_a_motion_in_the_night_lights_nothing() -> None:
    story = Story(starts=NIGHT)
    for at in range(400, 2_000, 100):
        story.pulse("left", at=at)
    assert story.is_dark(303, 2_000)
    assert "shot" in story.outcomes()


def test_whoever_was_woken_by_a_motion_is_silent() -> None:
    story = Story()
    story.run(until=10, woken_by="left")
    assert story.led.changes == type(story.led.changes)()


def test_an_led_that_cannot_be_had_is_told_and_nothing_else_changes() -> None:
    story = Story()
    story.post(20, LineLost("led", "led (GPIO7) cannot be used"))
    story.pulse("left", at=30)
    story.run(until=40)
    assert [fault["part"] for fault in story.reports("fault")] == ["led"]
    assert story.outcomes() == ["shot"]


def test_stopped_it_is_dark() -> None:
    story = Story()
    story.run(until=60.05)
    story.stop()
    assert not story.led.on
