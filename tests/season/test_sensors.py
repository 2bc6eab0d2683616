"""From the sensors' edges to a trigger, or to the reason why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from rig import Rig, sensors

from trapd.core.commands import Command

ONE_STILL = {"day": {"stills": 1, "clip": False}, "night": {"stills": 1, "clip": False}}


def test_an_animal_walks_past_both_sensors_and_is_taken_once() -> None:
    rig = Rig(world={"first_pass_s": 20}, trigger={"retrigger_s": 30})
    rig.run(until=60)
    assert "shot" in rig.outcomes()
    assert rig.outcomes().count("shot") == 1
    assert {told["sensor"] for told in rig.reports("motion")} == {"left", "right"}
    assert [caption.number for caption in rig.captions("still")] == [1, 2, 3]
    assert len(rig.captions("clip")) == 1


def test_a_sensor_is_deaf_for_45_s_from_its_own_power_on() -> None:
    rig = Rig(trigger={"warm_up_s": 45, "retrigger_s": 1}, plan=ONE_STILL)
    rig.pulse("left", at=44.9)
    rig.pulse("left", at=45.5)
    rig.run(until=60)
    assert rig.outcomes() == ["warming-up", "shot"]
    assert rig.reports("sensor", sensor="left", state="calm")[0]["at"] == 45


def test_a_sensor_powered_with_the_board_is_warm_45_s_after_boot() -> None:
    only = {"sensors": [{"name": "left", "powered": "with-board"}]}
    rig = Rig(booted=30, trigger={"warm_up_s": 45}, pir=only, plan=ONE_STILL)
    rig.pulse("left", at=14)
    rig.pulse("left", at=16)
    rig.run(until=20)
    assert rig.outcomes() == ["warming-up", "shot"]


def test_warm_up_is_remembered_across_a_restart(tmp_path: Path) -> None:
    first = Rig(booted=100, boot_id="one", memory=tmp_path, trigger={"warm_up_s": 45})
    first.run(until=30)
    first.stop()
    again = Rig(booted=140, boot_id="one", memory=tmp_path, trigger={"warm_up_s": 45}, plan=ONE_STILL)
    again.pulse("left", at=4)
    again.pulse("left", at=6)
    again.run(until=10)
    assert again.outcomes() == ["warming-up", "shot"]


def test_the_motion_that_woke_the_unit_counts_at_once_and_so_does_the_next() -> None:
    rig = Rig(booted=12, trigger={"warm_up_s": 45}, pir={"sensors": [{"name": "left", "powered": "now"}]})
    rig.pulse("left", at=20)
    rig.run(until=40, woken_by="left")
    assert rig.outcomes() == ["shot", "shot"]
    assert [caption.sequence for caption in rig.captions("still")] == [1, 1, 1, 2, 2, 2]


def test_a_line_still_high_after_the_wake_up_is_no_second_motion() -> None:
    rig = Rig(booted=12, trigger={"warm_up_s": 45})
    rig.pir.lines["left"].hold(True, rig.ns(0))
    rig.hold("left", at=2, high=False)
    rig.run(until=4, woken_by="left")
    assert rig.outcomes() == ["shot"]


def test_bounces_are_one_motion() -> None:
    rig = Rig(trigger={"debounce_ms": 20}, plan=ONE_STILL)
    rig.pulse("left", at=10, ms=5, times=20)
    rig.run(until=20)
    assert rig.outcomes() == ["shot"]


def test_after_a_trigger_the_next_waits_for_the_retrigger_delay() -> None:
    rig = Rig(trigger={"retrigger_s": 5}, plan=ONE_STILL)
    for at in (10, 14.9, 15):
        rig.pulse("left", at=at, ms=20)
    rig.run(until=20)
    assert rig.outcomes() == ["shot", "retrigger-delay", "shot"]


def test_sun_and_wind_empty_the_bucket_and_it_opens_again() -> None:
    rig = Rig(trigger={"retrigger_s": 0, "bucket": 3, "refill_s": 60}, plan=ONE_STILL)
    for at in (10, 12, 14, 16, 18, 75):
        rig.pulse("left", at=at)
    rig.run(until=80)
    assert rig.outcomes() == ["shot", "shot", "shot", "bucket", "bucket", "shot"]
    assert [(told["open"], told["at"]) for told in rig.reports("bucket")] == [(False, 14), (True, 70), (False, 75)]


def test_a_sensor_stuck_high_is_told_and_forgiven_when_it_falls() -> None:
    rig = Rig(trigger={"stuck_s": 300}, plan=ONE_STILL)
    rig.hold("left", at=10)
    rig.hold("left", at=400, high=False)
    rig.pulse("left", at=410)
    rig.run(until=420)
    states = [(told["state"], told["at"]) for told in rig.reports("sensor", sensor="left") if told["at"] > 0]
    assert states == [("stuck", 310), ("calm", 400)]
    assert rig.outcomes() == ["shot", "shot"]


def test_a_stuck_sensor_does_not_keep_a_clip_running() -> None:
    rig = Rig(trigger={"stuck_s": 10}, plan={"day": {"post_roll_s": 4, "longest_s": 600}})
    rig.hold("left", at=10)
    rig.run(until=100)
    assert rig.reports("shot", media="clip")[0]["at"] < 30


@pytest.mark.parametrize("held_until", [14, 600])
def test_a_sensor_that_only_vouches_does_not_keep_a_clip_running(held_until: float) -> None:
    roles, clip = sensors(left="both", right="confirm", up="trigger"), {"post_roll_s": 4, "longest_s": 600}
    rig = Rig(pir=roles, plan={"day": clip}, trigger={"confirm_ms": 500})
    rig.pulse("left", at=10)
    rig.hold("right", at=12)
    rig.hold("right", at=held_until, high=False)
    rig.run(until=100)
    assert rig.outcomes() == ["shot", "unconfirmed"]
    assert rig.reports("shot", media="clip")[0]["at"] == pytest.approx(14.36, abs=0.01)


def test_a_disarmed_sensor_does_not_keep_a_clip_running() -> None:
    rig = Rig(plan={"day": {"post_roll_s": 4, "longest_s": 600}})
    rig.hold("left", at=10)
    rig.at(20, rig.unit.obey, Command.DISARM)
    rig.hold("right", at=21)
    rig.run(until=100)
    assert rig.reports("shot", media="clip")[0]["at"] < 26


def test_a_chattering_sensor_is_muted_until_it_was_calm_for_as_long() -> None:
    rig = Rig(trigger={"chatter_edges": 10, "chatter_s": 10, "retrigger_s": 0}, plan=ONE_STILL)
    rig.pulse("left", at=10, ms=200, times=15)  # the last rise at 15.6
    rig.pulse("right", at=17)
    rig.pulse("left", at=30)
    rig.run(until=40)
    states = [(told["state"], told["at"]) for told in rig.reports("sensor", sensor="left") if told["at"] > 0]
    assert states == [("chatter", 13.6), ("calm", 25.6)]
    assert len(rig.reports("motion", why="chatter")) == 6
    assert [told["at"] for told in rig.reports("motion", outcome="shot", sensor="right")] == [17]
    assert [told["at"] for told in rig.reports("motion", outcome="shot")][-1] == 30


@pytest.mark.parametrize(
    ("roles", "story", "outcomes"),
    [
        ({"left": "trigger", "right": "trigger"}, ["left", "right"], ["shot", "shot"]),
        ({"left": "confirm", "right": "confirm"}, ["left"], ["unconfirmed"]),
        ({"left": "confirm", "right": "confirm"}, ["left", "right"], ["unconfirmed", "shot"]),
        ({"left": "confirm", "right": "trigger", "up": "both"}, ["right", "left"], ["shot", "unconfirmed"]),
        ({"left": "confirm", "right": "both"}, ["right", "left"], ["shot", "shot"]),
        ({"left": "confirm", "right": "both"}, ["left", "right"], ["unconfirmed", "shot"]),
    ],
)
def test_roles_say_who_triggers_and_who_vouches(roles: dict[str, str], story: list[str], outcomes: list[str]) -> None:
    rig = Rig(pir=sensors(**roles), trigger={"retrigger_s": 0, "confirm_ms": 2000}, plan=ONE_STILL)
    for at, sensor in enumerate(story):
        rig.pulse(sensor, at=10 + at)
    rig.run(until=20)
    assert rig.outcomes() == outcomes


def test_who_confirmed_it_is_written_on_the_picture_and_too_late_is_no_confirmation() -> None:
    rig = Rig(pir=sensors(left="confirm", right="confirm"), trigger={"confirm_ms": 2000}, plan=ONE_STILL)
    for sensor, at in (("left", 10), ("right", 12.1), ("left", 14)):
        rig.pulse(sensor, at=at)
    rig.run(until=20)
    assert rig.outcomes() == ["unconfirmed", "unconfirmed", "shot"]
    [caption] = rig.captions("still")
    assert (caption.sensor, caption.confirmed_by, caption.edge_mono_ns) == ("left", "right", rig.ns(14))


def test_one_sensor_lost_the_others_go_on_and_none_left_disarms() -> None:
    rig = Rig(trigger={"retrigger_s": 0}, plan=ONE_STILL)
    left, right = rig.pir.lines["left"], rig.pir.lines["right"]
    rig.at(10, left.lose, "its pin is gone")
    rig.pulse("right", at=12)
    rig.at(20, right.lose, "its pin is gone")
    rig.at(30, left.mend, rig.ns(30))
    rig.pulse("left", at=32)
    rig.run(until=40)
    assert [told["at"] for told in rig.reports("sensor", state="lost", why="its pin is gone")] == [10, 20]
    assert [told["why"] for told in rig.reports("disarmed")] == ["no motion sensor can be read"]
    assert [told["sensors"] for told in rig.reports("armed")] == [["left", "right"], ["left"]]
    assert [told["at"] for told in rig.reports("motion", outcome="shot")] == [12, 32]


def test_of_a_thousand_pulses_of_20_to_300_ms_not_one_is_missed() -> None:
    rig = Rig(trigger={"retrigger_s": 0, "bucket": 2000, "chatter_edges": 10_000}, plan=ONE_STILL)
    widths = [20 + number * 280 // 999 for number in range(1000)]
    begins = [10 + number * 0.7 for number in range(1000)]
    for begin, width in zip(begins, widths, strict=True):
        rig.pulse("left" if width % 2 else "right", at=begin, ms=width)
    rig.run(until=720)
    assert [told["edge_mono_ns"] for told in rig.reports("motion")] == [rig.ns(begin) for begin in begins]
