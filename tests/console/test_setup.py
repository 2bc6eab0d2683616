"""`setup`: one question at a time, and no harm in leaving it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rig import Rig, profile
from runs import write_profile
from typist import Typist

from trapd.console.books import Books
from trapd.console.desk import Session
from trapd.console.lock import PinLock
from trapd.console.settings import SettingsDesk
from trapd.runtime.settings import in_force
from trapd.runtime.worker import InlineWorker

PIN = "4711-snow"


class Unit:
    """One with its settings and its PIN in a folder, and a technician at its line."""

    def __init__(self, folder: Path, lang: str = "en", **changes: object) -> None:
        path = write_profile(folder / "unit.toml", profile(state={"path": str(folder)}, **changes))
        rig = Rig(**changes)
        rig.run(until=5)
        self.restarts: list[str] = []
        worker = InlineWorker()
        self.settings = SettingsDesk(in_force(path), rig.unit, rig.loop, worker, self.restarts.append)
        lock = PinLock(folder, rig.loop, worker, rig.unit.handle, rig.unit.tell)
        books = Books(rig.unit.obey, lock, "0.1.0", pending=self.settings.pending)
        parts = books, lock, self.settings
        self.at = Typist(*(part.operations() for part in parts), lock=lock, lang=lang, loop=rig.loop)

    def says(self, *lines: str) -> str:
        """All that is answered, in one row."""
        return " ".join(" ".join(self.at.keys(line + "\r")[1:]) for line in lines)

    def value(self, name: str) -> str:
        return self.at.says(f"config get {name}")[0].split(" = ")[1].split("   ")[0]


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    return Unit(tmp_path)


TIME = "2026-07-01T22:00:00+10:00"
ANSWERS = ["setup", "UNIT-17", "KP-08", "right", "43.1034, 131.5503", "+10:00", "5", "2 clip", "18:00..06:00", TIME]


def test_from_the_first_question_to_the_commit(unit: Unit) -> None:
    told = unit.says(*ANSWERS, PIN, PIN)
    for words in (
        "Name of this unit [DESK-1]:",
        "Station where it hangs [KP-07]:",
        "Side of a facing pair: left, right, or none [left]:",
        "Position: `gps`, or as 43.1034 131.5503",
        "unit.name: DESK-1 -> UNIT-17",
        "unit.side: left -> right",
        "plan.day.clip: true -> false",
        "the PIN is asked for from now on",
        "Commit this? yes or no [no]:",
    ):
        assert words in told
    assert "unit.name = UNIT-17" in unit.says("yes")
    assert unit.restarts


def test_a_watch_goes_by_the_zone_that_was_answered_a_moment_ago(unit: Unit) -> None:
    told = unit.says("setup", *[""] * 4, "+03:00", *[""] * 3, "2026-07-01 15:00")
    assert "the station's time, 2026-07-01 15:00+03:00: taken" in told


def test_enter_keeps_everything_and_then_there_is_nothing_to_commit(unit: Unit) -> None:
    told = unit.says("setup", *[""] * 10)
    assert "nothing is noted: all settings are in force" in told
    assert told.endswith("DESK-1>")
    assert unit.settings.pending() == 0


@pytest.mark.parametrize("leaves", ["quit", "\x03"])
def test_it_can_be_left_at_every_question_and_goes_on_there(tmp_path: Path, leaves: str) -> None:
    for asked in range(1, len(ANSWERS)):
        folder = tmp_path / str(asked)
        folder.mkdir()
        unit = Unit(folder)
        unit.says(*ANSWERS[:asked])
        assert "nothing is in force yet" in unit.says(leaves)
        assert unit.says("status").count("DESK-1 at KP-07") == 1
        assert ("Going on where you left" in unit.says("setup")) == (asked > 1)
        assert "Commit this?" in unit.says(*ANSWERS[asked:], PIN, PIN)


def test_a_pulled_cable_leaves_it_where_it_was(unit: Unit) -> None:
    unit.says(*ANSWERS[:4])
    unit.at.shell.leave()
    unit.at.shell.begin(unit.at.session)
    assert "Position: `gps`" in unit.says("setup")
    assert unit.says("quit", "config diff").count("->") == 3


def test_answers_that_are_pasted_all_at_once_are_taken_one_after_the_other(unit: Unit) -> None:
    told = unit.says("\r".join([*ANSWERS[:3], "", "", "", "7"]))
    assert "Pictures of a motion by night" in told
    unit.says("quit")
    assert unit.says("config diff").startswith(
        "unit.name: DESK-1 -> UNIT-17 unit.station: KP-07 -> KP-08 plan.day.stills: 3 -> 7"
    )


def test_no_at_the_end_leaves_it_all_noted(unit: Unit) -> None:
    unit.says(*ANSWERS, "")
    assert "nothing is in force yet" in unit.says("no")
    assert unit.restarts == []
    assert "Commit this?" in unit.says("setup")


def test_a_question_mark_explains_and_back_goes_back(unit: Unit) -> None:
    assert "must be the only one in the survey" in unit.says("setup", "?")
    assert "Name of this unit [UNIT-17]:" in unit.says("UNIT-17", "back")


@pytest.mark.parametrize(
    ("before", "wrong", "told"),
    [
        ([""] * 2, "above", 'unit.side is "above"; it must be'),
        ([""] * 3, "here", "`here` is no position"),
        ([""] * 3, "95 131", "unit.lat is 95"),
        ([""] * 4, "Vladivostok", "is no zone: write it as `+10:00`"),
        ([""] * 5, "many", "`many` is not understood: a number"),
        ([""] * 8, "noon", "`noon` is no time"),
    ],
)
def test_a_wrong_answer_is_told_and_asked_again(unit: Unit, before: list[str], wrong: str, told: str) -> None:
    unit.says("setup", *before)
    assert told in unit.says(wrong)
    assert unit.at.read()[-1].endswith(":")


def test_what_is_found_wrong_at_the_end_is_asked_again(unit: Unit) -> None:
    told = unit.says("setup", *[""] * 7, "night", "", "")
    assert "cannot be committed: " in told
    assert told.endswith("sunset-30min..sunrise+30min [night]:")


def test_the_receiver_may_be_left_to_know_the_place(unit: Unit) -> None:
    unit.says("setup", "", "", "", "43.1 131.5", "back")
    assert "[gps]" in unit.says("gps", "back")


def test_two_different_pins_are_none(unit: Unit) -> None:
    unit.says("setup", *[""] * 9)
    assert "these are two different ones" in unit.says(PIN, "something else")


def test_a_pin_is_never_shown(unit: Unit) -> None:
    unit.says(*ANSWERS)
    assert PIN not in "".join(unit.at.keys(f"{PIN}\r{PIN}\r"))
    assert PIN not in "".join(unit.at.keys("\x03" + "\x1b[A" * 3))


def test_without_the_pin_there_is_no_setup_and_a_status_of_what_anyone_may_know(unit: Unit) -> None:
    unit.says("pin", PIN, PIN)
    unit.at.shell.begin(Session("5e55104b"))
    assert unit.says("setup") == "this unit has a PIN: type `unlock` and the PIN first DESK-1>"
    told = unit.says("status")
    assert "unit         DESK-1, trapd 0.1.0 state        armed battery" in told
    assert "type `unlock`" in told
    assert "43.1" not in told
    assert "KP-07" not in told
    assert "unlocked" in unit.says("unlock", PIN)
    assert "KP-07" in unit.says("status")
