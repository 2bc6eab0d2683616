"""A unit that was started with new settings: it proves them, or tells that it cannot."""

from __future__ import annotations

from typing import Any

import pytest
from rig import Rig, sensors

from trapd.core.events import Kept, OnTrial, SensorLost, SettingsLeft, SwitchTurned


class Tried(Rig):
    """On trial from its first second on."""

    def __init__(self, *before: str, **changes: Any) -> None:
        super().__init__(**changes)
        self.verdicts: list[tuple[float, str | None]] = []
        self.unit.trial_over = lambda why_not: self.verdicts.append((self.loop.clock.now_ns() / 1e9, why_not))
        self.post(0.001, OnTrial(frozenset(before)))

    def verdict(self) -> tuple[bool, str | None]:
        """Whether it was at once, and why not."""
        self.run(until=600)
        [(at, why_not)] = self.verdicts
        return at < 20, why_not


@pytest.mark.parametrize("readiness", ["hot", "cool"])
def test_a_unit_that_takes_a_picture_has_good_settings_at_once(readiness: str) -> None:
    rig = Tried(camera={"readiness": readiness}, plan={"day": {"clip": False}, "night": {"clip": False}})
    assert rig.verdict() == (True, None)
    [picture] = rig.captions("still")
    assert picture.trigger == "test"


def test_a_camera_that_does_not_come_up_is_their_fault() -> None:
    rig = Tried()
    rig.camera.vanish("no such mode")
    assert rig.verdict() == (False, "camera: no such mode")


def test_a_camera_that_gives_no_picture_is_too() -> None:
    rig = Tried(camera={"readiness": "cool"}, plan={"day": {"clip": False}, "night": {"clip": False}})
    rig.unheard |= {Kept}
    assert rig.verdict() == (False, "no picture was kept")


def test_a_camera_that_was_lost_before_is_not() -> None:
    rig = Tried("camera")
    rig.camera.vanish("the cable is loose")
    assert rig.verdict() == (False, None)


def test_a_sensor_that_can_be_read_no_more_is_their_fault_though_another_keeps_it_armed() -> None:
    rig = Tried(pir=sensors(left="both", right="both"))
    rig.post(0.002, SensorLost("left", "no such pin"))
    assert rig.verdict() == (False, "sensor left cannot be read")
    assert rig.reports("armed")


@pytest.mark.parametrize(("before", "why_not"), [((), "card: is read-only"), (("card",), None)])
def test_a_card_that_is_lost_is_while_one_that_was_before_is_not(
    before: tuple[str, ...], why_not: str | None
) -> None:
    rig = Tried(*before, card={"spare_mb": 0})
    rig.card.fault = "is read-only"
    assert rig.verdict() == (False, why_not)


@pytest.mark.parametrize("before", [(), ("pack",)])
def test_a_limit_at_which_the_pack_carries_no_picture_is_their_fault_unless_it_carried_none_before(
    before: tuple[str, ...],
) -> None:
    rig = Tried(*before, battery={"least_v": 7.8})
    at_once, why_not = rig.verdict()
    assert not at_once
    assert why_not is None if before else "the board needs 7.8 V" in str(why_not)
    assert rig.captions("still") == []


def test_its_switch_its_hours_and_its_technician_may_hold_it_back() -> None:
    rig = Tried(watch={"windows": ["23:00..23:30"], "proof_of_life": None})
    rig.post(0.0005, SwitchTurned(on=False))
    assert rig.verdict() == (True, None), "it takes its picture all the same"
    assert rig.reports("disarmed", why="the arm switch is off")


def test_other_settings_than_those_committed_are_a_fault() -> None:
    rig = Rig()
    rig.post(1, SettingsLeft("went back"))
    rig.run(until=5)
    assert rig.reports("fault", part="settings", why="went back")
    assert rig.reports("armed"), "and nothing else"
