"""The unit carries out what the trap answers, and ends in the right order."""

from __future__ import annotations

from pathlib import Path

import pytest
from rig import NIGHT, Rig

from trapd.core.commands import Command, Status
from trapd.core.events import CardLost, Event, FixTaken, GpsBack, GpsLost, ShotDone
from trapd.core.fix import Fix
from trapd.core.units import S

CLIP = {"stills": 0, "clip": True, "pre_roll_s": 0, "post_roll_s": 2}
STILL = {"stills": 1, "clip": False}


def test_no_sequence_is_given_twice_even_if_the_power_is_cut_after_a_clip(tmp_path: Path) -> None:
    for plan in (STILL, CLIP):
        first = Rig(memory=tmp_path, plan={"day": plan})
        first.pulse("left", at=10)
        first.run(until=20)  # and here the power is cut: no `stop`
        given = first.unit.trap.sequence
        again = Rig(memory=tmp_path, plan={"day": plan})
        assert again.unit.trap.sequence >= given


def test_after_a_clean_stop_the_count_goes_on_without_a_gap(tmp_path: Path) -> None:
    first = Rig(memory=tmp_path, plan={"day": STILL})
    first.pulse("left", at=10)
    first.run(until=20)
    first.stop()
    again = Rig(memory=tmp_path, plan={"day": STILL})
    again.pulse("left", at=10)
    again.run(until=20)
    assert [caption.sequence for caption in again.captions("still")] == [2]


def test_a_card_from_another_time_moves_the_count_on() -> None:
    rig = Rig(plan={"day": STILL})
    rig.card._last_sequence = 500
    rig.pulse("left", at=10)
    rig.run(until=20)
    assert [caption.sequence for caption in rig.captions("still")] == [501]


def test_a_memory_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "memory.json").write_text("{")
    rig = Rig(memory=tmp_path)
    rig.run(until=1)
    [told] = rig.reports("fault", part="memory")
    assert "starting without memory" in told["why"]


@pytest.mark.parametrize("obstacle", ["state", "state/memory.json"])
def test_a_memory_that_cannot_be_written_is_told_once(tmp_path: Path, obstacle: str) -> None:
    """A file in the folder's place, a folder in the file's: root, too, is stopped by that."""
    state = tmp_path / "state"
    if obstacle == "state":
        state.write_text("")
    else:
        (tmp_path / obstacle).mkdir(parents=True)
    rig = Rig(memory=state, plan={"day": STILL})
    rig.pulse("left", at=10)
    rig.run(until=20)
    rig.stop()
    lost = [told for told in rig.reports("fault", part="memory") if "is lost" in told["why"]]
    assert len(lost) == 1
    assert len(rig.captions("still")) == 1


def test_a_memory_that_cannot_be_written_any_more_is_told(tmp_path: Path) -> None:
    rig = Rig(memory=tmp_path, plan={"day": STILL}, world={"gps_first_fix_s": 60})
    file = tmp_path / "memory.json"
    rig.at(9, lambda: (file.rename(tmp_path / "was.json"), file.mkdir()))
    rig.pulse("left", at=10)
    rig.run(until=20)
    [told] = rig.reports("fault", part="memory")
    assert told["at"] == 10


def test_a_frame_that_came_before_the_end_is_kept() -> None:
    rig = Rig(plan={"day": STILL})
    post = rig.unit.post

    def post_and_end(event: Event) -> None:
        post(event)
        if isinstance(event, ShotDone):
            rig.loop.stop()

    rig.at(9, setattr, rig.unit, "post", post_and_end)
    rig.pulse("left", at=10)
    rig.run(until=20)
    rig.stop()
    rig.run(until=30)  # for the card
    assert rig.reports("stopped")[0]["late_frames"] == 0
    assert rig.reports("shot-failed") == []
    assert len(rig.captions("still")) == 1


def test_the_known_time_is_kept_for_the_next_start(tmp_path: Path) -> None:
    first = Rig(memory=tmp_path)
    first.run(until=3600)
    first.stop()
    again = Rig(memory=tmp_path, system_clock="2013-09-01T00:00:00Z")
    told = again.unit.trap.timeline.moment(again.ns(0))
    assert told.source == "none"
    assert told.utc_ns == pytest.approx(first.season.world.utc_ns(first.ns(3600)), abs=S)


def test_reports_carry_utc_only_once_it_is_known() -> None:
    rig = Rig()
    rig.run(until=60)
    [armed] = rig.reports("armed")
    assert armed["utc_ns"] is None
    known = rig.reports("gps", awake=False)[0]
    assert known["utc_ns"] == pytest.approx(rig.season.world.utc_ns(known["mono_ns"]), abs=S // 10)


def test_the_technician_arms_disarms_and_takes_a_test_shot() -> None:
    rig = Rig(starts=NIGHT)
    answers: list[Status | str] = []

    def say(command: Command) -> None:
        answers.append(rig.unit.obey(command))

    rig.at(10, say, Command.DISARM)
    rig.pulse("left", at=11)
    rig.at(12, say, Command.SHOT)
    rig.at(12.01, say, Command.SHOT)
    rig.at(20, say, Command.ARM)
    rig.pulse("left", at=21)
    rig.at(60, say, Command.STATUS)
    rig.run(until=61)
    assert rig.outcomes() == ["disarmed by the technician", "shot"]
    assert [caption.trigger for caption in rig.captions("still")] == ["test"] + 3 * ["motion"]
    assert answers[2] == "not now: a plan is running"
    status = answers[-1]
    assert isinstance(status, Status)
    assert (status.armed, status.stills, status.clips, status.time_source) == (True, 4, 1, "gps")


def test_disarmed_after_a_motion_was_queued_it_is_not_taken() -> None:
    rig = Rig(plan={"day": {"stills": 3, "clip": False}}, trigger={"retrigger_s": 0})
    rig.pulse("left", at=10)
    rig.pulse("left", at=10.5)
    rig.at(10.6, rig.unit.obey, Command.DISARM)
    rig.run(until=20)
    assert rig.outcomes() == ["shot", "queued", "disarmed by the technician"]
    assert {caption.sequence for caption in rig.captions("still")} == {1}


def test_a_receiver_that_falls_silent_is_a_fault_and_comes_back() -> None:
    rig = Rig()
    rig.post(10, GpsLost("silent for 5 s"))
    rig.post(20, GpsBack())
    rig.post(21, FixTaken(Fix(rig.ns(21), 0, False, None, None, None, None, None, 0)))
    rig.run(until=30)
    assert [told["why"] for told in rig.reports("fault", part="gps")] == ["silent for 5 s"]
    assert [told["at"] for told in rig.reports("mended", part="gps")] == [20]
    assert rig.reports("disarmed") == []


def test_losses_told_twice_are_tried_again_once() -> None:
    rig = Rig()
    opened: list[float] = []
    rig.card.open = lambda: opened.append(rig.loop.clock.now_ns() / S)  # type: ignore[method-assign]
    for _ in range(3):
        rig.post(10, CardLost("gone"))
    rig.run(until=200)
    assert opened == [0, 20]


def test_stop_before_start_and_dark_after_stop_are_harmless() -> None:
    rig = Rig()
    rig.unit.go_dark()
    rig.stop()
    assert rig.reports("stopped") == []
    rig.run(until=1)
    rig.stop()
    rig.unit.go_dark()
    assert [told["why"] for told in rig.reports("stopped")] == ["the story is over"]


def test_a_clip_that_never_began_has_failed_too() -> None:
    rig = Rig(camera={"readiness": "cool"}, plan={"day": CLIP, "night": CLIP})
    rig.pulse("left", at=10)
    rig.run(until=10.1)
    rig.stop()
    assert [(told["number"], told["why"]) for told in rig.reports("shot-failed")] == [(0, "the unit stops")]
