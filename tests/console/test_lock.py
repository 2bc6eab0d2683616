"""Who may ask at the line, and who may change that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from heard import Heard, ask
from hypothesis import given, settings
from hypothesis import strategies as st
from rig import Rig

from trapd.console.books import Books
from trapd.console.desk import Desk, Session
from trapd.console.lock import PinLock
from trapd.console.replies import BriefTold, Failed, Greeting, Said, StatusTold
from trapd.console.requests import AskStatus, Brief, Hello, LockAgain, SetPin, Unlock
from trapd.core.events import SwitchTurned
from trapd.core.units import S
from trapd.runtime import pin
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.runtime.worker import InlineWorker

LOCKED = 77


class Unit(Rig):
    """A unit with a line, and a technician at it."""

    def __init__(self, folder: Path, worker: Any = None, has_switch: bool = True, **more: Any) -> None:
        super().__init__(memory=folder, gps={"backend": "none"}, **more)
        parts = folder, self.loop, worker or InlineWorker(), self.unit.handle, self.unit.tell
        self.lock = PinLock(*parts, has_switch)
        self.unit.wipe_secrets = self.lock.wipe
        books = Books(self.unit.obey, self.lock, "0.1.0")
        self.desk = Desk(self.lock, books.operations(), self.lock.operations())
        self.session = Session("aaaa0001")
        self.run(until=1)

    def says(self, request: Any) -> Any:
        return ask(self.desk, request, self.session).end

    def tries(self, said: str, at: float) -> Any:
        self.run(until=at)
        return self.says(Unlock(pin=said))

    def recorded(self) -> list[dict[str, Any]]:
        return [dict(note) for note in self.card.notes if note["kind"] == "pin"]


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    unit = Unit(tmp_path)
    assert isinstance(unit.says(SetPin(pin="492817")), Said)
    unit.session = Session("aaaa0002")
    return unit


def test_none_by_default(tmp_path: Path) -> None:
    unit = Unit(tmp_path)
    assert isinstance(unit.says(AskStatus()), StatusTold)
    assert isinstance(unit.says(Unlock(pin="0000")), Said)
    assert unit.recorded() == []


def test_whoever_sets_it_goes_on_and_everybody_after_is_asked(tmp_path: Path) -> None:
    unit = Unit(tmp_path)
    unit.says(SetPin(pin="492817"))
    assert isinstance(unit.says(AskStatus()), StatusTold)

    unit.session = Session("aaaa0002")

    assert unit.says(AskStatus()).code == LOCKED
    hello, brief = unit.says(Hello()), unit.says(Brief())
    assert isinstance(hello, Greeting)
    assert hello.locked
    assert isinstance(brief, BriefTold)


def test_the_pin_opens_this_session_alone(unit: Unit) -> None:
    assert unit.says(Unlock(pin="492817")) == Said(text="unlocked")
    assert isinstance(unit.says(AskStatus()), StatusTold)

    unit.session = Session("aaaa0003")

    assert unit.says(AskStatus()).code == LOCKED


def test_locked_again_the_session_is_like_a_new_one(unit: Unit) -> None:
    unit.says(Unlock(pin="492817"))
    assert unit.says(LockAgain()) == Said(text="locked: the PIN is asked for again")
    assert unit.says(AskStatus()).code == LOCKED
    assert unit.says(LockAgain()) == Said(text="locked: the PIN is asked for again")
    assert unit.says(Unlock(pin="492817")) == Said(text="unlocked")


def test_where_there_is_no_pin_to_lock_leads_to_nothing(tmp_path: Path) -> None:
    unit = Unit(tmp_path)
    assert unit.says(LockAgain()) == Said(text="this unit has no PIN: nothing is locked")
    assert isinstance(unit.says(AskStatus()), StatusTold)


def test_without_it_nobody_changes_it(unit: Unit) -> None:
    for mine in ("", "0000"):
        assert unit.says(SetPin(pin=mine)).code == LOCKED
    assert unit.says(Unlock(pin="492817")) == Said(text="unlocked")


def test_changed_and_removed(unit: Unit) -> None:
    unit.says(Unlock(pin="492817"))
    unit.says(SetPin(pin="тайга1"))
    unit.session = Session("aaaa0003")
    assert unit.says(Unlock(pin="492817")).code == LOCKED
    unit.says(Unlock(pin="тайга1"))
    unit.says(SetPin(pin=""))
    unit.session = Session("aaaa0004")
    assert isinstance(unit.says(AskStatus()), StatusTold)
    assert [line["what"] for line in unit.recorded()] == ["set", "changed", "wrong", "right", "removed"]


def test_a_bad_pin_is_refused_and_the_old_one_stays(unit: Unit) -> None:
    unit.says(Unlock(pin="492817"))
    assert unit.says(SetPin(pin="12")).code == 64
    unit.session = Session("aaaa0003")
    assert isinstance(unit.says(Unlock(pin="492817")), Said)


def test_five_wrong_ones_lock_for_a_minute_and_each_further_one_for_twice_as_long(unit: Unit) -> None:
    for at in range(10, 15):
        failed = unit.tries("0000", at=at)
    assert failed == Failed(why="wrong PIN: the next try is in 60 s", code=LOCKED)
    assert unit.tries("492817", at=34) == Failed(why="5 wrong PINs: the next try is in 40 s", code=LOCKED)
    assert unit.tries("0000", at=75).why == "wrong PIN: the next try is in 120 s"
    assert unit.tries("492817", at=194).code == LOCKED
    assert unit.tries("492817", at=196) == Said(text="unlocked")
    unit.session = Session("aaaa0003")
    assert unit.says(Unlock(pin="0000")).why == "wrong PIN: 4 more before a lock", "the right one counts anew"


def test_what_was_refused_unjudged_is_not_counted(unit: Unit) -> None:
    for at in range(10, 15):
        unit.tries("0000", at=at)
    for at in range(20, 70):
        unit.tries("0000", at=at)
    assert unit.tries("492817", at=76) == Said(text="unlocked")


def test_the_lock_outlives_a_restart_and_runs_anew_from_there(unit: Unit, tmp_path: Path) -> None:
    for at in range(10, 15):
        unit.tries("0000", at=at)
    unit.run(until=70)

    again = Unit(tmp_path)

    assert again.says(Unlock(pin="492817")).why == "5 wrong PINs: the next try is in 59 s"
    assert again.tries("492817", at=61) == Said(text="unlocked")


def test_every_wrong_try_is_recorded_and_told_without_the_pin(unit: Unit) -> None:
    for at in range(10, 15):
        unit.tries("88442211", at=at)
    unit.tries("492817", at=100)

    what = [(line["what"], line.get("wrong"), line.get("locked_s")) for line in unit.recorded()]
    assert what == [
        ("set", None, None),
        *(("wrong", n, 60 if n == 5 else 0) for n in range(1, 6)),
        ("right", None, None),
    ]
    line = unit.recorded()[1]
    assert line["session"] == "aaaa0002"
    assert {"unit", "boot", "boot_id", "mono_ns", "utc_ns", "time_source"} <= line.keys()
    assert [told["what"] for told in unit.reports("pin")] == [line["what"] for line in unit.recorded()]
    everything = repr(unit.recorded()) + repr(unit.everything())
    assert "88442211" not in everything
    assert "492817" not in everything


class SlowWorker:
    """Works when it is told to, as a thread does."""

    def __init__(self) -> None:
        self._work: list[Any] = []

    def submit(self, fn: Any, done: Any) -> None:
        self._work.append((fn, done))

    def go_on(self) -> None:
        work, self._work = self._work, []
        for fn, done in work:
            done(fn())

    def close(self) -> None:
        """Nothing is held."""


def test_a_program_that_sends_a_hundred_tries_at_once_has_one(tmp_path: Path) -> None:
    pin.choose(tmp_path / pin.FILE, "492817")
    worker = SlowWorker()
    unit = Unit(tmp_path, worker)

    heard = [ask(unit.desk, Unlock(pin=f"{number:04}"), unit.session) for number in range(100)]
    assert heard[0].end is None, "the loop goes on meanwhile"
    worker.go_on()

    assert [one.end.why for one in heard].count("wrong PIN: 4 more before a lock") == 1
    assert unit.tries("492817", at=2) is None
    worker.go_on()
    assert unit.session.unlocked


def test_a_session_that_ended_while_its_pin_was_judged_opens_nothing_for_the_next(tmp_path: Path) -> None:
    pin.choose(tmp_path / pin.FILE, "492817")
    worker = SlowWorker()
    unit = Unit(tmp_path, worker)
    unit.says(Unlock(pin="492817"))
    unit.session = Session("bbbb0002")

    worker.go_on()

    assert unit.says(AskStatus()).code == LOCKED


def test_locked_while_a_pin_is_judged_it_stays_locked(tmp_path: Path) -> None:
    pin.choose(tmp_path / pin.FILE, "492817")
    worker = SlowWorker()
    unit = Unit(tmp_path, worker)
    heard = ask(unit.desk, Unlock(pin="492817"), unit.session)
    unit.session.lock()  # as by the greeting of another program

    worker.go_on()

    assert heard.end == Said(text="locked: the PIN is asked for again")
    assert unit.says(AskStatus()).code == LOCKED


def test_a_try_that_cannot_be_counted_is_not_judged(unit: Unit, tmp_path: Path, monkeypatch: Any) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pin.slots, "write", full)
    failed = unit.says(Unlock(pin="492817"))
    assert failed.code == LOCKED
    assert "No space left" in failed.why
    assert not unit.session.unlocked


def test_a_file_that_cannot_be_read_lets_nobody_in_and_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / pin.FILE).write_bytes(b"garbage")
    unit = Unit(tmp_path)
    assert unit.says(AskStatus()).code == LOCKED
    assert "arm switch" in unit.says(Unlock(pin="492817")).why
    assert unit.reports("fault", part="PIN")


def test_who_sets_one_that_nothing_resets_is_told_so(tmp_path: Path) -> None:
    unit = Unit(tmp_path, has_switch=False)
    assert "write it down" in unit.says(SetPin(pin="492817")).text
    assert "write it down" not in unit.says(SetPin(pin="")).text


def test_a_unit_that_keeps_nothing_has_no_pin(tmp_path: Path) -> None:
    rig = Rig()
    lock = PinLock(None, rig.loop, InlineWorker(), rig.unit.handle, rig.unit.tell)
    heard = Heard()
    Desk(lock, lock.operations()).ask(Session("aaaa0001"), SetPin(pin="492817"), heard)
    assert heard.end.code == 69
    assert not lock.is_set


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(["try", "wait", "restart"]), st.floats(0, 400)), max_size=40))
def test_whatever_a_guesser_does_a_lock_is_waited_for(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, float]]
) -> None:
    folder = tmp_path_factory.mktemp("state")
    pin.choose(folder / pin.FILE, "492817", n=2)
    loop = Loop(VirtualClock(utc_ns=0))

    def started() -> PinLock:
        return PinLock(folder, loop, InlineWorker(), lambda event: None, lambda report: None)

    lock, judged, free_ns = started(), 0, 0
    for deed, seconds in deeds:
        if deed == "wait":
            loop.after(round(seconds * S), loop.stop)
            loop.run()
        elif deed == "restart":
            lock = started()
            free_ns = loop.clock.now_ns() + pin.Kept(salt=b"", hash=b"", wrong=judged).locked_ns
        else:
            why = ask(Desk(lock, lock.operations()), Unlock(pin="0000")).end.why
            assert why.startswith("wrong PIN") == (loop.clock.now_ns() >= free_ns)
            if why.startswith("wrong PIN"):
                judged += 1
                free_ns = loop.clock.now_ns() + pin.Kept(salt=b"", hash=b"", wrong=judged).locked_ns


def gesture(unit: Unit) -> None:
    for number, on in enumerate([False, True, False, True, False, True, False]):
        unit.post(2 + number, SwitchTurned(on))
    unit.run(until=20)


def test_forgotten_the_arm_switch_opens_it_at_power_on(unit: Unit, tmp_path: Path) -> None:
    again = Unit(tmp_path, boot_id="another boot")
    assert again.says(AskStatus()).code == LOCKED

    gesture(again)

    assert isinstance(again.says(AskStatus()), StatusTold)
    assert [line["what"] for line in again.recorded()] == ["reset"]
    assert again.reports("pin", what="reset")
    assert pin.read(tmp_path / pin.FILE) is None
    assert Unit(tmp_path).lock.is_set is False


def test_not_at_a_restart_of_the_program(tmp_path: Path) -> None:
    unit = Unit(tmp_path, boot_id="this boot")
    unit.says(SetPin(pin="492817"))
    unit.stop()
    again = Unit(tmp_path, boot_id="this boot")
    gesture(again)
    assert again.says(AskStatus()).code == LOCKED


def test_the_gesture_mends_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / pin.FILE).write_bytes(b"garbage")
    unit = Unit(tmp_path, boot_id="another boot")
    gesture(unit)
    assert isinstance(unit.says(AskStatus()), StatusTold)
    assert pin.read(tmp_path / pin.FILE) is None
