"""What is typed, and what is answered."""

from __future__ import annotations

import pytest
from heard import NoLock
from hypothesis import given, settings
from hypothesis import strategies as st
from rig import Rig
from typist import Typist

from trapd.console.books import Books
from trapd.console.lock import PinLock
from trapd.console.replies import Said, Seen
from trapd.console.requests import Aim, Format, Shot, WalkTest
from trapd.console.vocabulary import COMMANDS
from trapd.core.units import S
from trapd.runtime.worker import InlineWorker


def unit(**more: object) -> Typist:
    rig = Rig()
    rig.run(until=5)
    return Typist(Books(rig.unit.obey, NoLock(), "0.1.0").operations(), **more)


class TestOneLine:
    """Every line is answered, and the prompt comes back."""

    def test_enter_alone_tells_that_the_unit_lives(self) -> None:
        assert unit().says("") == ["trapd is here: type `help` for the commands"]

    def test_a_line_that_opens_is_greeted_over_whatever_stood_there(self) -> None:
        typist = unit()
        typist.shell.greet()
        assert typist.written == "\rtrapd is here: type `help` for the commands\r\n"

    def test_status_is_one_screen(self) -> None:
        page = unit().says("status")
        assert page[:2] == ["unit         DESK-1 at KP-07, trapd 0.1.0", "state        armed"]
        assert len(page) < 24

    @pytest.mark.parametrize("typed", ["disarm", "DISARM", "  disarm\t", "Disarm "])
    def test_a_command_is_known_however_it_is_typed(self, typed: str) -> None:
        typist = unit()
        assert typist.says(typed)[0].startswith("disarmed: ")
        assert typist.prompt == "DESK-1>"
        assert typist.says("arm") == ["armed"]

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("stauts", "status"), ("disam", "disarm"), ("walk test", "walk-test"), ("ыефегы", "status"), ("rmr", "arm")],
    )
    def test_a_misspelt_command_names_the_one_that_was_meant(self, typed: str, meant: str) -> None:
        assert f"there is no command `{typed}`: did you mean `{meant}`?" in " ".join(unit().says(typed))

    def test_a_terminal_that_sends_no_utf_8_is_told_so(self) -> None:
        typist = unit()
        assert "UTF-8" in typist.keys("статус\r".encode("koi8-r"))[1]

    def test_a_word_too_many_is_told_with_the_help_that_helps(self) -> None:
        assert unit().says("status now") == ["`now` is too much here", "`help status` tells how it is typed"]

    def test_what_this_unit_has_not_is_told(self) -> None:
        assert unit().says("files") == ["this unit cannot do that: it has no such part"]

    def test_the_prompt_stands_below_an_answer_with_what_was_typed_meanwhile(self) -> None:
        typist = unit()
        assert typist.keys("arm\rstat")[-1] == "DESK-1> stat"


class TestHelp:
    """A list on one screen, and each command with an example."""

    def test_it_lists_every_command_on_one_screen(self) -> None:
        page = unit().says("help")
        assert [row.split()[0] for row in page] == [name for name, command in COMMANDS.items() if command.forms]
        assert len(page) < 24

    @pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if command.forms])
    def test_every_command_is_shown_as_it_is_typed(self, name: str) -> None:
        page = unit().says(f"help {name}")
        assert any(row.startswith(f"  {name}") for row in page)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_form_is_understood(self, name: str) -> None:
        for form, _ in COMMANDS[name].forms:
            typed = form.replace("YYYY-MM-DDThh:mm:ss", "2026-11-23T09:30:00")
            typed = typed.replace("YYYY-MM-DD hh:mm", "2026-11-23 09:30")
            assert "tells how it is typed" not in "".join(unit().keys(typed + "\r"))

    def test_more_words_are_no_hindrance(self) -> None:
        assert unit().says("help config set") == unit().says("help config")

    def test_a_question_mark_asks_for_help(self) -> None:
        assert unit().says("?") == unit().says("help")
        assert unit().says("? aim") == unit().says("help aim")

    def test_what_is_no_command_has_no_help(self) -> None:
        assert "did you mean `config`" in unit().says("help confg")[0]


class Locked:
    """A PIN is asked for."""

    is_set = True


class TestLocked:
    """Only the refusal is said, and nothing is asked in vain."""

    @pytest.mark.parametrize("typed", ["format", "walk-test", "self-test", "pin", "time 2026-11-23 09:30"])
    def test_nothing_is_said_before_the_refusal(self, typed: str) -> None:
        [*told] = unit(lock=Locked()).says(typed)
        assert told == ["this unit has a PIN: type `unlock` and the PIN first"]

    @pytest.mark.parametrize("typed", ["lock", "exit", "quit"])
    def test_who_goes_leaves_nothing_to_the_next(self, typed: str) -> None:
        rig = Rig()
        lock = PinLock(None, rig.loop, InlineWorker(), rig.unit.handle, rig.unit.tell)
        typist = Typist(lock.operations(), lock=lock)
        typist.session.unlocked = True
        typist.says("config set unit.lat 43.1")

        told = typist.says(typed)

        assert told[-1] == "this unit has no PIN: nothing is locked"
        assert not typist.session.unlocked
        assert ("Pulling the cable is enough" in told[0]) == (typed != "lock")
        assert "43.1" not in " ".join(typist.keys("\x1b[A\x1b[A"))


class TestTheStationsTime:
    """As a watch shows it; what is copied from somewhere names its zone."""

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [("2026-11-23 09:30", "2026-11-23 09:30"), ("2026-11-23 09:30:45 anyway", "2026-11-23 09:30:45")],
    )
    def test_it_is_told_with_its_zone_before_it_is_taken(self, typed: str, shown: str) -> None:
        told = unit().says(f"time {typed}")
        assert told[0] == f"the station's time, {shown}+10:00:"
        assert "taken" in told[1]

    @pytest.mark.parametrize("typed", ["2026-11-23T09:30", "09:30", "2026-11-23 25:30", "2026-11-23"])
    def test_anything_else_is_not_guessed(self, typed: str) -> None:
        assert "is no time" in (told := " ".join(unit().says(f"time {typed}"))) or "names no zone" in told


class Waiting:
    """Operations that end when they are told to."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.reply = None
        self.ended = 0

    def operations(self):
        return dict.fromkeys((WalkTest, Shot, Format, Aim), self._begin)

    def _begin(self, session, request, reply) -> None:
        self.asked.append(request)
        self.reply = reply
        if isinstance(request, WalkTest):
            reply.on_cancel(self._end)

    def _end(self) -> None:
        self.ended += 1
        self.reply.done(Said(text="that was it"))


class TestWhatTakesTime:
    """Shown as it comes, ended by hand."""

    def test_a_walk_test_is_shown_as_it_fires_and_ends_with_enter(self) -> None:
        walk = Waiting()
        typist = Typist(walk.operations())
        typist.keys("walk-test 60\r")
        assert walk.asked == [WalkTest(seconds=60)]
        typist.written = ""
        utc_ns = 1_768_475_073 * S
        walk.reply.part(Seen(sensor="left", high=True, latency_ms=0.42, count=1, utc_ns=utc_ns))
        walk.reply.part(Seen(sensor="left", high=False, latency_ms=0.4, count=1, utc_ns=utc_ns + S))
        assert typist.read()[:2] == [
            "21:04:33  left         MOTION no. 1, heard after 0.4 ms",
            "21:04:34  left         quiet",
        ]
        assert typist.keys("\r")[1:] == ["that was it", "DESK-1>"]

    def test_ctrl_c_ends_it_once(self) -> None:
        walk = Waiting()
        typist = Typist(walk.operations())
        typist.keys("walk-test\r")
        assert typist.keys("\x03")[-2:] == ["that was it", "DESK-1>"]
        assert typist.keys("\x03")[-1] == "DESK-1>"
        assert walk.ended == 1

    def test_what_cannot_be_ended_is_left_and_its_answer_reaches_nobody(self) -> None:
        shot = Waiting()
        typist = Typist(shot.operations())
        typist.keys("shot\r")
        assert typist.keys("\x03")[-1] == "DESK-1>"
        typist.written = ""
        shot.reply.done(Said(text="late"))
        assert typist.written == ""

    def test_lines_that_were_typed_meanwhile_follow(self) -> None:
        shot = Waiting()
        typist = Typist(shot.operations())
        typist.keys("shot\rfetch\rlang\r")
        typist.written = ""
        shot.reply.done(Said(text="done"))
        assert typist.read()[0] == "done"
        assert any(row.startswith("  trapctl fetch") for row in typist.read())
        assert typist.read()[-1] == "DESK-1>"

    def test_a_flood_meanwhile_is_bounded(self) -> None:
        shot = Waiting()
        typist = Typist(shot.operations())
        typist.keys("shot\r" * 5_000)
        typist.keys("\x03")
        assert len(shot.asked) == 1

    def test_whoever_comes_next_finds_nothing_of_the_one_before(self) -> None:
        walk = Waiting()
        typist = Typist(walk.operations())
        typist.keys("shot\x15walk-test\r")
        typist.shell.leave()
        assert walk.ended == 1
        typist.shell.begin(typist.session)
        assert typist.keys("\x1b[A\r")[-2:] == ["trapd is here: type `help` for the commands", "DESK-1>"]

    @pytest.mark.parametrize("typed", ["unlock 2684", "UNLOCK 2684", "pin 2684"])
    def test_a_pin_in_the_line_is_not_remembered_even_if_it_was_typed_meanwhile(self, typed: str) -> None:
        shot = Waiting()
        typist = Typist(shot.operations())
        typist.keys(f"shot\r{typed}\rlang\r")
        shot.reply.done(Said(text="done"))
        typist.read()
        assert typist.keys("\x1b[A\x1b[A")[-1] == "shot", "before `lang`"


class TestFormat:
    """Nothing is erased by a slip."""

    def test_the_units_name_is_asked_for(self) -> None:
        card = Waiting()
        typist = Typist(card.operations())
        _, warning, prompt = typist.keys("format\r")
        assert "ALL pictures on the card of DESK-1" in warning
        assert prompt == "the unit's name, or Enter to leave:"
        typist.keys("DESK-1\r")
        assert card.asked == [Format(erase="DESK-1", anyway=False)]

    @pytest.mark.parametrize("left", ["\r", "\x03"])
    def test_it_can_be_left(self, left: str) -> None:
        card = Waiting()
        typist = Typist(card.operations())
        typist.keys("format anyway\r")
        typist.keys(left)
        assert card.asked == []
        assert typist.says("") == ["trapd is here: type `help` for the commands"]


class TestTab:
    """What may stand there."""

    def test_commands_and_their_words(self) -> None:
        assert unit().keys("walk\t")[-1] == "walk-test"
        assert unit().keys("sta\t")[-1] == "status"
        assert unit().keys("config d\t")[-1] == "config diff"
        assert unit().keys("help of\t")[-1] == "help offload"

    def test_names_of_settings_dot_by_dot(self) -> None:
        typist = unit(settings=lambda: ["plan.day.stills", "plan.day.clip", "unit.name"])
        assert typist.keys("config set pl\t")[-1] == "config set plan."
        assert typist.keys("d\ts\t5")[-1] == "day.stills 5"


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=20), st.sampled_from([b"setup\r", b"help\r", b"pin\r", b"format\r", b"\x03", b"\r"])
        )
    )
)
def test_whatever_is_typed_the_rows_are_narrow_and_the_shell_lives(pieces: list[bytes]) -> None:
    typist = unit()
    for piece in pieces:
        assert all(len(row) < 80 for row in typist.keys(piece))
    typist.keys("\x03")
    assert typist.says("") == ["trapd is here: type `help` for the commands"]
