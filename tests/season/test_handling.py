"""A technician holds the unit back, and leaves: it arms itself."""

from __future__ import annotations

from typing import Any

import pytest
from rig import Rig

from trapd.core.commands import Command
from trapd.core.events import Held, LineGone, SwitchTurned, Typed

STILL = {"day": {"stills": 1, "clip": False}}


def told(rig: Rig) -> list[tuple[str, int]]:
    """What was said of it, and when, to the second."""
    events = ("disarmed", "arms-itself", "left-alone", "armed")
    return [(one["event"], round(one["at"])) for one in rig.everything() if one["event"] in events and one["at"] > 1]


def disarms(rig: Rig, at: float) -> None:
    rig.post(at, Typed())
    rig.at(at, rig.unit.obey, Command.DISARM)


def test_a_silence_of_ten_minutes_arms_it_and_is_told_before() -> None:
    rig = Rig(plan=STILL)
    disarms(rig, 100)
    rig.pulse("left", at=400)
    rig.pulse("left", at=800)
    rig.run(until=900)
    assert told(rig) == [("disarmed", 100), ("arms-itself", 690), ("armed", 700), ("left-alone", 700)]
    assert rig.outcomes() == ["disarmed by the technician", "shot"]
    assert {one["why"] for one in rig.reports("arms-itself")} == {"nobody typed for 10 min"}


def test_the_profile_says_after_how_long() -> None:
    rig = Rig(console={"arm_after_min": 2})
    disarms(rig, 100)
    rig.run(until=900)
    assert told(rig)[-1] == ("left-alone", 220)


def test_every_key_puts_it_off_even_in_the_last_seconds() -> None:
    rig = Rig()
    disarms(rig, 100)
    for at in (300, 895):
        rig.post(at, Typed())
    rig.run(until=1_600)
    expected = [("disarmed", 100), ("arms-itself", 890), ("arms-itself", 1485), ("armed", 1495), ("left-alone", 1495)]
    assert told(rig) == expected


def test_a_pulled_cable_arms_it_after_a_countdown() -> None:
    rig = Rig()
    disarms(rig, 100)
    rig.post(150, LineGone())
    rig.run(until=900)
    assert told(rig) == [("disarmed", 100), ("arms-itself", 150), ("armed", 160), ("left-alone", 160)]
    assert rig.reports("arms-itself")[0]["why"] == "the cable was pulled"


def test_whoever_puts_the_cable_back_in_time_goes_on() -> None:
    rig = Rig()
    disarms(rig, 100)
    rig.post(150, LineGone())
    rig.post(155, Typed())
    rig.run(until=700)
    assert told(rig) == [("disarmed", 100), ("arms-itself", 150)]


@pytest.mark.parametrize("by", ["walk-test", "setup"])
def test_walk_test_and_setup_hold_it_back_as_long_as_somebody_is_there(by: Any) -> None:
    rig = Rig(plan=STILL)
    rig.post(100, Held(by, True))
    rig.pulse("left", at=110)
    rig.post(120, Held(by, False))
    rig.pulse("left", at=130)
    rig.post(140, Held(by, True))
    rig.post(200, LineGone())
    rig.run(until=900)
    assert told(rig)[-2:] == [("armed", 210), ("left-alone", 210)]
    assert rig.outcomes()[1] == "shot"
    assert rig.outcomes()[0] in ("a walk test is on", "it is being set up")


def test_left_alone_it_does_not_outvote_the_arm_switch() -> None:
    rig = Rig()
    rig.post(50, SwitchTurned(False))
    disarms(rig, 100)
    rig.post(200, LineGone())
    rig.run(until=900)
    assert rig.reports("armed")[-1]["at"] < 1
    assert rig.unit.trap.arms_in_s(rig.ns(900)) is None


def test_how_long_it_holds_is_known() -> None:
    rig = Rig()
    disarms(rig, 100)
    left: list[float | None] = []
    for at in (50, 100, 400, 800):
        rig.at(at, lambda: left.append(rig.unit.trap.arms_in_s(rig.loop.clock.now_ns())))
    rig.run(until=900)
    assert left == [None, 600, 300, None]


def test_armed_by_hand_nothing_is_let_go_later() -> None:
    rig = Rig()
    disarms(rig, 100)
    rig.at(200, rig.unit.obey, Command.ARM)
    rig.run(until=2_000)
    assert told(rig) == [("disarmed", 100), ("armed", 200)]
