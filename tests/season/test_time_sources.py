"""Receiver, clock chip, technician: who is believed over starts, cuts and years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rig import DAY, Rig

from trapd.config.instants import instant
from trapd.core.commands import Command, SetTime, Status
from trapd.core.drift import UNMEASURED
from trapd.core.events import FixTaken
from trapd.core.fix import Fix
from trapd.core.timeline import Anchor
from trapd.core.units import S

STILL = {"day": {"stills": 1, "clip": False}, "night": {"stills": 1, "clip": False}}
NO_SKY = {"gps_first_fix_s": 3600}
LATER = "2026-01-25T11:00:00+10:00"
UNSET = "2013-09-01T00:00:00Z"


def said(rig: Rig, kind: str) -> list[dict[str, Any]]:
    """The card's lines of this kind."""
    return [dict(line) for line in rig.card.notes if line["kind"] == kind]


def wrong_s(rig: Rig, at: float) -> float:
    """By how much the unit's time is off at that moment of the story."""
    told = rig.unit.trap.timeline.moment(rig.ns(at)).utc_ns
    return (told - rig.season.world.utc_ns(rig.ns(at))) / S


def had_sky(memory: Path, starts: str = DAY, **changes: Any) -> None:
    """A start with a receiver, long enough for chrony to set the chip; then the power is cut."""
    Rig(starts=starts, memory=memory, **changes).run(until=2000)


def test_after_a_cut_a_unit_without_sky_goes_by_the_chip_that_was_found_right(tmp_path: Path) -> None:
    had_sky(tmp_path)
    rig = Rig(starts=LATER, system_clock=UNSET, memory=tmp_path, plan=STILL, world=NO_SKY)
    rig.pulse("left", at=10)
    rig.run(until=20)
    [still] = rig.captions("still")
    assert still.time_source == "rtc"
    assert still.time_uncertainty_s is not None
    assert abs(still.utc_ns - rig.season.world.utc_ns(still.mono_ns)) / S <= still.time_uncertainty_s < 60
    anchor = said(rig, "anchor")[-1]
    assert anchor["source"] == "rtc"


def test_a_chip_that_stands_still_without_power_is_never_gone_by(tmp_path: Path) -> None:
    for starts, off_s in ((DAY, -40 * 86_400), ("2026-01-16T11:00:00+10:00", -41 * 86_400)):
        had_sky(tmp_path, starts, world={"rtc_off_s": off_s})
    rig = Rig(starts=LATER, memory=tmp_path, plan=STILL, world=NO_SKY | {"rtc_off_s": -50 * 86_400})
    rig.pulse("left", at=10)
    rig.run(until=20)
    assert {still.time_source for still in rig.captions("still")} == {"none"}


def test_a_chip_that_nobody_compared_is_written_down_and_not_gone_by(tmp_path: Path) -> None:
    rig = Rig(memory=tmp_path, system_clock=UNSET, world=NO_SKY)
    rig.run(until=20)
    boot = said(rig, "boot")[-1]
    assert boot["time_source"] == "none"
    assert boot["rtc_utc_ns"] == pytest.approx(rig.season.world.utc_ns(boot["mono_ns"]), abs=S)
    assert rig.unit.trap.timeline.moment(rig.ns(20)).source == "none"
    assert {"boot", "boot_id", "unit", "station", "firmware", "utc_ns"} <= boot.keys()


def test_each_start_introduces_itself_once(tmp_path: Path) -> None:
    Rig(boot_id="one", booted=100, memory=tmp_path).run(until=60)
    rig = Rig(boot_id="one", booted=3700, memory=tmp_path, world=NO_SKY)
    rig.run(until=10)
    assert (len(said(rig, "boot")), len(said(rig, "anchor"))) == (1, 1)


def test_a_card_that_comes_after_another_is_told_which_start_this_is_and_what_it_knows() -> None:
    rig = Rig()
    rig.at(50, setattr, rig.card, "fault", "the card is gone")
    rig.pulse("left", at=60)
    rig.at(65, setattr, rig.card, "fault", None)
    rig.run(until=64)
    before = len(rig.card.notes)
    rig.run(until=600)
    [first], [again] = said(rig, "boot")[:1], said(rig, "boot")[1:]
    assert first["boot"] == again["boot"]
    assert {"boot", "anchor"} <= {line["kind"] for line in list(rig.card.notes)[before:]}


def test_an_anchor_still_holds_after_a_restart_of_the_process(tmp_path: Path) -> None:
    first = Rig(boot_id="one", booted=100, memory=tmp_path)
    first.run(until=3600)
    again = Rig(boot_id="one", booted=3700, starts="2026-01-15T12:00:00+10:00", memory=tmp_path, world=NO_SKY)
    again.run(until=10)
    moment = again.unit.trap.timeline.moment(again.ns(0))
    assert moment.source == "gps"
    assert abs(wrong_s(again, 0)) <= (moment.uncertainty_s or 0) < 1
    assert [line["boot_id"] for line in said(again, "anchor")] == ["one"] * len(said(again, "boot"))


def test_the_same_memory_in_another_boot_knows_only_what_time_it_was(tmp_path: Path) -> None:
    Rig(boot_id="one", booted=100, memory=tmp_path, clock={"rtc": "none"}).run(until=3600)
    again = Rig(boot_id="two", system_clock=UNSET, memory=tmp_path, world=NO_SKY, clock={"rtc": "none"})
    again.run(until=10)
    moment = again.unit.trap.timeline.moment(again.ns(0))
    assert moment.source == "none"
    assert moment.utc_ns >= instant(DAY)


def test_anchors_are_written_down_when_they_change_things_and_not_each_second() -> None:
    rig = Rig(world={"gps_jitter_ms": 300}, gps={"every_h": 0})
    rig.run(until=7200)
    assert 1 <= len(said(rig, "anchor")) <= 12
    assert all(line["source"] == "gps" for line in said(rig, "anchor"))


def test_a_technician_tells_the_time_and_a_receiver_refines_it() -> None:
    rig = Rig(system_clock=UNSET, world={"gps_first_fix_s": 100}, clock={"rtc": "none"})
    answers: list[Status | str] = []

    def say(order: Command | SetTime) -> None:
        answers.append(rig.unit.obey(order))

    rig.at(10, say, SetTime(instant(DAY) + 11 * S, "technician"))
    rig.at(11, say, Command.STATUS)
    rig.run(until=20)
    assert answers[0] == "taken: from technician, ±2 s"
    assert isinstance(answers[1], Status)
    assert (answers[1].time_source, answers[1].time_uncertainty_s) == ("technician", pytest.approx(2, abs=0.01))
    rig.at(150, say, SetTime(instant(DAY) + 3750 * S, "technician"))
    rig.at(151, say, SetTime(instant(DAY) + 151 * S - S // 4, "peer"))
    rig.at(152, say, SetTime(instant("2013-09-01T00:00:00Z"), "technician"))
    rig.run(until=160)
    sources = [told["source"] for told in rig.reports("time")]
    assert sources == ["technician"] + ["gps"] * (len(sources) - 1)
    assert "not taken: gps knows it to 0.7 s, and what you typed is +3600 s off" in answers[2]
    assert answers[3] == "not needed: gps knows it to 0.7 s; what you typed is +0 s off"
    assert "date before 2026-01-01 cannot be now" in answers[4]
    assert abs(wrong_s(rig, 160)) < 0.7


def test_a_slip_of_the_keyboard_is_put_right_by_typing_again() -> None:
    rig = Rig(system_clock=UNSET, world=NO_SKY, clock={"rtc": "none"})
    answers: list[Status | str] = []
    for at, hours in ((10, 3), (20, 0)):
        order = SetTime(instant(DAY) + (at + hours * 3600) * S, "technician")
        rig.at(at, lambda order=order: answers.append(rig.unit.obey(order)))
    rig.run(until=30)
    assert answers[1] == "taken: from technician, ±2 s; -10800 s against technician"
    assert abs(wrong_s(rig, 30)) < 0.1


@pytest.mark.parametrize("source", ["gps", "rtc"])
def test_what_contradicts_a_receiver_or_a_chip_is_typed_twice(tmp_path: Path, source: str) -> None:
    """By who is right: the receiver lied and fell silent, or the chip jumped. A slip of the keyboard stays out."""
    had_sky(tmp_path)
    lies = {"rtc_off_s": 365 * 86_400} if source == "rtc" else {}
    rig = Rig(starts=LATER, memory=tmp_path, world=NO_SKY | lies, clock={} if lies else {"rtc": "none"}, plan=STILL)
    if not lies:
        lie(rig, 2, 8, 365 * 86_400)
    rig.pulse("left", at=15)
    answers: list[Status | str] = []
    for at, anyway in ((20, False), (21, True)):
        order = SetTime(rig.season.world.utc_ns(rig.ns(at)), "technician", anyway)
        rig.at(at, lambda order=order: answers.append(rig.unit.obey(order)))
    rig.run(until=60)
    assert f"not taken: {source} knows it to" in str(answers[0])
    assert "type it again with `anyway` behind" in str(answers[0])
    assert f"taken: from technician, ±2 s; -31536000 s against {source}" in str(answers[1]).replace(
        "-31535999", "-31536000"
    )
    assert abs(wrong_s(rig, 60)) < 1
    anchor = said(rig, "anchor")[-1]
    assert (anchor["source"], anchor["overruled_source"]) == ("technician", source)
    [still] = rig.captions("still")
    assert still.time_source == "technician", "what was overruled dates no picture"
    assert abs(still.utc_ns - rig.season.world.utc_ns(still.mono_ns)) < 3 * S


def test_a_receiver_that_lies_for_a_minute_changes_no_picture() -> None:
    rig = Rig(plan=STILL, gps={"every_h": 0})
    for second in range(200, 260):
        told_ns = rig.season.world.utc_ns(rig.ns(second)) + 7 * 86_400 * S
        rig.post(second + 0.4, FixTaken(Fix(rig.ns(second), told_ns, True, 43.1, 131.5, 120, 1, 9, 3)))
    rig.pulse("left", at=255)
    rig.run(until=300)
    [still] = rig.captions("still")
    assert abs(still.utc_ns - rig.season.world.utc_ns(still.mono_ns)) < S
    refusals = rig.reports("time-refused")
    assert refusals
    assert {told["why"] for told in refusals} == {"it contradicts the time held"}
    assert refusals[0]["off_s"] == pytest.approx(7 * 86_400, abs=1)


def test_a_rolled_over_receiver_sets_the_time_the_calendar_and_the_system_s_clock() -> None:
    rig = Rig(
        starts="2026-01-15T12:00:00+10:00",
        system_clock=UNSET,
        world=NO_SKY,
        clock={"rtc": "none"},
        watch={"windows": ["11:00..13:00"], "timelapse_min": 60},
        plan=STILL,
    )
    believed: list[Anchor] = []
    rig.unit.set_clock = believed.append
    for second in range(10, 20):
        told_ns = rig.season.world.utc_ns(rig.ns(second)) - 1024 * 7 * 86_400 * S
        rig.post(second, FixTaken(Fix(rig.ns(second), told_ns, second > 12, 43.1, 131.5, 120, 1, 9, 3)))
    rig.run(until=2 * 3600)
    assert abs(wrong_s(rig, 3600)) < 1
    assert said(rig, "anchor")[0]["weeks_added"] == 1024
    assert all(abs(told.utc_ns - rig.season.world.utc_ns(told.mono_ns)) < S for told in believed)
    assert len(believed) == 7
    assert [round(told["at"]) for told in rig.reports("disarmed")] == [3600], "13:00, by the right calendar"
    taken = [caption.utc_ns for caption in rig.captions("still") if caption.trigger == "time-lapse"]
    assert abs(taken[-1] - rig.season.world.utc_ns(rig.ns(3600))) < 60 * S, "an hour after the step, not after 2013"


def test_chrony_hears_nothing_that_is_not_believed() -> None:
    rig = Rig(world=NO_SKY, clock={"rtc": "none"})
    believed: list[Anchor] = []
    rig.unit.set_clock = believed.append
    for second, year_s, trusted in ((10, 0, False), (11, -13 * 365 * 86_400, True), (12, 40 * 365 * 86_400, True)):
        told_ns = rig.season.world.utc_ns(rig.ns(second)) + year_s * S
        rig.post(second, FixTaken(Fix(rig.ns(second), told_ns, trusted, 43.1, 131.5, 120, 1, 9, 3)))
    rig.run(until=30)
    assert believed == []
    assert len(rig.reports("time-refused")) == 2


def test_the_crystal_is_measured_and_a_day_asleep_costs_less(tmp_path: Path) -> None:
    rig = Rig(world={"drift_ppm": 30}, memory=tmp_path)
    rig.run(until=2.9 * 86_400)
    rate = rig.unit.trap.timeline.rate
    assert rate.ppm == pytest.approx(30, abs=rate.error_ppm)
    assert rate.error_ppm < UNMEASURED.error_ppm
    assert abs(wrong_s(rig, 2.9 * 86_400)) < 0.5, "predicted, not only doubted: 30 ppm a day are 2.6 s"
    assert said(rig, "anchor")[-1]["drift_ppm"] == pytest.approx(30, abs=1)
    again = Rig(starts=LATER, memory=tmp_path)
    assert again.unit.trap.timeline.rate.ppm == rate.ppm


def test_provisional_times_go_on_over_cuts_in_the_order_of_the_pictures(tmp_path: Path) -> None:
    """No receiver, no chip, and a system clock that begins at the same moment at each start."""
    told: list[int] = []
    last_utc_ns = 0
    for _ in range(4):
        rig = Rig(system_clock=DAY, memory=tmp_path, plan=STILL, world=NO_SKY, clock={"rtc": "none"})
        rig.card.last_utc_ns = last_utc_ns
        rig.pulse("left", at=10)
        rig.pulse("left", at=100)
        rig.run(until=120)
        stills = rig.captions("still")
        assert {still.time_source for still in stills} == {"none"}
        told += [still.utc_ns for still in stills]
        last_utc_ns = told[-1]
    assert told == sorted(told)
    assert len(set(told)) == 8


def knew(memory: Path, source: str = "gps") -> None:
    """A start that knew the time on 25 January; then the power is cut."""
    rig = Rig(starts=LATER, memory=memory, clock={"rtc": "none"}, world={} if source == "gps" else NO_SKY)
    if source == "technician":
        rig.at(10, rig.unit.obey, SetTime(instant(LATER) + 10 * S, "technician"))
    rig.run(until=60)


def lie(rig: Rig, from_s: int, seconds: int, off_s: int) -> None:
    """A receiver that is sure of a wrong time."""
    for second in range(from_s, from_s + seconds):
        told_ns = rig.season.world.utc_ns(rig.ns(second)) + off_s * S
        rig.post(second, FixTaken(Fix(rig.ns(second), told_ns, True, 43.1, 131.5, 120, 1, 9, 3)))


def test_a_receiver_of_days_before_the_last_known_time_dates_no_picture(tmp_path: Path) -> None:
    knew(tmp_path)
    rig = Rig(starts="2026-01-26T11:00:00+10:00", memory=tmp_path, plan=STILL, world=NO_SKY, clock={"rtc": "none"})
    lie(rig, 5, 2000, -9 * 86_400)
    rig.pulse("left", at=1900)
    rig.run(until=2010)
    [still] = rig.captions("still")
    assert still.time_source == "none"
    assert said(rig, "anchor") == []
    [refusal] = rig.reports("time-refused")
    assert refusal["why"] == "it was 2026-01-25 01:00 UTC already, told by gps"
    assert refusal["off_s"] == pytest.approx(-8 * 86_400, abs=70)


def test_a_receiver_that_lied_at_first_and_learnt_better_has_its_pictures_dated_anew() -> None:
    """Nobody knew better at first: until the receiver stayed by its second word, its first one was believed."""
    rig = Rig(plan=STILL, world={"gps_first_fix_s": 100}, clock={"rtc": "none"}, gps={"every_h": 0})
    lie(rig, 5, 20, 365 * 86_400)
    rig.pulse("left", at=50)
    rig.run(until=1000)
    [still] = rig.captions("still")
    assert still.time_source == "gps"
    assert abs(still.utc_ns - rig.season.world.utc_ns(still.mono_ns)) < S


def test_a_receiver_s_first_lie_is_corrected_also_after_a_restart_of_the_process(tmp_path: Path) -> None:
    first = Rig(boot_id="one", booted=100, memory=tmp_path, world=NO_SKY, clock={"rtc": "none"})
    lie(first, 5, 20, 365 * 86_400)
    first.run(until=60)
    again = Rig(
        boot_id="one",
        booted=3700,
        starts="2026-01-15T12:00:00+10:00",
        memory=tmp_path,
        clock={"rtc": "none"},
        gps={"every_h": 0},
    )
    again.run(until=1200)
    assert abs(wrong_s(again, 1200)) < 1


def test_a_chip_that_jumped_ahead_is_not_held_against_the_receiver_of_the_next_start(tmp_path: Path) -> None:
    year = {"rtc_off_s": 365 * 86_400}
    had_sky(tmp_path)
    Rig(starts=LATER, memory=tmp_path, world=NO_SKY | year).run(until=60)
    rig = Rig(starts="2026-01-26T11:00:00+10:00", memory=tmp_path, world=year, gps={"every_h": 0})
    rig.run(until=20)
    assert rig.unit.trap.timeline.moment(rig.ns(20)).source == "rtc"
    rig.run(until=1200)
    assert abs(wrong_s(rig, 1200)) < 1


def test_a_clock_chip_of_days_before_the_last_known_time_is_not_gone_by(tmp_path: Path) -> None:
    had_sky(tmp_path)
    knew(tmp_path, "technician")
    rig = Rig(starts="2026-01-16T11:00:00+10:00", memory=tmp_path, world=NO_SKY)
    rig.run(until=20)
    assert rig.unit.trap.timeline.held is None
    assert rig.reports("rtc")[0]["why"] == "it was 2026-01-25 01:00 UTC already, told by technician"


def test_a_technician_who_knows_better_types_it_again_and_that_is_written_down(tmp_path: Path) -> None:
    knew(tmp_path)
    rig = Rig(memory=tmp_path, world=NO_SKY, clock={"rtc": "none"})
    answers: list[Status | str] = []

    def say(**anyway: bool) -> None:
        now_ns = rig.season.world.utc_ns(rig.loop.clock.now_ns())
        answers.append(rig.unit.obey(SetTime(now_ns, "technician", **anyway)))

    rig.at(10, say)
    rig.at(20, lambda: say(anyway=True))
    rig.run(until=30)
    assert answers[0] == (
        "not taken: it was 2026-01-25 01:00 UTC already, told by gps; "
        "if the unit is wrong, type it again with `anyway` behind"
    )
    assert answers[1] == "taken: from technician, ±2 s"
    [anchor] = said(rig, "anchor")
    assert anchor["overruled_source"] == "gps"
    assert anchor["overruled_utc_ns"] == pytest.approx(instant(LATER), abs=120 * S)
    again = Rig(starts="2026-01-16T11:00:00+10:00", memory=tmp_path, clock={"rtc": "none"})
    again.run(until=20)
    assert again.unit.trap.timeline.moment(again.ns(20)).source == "gps", "the next start goes by what was typed"
