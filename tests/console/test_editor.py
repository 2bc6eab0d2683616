"""Keys into lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.console.editor import CANCEL, LONGEST, OFFERED, REMEMBERED, Editor
from trapd.console.row import COLUMNS, repaint

UP, DOWN, RIGHT, LEFT, HOME, END, DELETE = (
    b"\x1b[A",
    b"\x1b[B",
    b"\x1b[C",
    b"\x1b[D",
    b"\x1b[H",
    b"\x1bOF",
    b"\x1b[3~",
)


class Screen:
    """A terminal that knows what every terminal knows: characters, backspace, return, line feed."""

    def __init__(self) -> None:
        self.rows = [""]
        self.column = 0

    def write(self, text: str) -> None:
        for character in text:
            if character == "\b":
                assert self.column > 0, "a backspace at the left edge"
                self.column -= 1
            elif character == "\r":
                self.column = 0
            elif character == "\n":
                self.rows.append("")
            else:
                assert self.column < COLUMNS - 1, "the last column, where terminals differ"
                row = self.rows[-1].ljust(self.column)
                self.rows[-1] = row[: self.column] + character + row[self.column + 1 :]
                self.column += 1


class Typist:
    def __init__(self, *words: str) -> None:
        self.echoed = ""
        self.screen = Screen()
        self.words = words
        self.editor = Editor(self._show, self._complete)

    def _show(self, text: str) -> None:
        self.echoed += text
        self.screen.write(text)

    def _complete(self, line: str) -> Sequence[str]:
        return [word for word in self.words if word.startswith(line.rpartition(" ")[2])]

    def types(self, data: bytes) -> list[str]:
        return list(self.editor.feed(data))


@pytest.mark.parametrize("enter", [b"\r", b"\n", b"\r\n"])
def test_enter_is_whatever_the_terminal_sends_for_it(enter: bytes) -> None:
    assert Typist().types(b"status" + enter + b"help" + enter) == ["status", "help"]


def test_what_is_typed_is_echoed_key_by_key() -> None:
    typist = Typist()
    assert typist.types(b"he") == []
    assert typist.echoed == "he"
    assert typist.types(b"lp\r") == ["help"]
    assert typist.echoed == "help\r\n"


def test_backspace_takes_back_one_letter_of_any_alphabet() -> None:
    typist = Typist()
    assert typist.types("stat\x7f\x7fопуск\b\x7f\r".encode()) == ["stопу"]
    assert typist.types(b"\x7f\x7f\r") == [""]


def test_ctrl_u_starts_the_line_anew() -> None:
    typist = Typist()
    assert typist.types(b"disarm\x15status") == []
    assert typist.screen.rows == ["status"]
    assert typist.types(b"\r") == ["status"]


def test_ctrl_c_is_told_and_the_line_is_none() -> None:
    typist = Typist()
    assert typist.types(b"disarm\x03status\r") == [CANCEL, "status"]
    assert typist.screen.rows == ["disarm^C", "status", ""]


def test_the_cursor_goes_where_the_mistake_is() -> None:
    typist = Typist()
    assert typist.types(b"tatuss" + HOME + b"s" + END + b"\x7f" + LEFT * 2 + RIGHT + b"\r") == ["status"]
    assert typist.types(b"arXm" + LEFT * 2 + DELETE + b"\r") == ["arm"]
    assert [row.rstrip() for row in typist.screen.rows] == ["status", "arm", ""]


def test_the_history_is_gone_through_up_and_down() -> None:
    typist = Typist()
    typist.types(b"one\rtwo\rtwo\r")
    assert typist.types(UP + b"\r") == ["two"]
    assert typist.types(UP + UP + b"\r") == ["one"]
    assert typist.types(b"dra" + UP + DOWN + b"ft\r") == ["draft"]
    assert typist.types(UP * 100 + b"\r") == ["one"]
    assert typist.types(DOWN * 3 + b"\r") == [""]


def test_what_was_forgotten_does_not_come_back() -> None:
    typist = Typist()
    typist.types(b"config set unit.station KP-07\rhalf a li")
    typist.editor.forget()
    assert typist.types(UP + b"\r") == [""]


def test_a_secret_is_shown_as_stars_and_not_remembered() -> None:
    typist = Typist()
    typist.editor.ask("PIN: ", secret=True)
    assert typist.types(b"1234\t\r") == ["1234"]
    typist.editor.ask("> ")
    assert typist.types(UP + b"\r") == [""]
    assert typist.screen.rows[0] == "PIN: ****"
    assert "1234" not in typist.echoed


def test_control_characters_and_unknown_sequences_leave_no_trace() -> None:
    assert Typist().types(b"st\x00at\x1bOQus\x1b[1;5Q\x07\x1bx\x1b[200~\r") == ["status"]


def test_enter_and_ctrl_c_work_within_a_broken_sequence() -> None:
    assert Typist().types(b"a\x1b[12\rb\x1b\x03\x1bO\r") == ["a", CANCEL, ""]


def test_tab_fills_in_the_only_word() -> None:
    typist = Typist("status", "self-test", "shot")
    assert typist.types(b"sta\t\r") == ["status "]


def test_tab_fills_in_what_all_have_in_common_and_then_shows_them() -> None:
    typist = Typist("plan.day.stills", "plan.day.clip")
    typist.editor.ask("> ")
    typist.types(b"config get pl\t")
    assert typist.screen.rows == ["> config get plan.day."]
    typist.types(b"\t")
    assert typist.screen.rows == [
        "> config get plan.day.",
        "plan.day.clip    plan.day.stills",
        "> config get plan.day.",
    ]
    assert typist.types(b"s\t\r") == ["config get plan.day.stills "]


def test_tab_goes_no_further_than_the_next_dot() -> None:
    assert Typist("plan.").types(b"pl\t\r") == ["plan."]


def test_tab_shows_a_bounded_number_of_words() -> None:
    typist = Typist(*(f"file{number:04}" for number in range(5_000)))
    typist.types(b"\t\t")
    assert sum(len(row.split()) for row in typist.screen.rows[1:-1]) == OFFERED


def test_a_letter_split_between_two_reads_is_one_letter() -> None:
    typist = Typist()
    first, second = "ж".encode()[:1], "ж".encode()[1:]
    assert typist.types(first) == []
    assert typist.types(second + b"\r") == ["ж"]


def test_a_line_too_long_is_dropped_with_one_answer_and_the_next_one_counts() -> None:
    typist = Typist()
    assert typist.types(b"x" * 10_000) == []
    assert typist.types(b"\rstatus\r") == ["status"]
    assert typist.echoed.count("dropped") == 1


def test_the_longest_line_passes_whole_though_one_row_shows_a_part_of_it() -> None:
    typist = Typist()
    typist.editor.ask("DESK-1> ")
    typist.types(b"x" * (LONGEST - 1) + b"y")
    assert typist.screen.rows[-1].startswith("DESK-1> xxx")
    assert typist.screen.rows[-1].rstrip().endswith("y")
    typist.types(HOME)
    assert typist.screen.rows[-1].endswith("x")
    assert typist.types(b"\r") == ["x" * (LONGEST - 1) + "y"]


def test_a_line_that_comes_in_between_leaves_what_was_typed() -> None:
    typist = Typist()
    typist.editor.ask("> ")
    typist.types(b"stat")
    typist.editor.hide()
    typist.screen.write("motion left\r\n")
    typist.editor.show()
    assert [row.rstrip() for row in typist.screen.rows] == ["motion left", "> stat"]
    assert typist.types(b"us\r") == ["status"]


KEYS = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=12).map(str.encode),
    st.sampled_from(
        [UP, DOWN, RIGHT, LEFT, HOME, END, DELETE, b"\r", b"\n", b"\x03", b"\x15", b"\t", b"\x7f", b"\x1b"]
    ),
)


@settings(deadline=None)
@given(st.lists(KEYS, max_size=60), st.sampled_from(["", "> ", "UNIT-17> "]))
def test_keys_of_any_kind_give_short_printable_lines_and_a_row_in_order(chunks: list[bytes], prompt: str) -> None:
    typist = Typist("status", "self-test", "plan.day.")
    typist.editor.ask(prompt)
    for chunk in chunks:
        for line in typist.types(chunk):
            assert line == CANCEL or line.isprintable()
            assert len(line.encode()) <= LONGEST


@settings(deadline=None)
@given(st.text().filter(lambda text: text.isprintable() and len(text.encode()) <= LONGEST))
def test_printable_text_arrives_as_it_was_typed(text: str) -> None:
    assert Typist().types(text.encode() + b"\r") == [text]


ROW = st.text(st.sampled_from("abж*> "), max_size=20)


@given(ROW, ROW, st.data())
def test_one_row_becomes_another(old: str, new: str, data: st.DataObject) -> None:
    old_at, at = (data.draw(st.integers(0, len(row))) for row in (old, new))
    screen = Screen()
    screen.write(old + "\b" * (len(old) - old_at))
    screen.write(repaint(old, old_at, new, at))
    assert screen.rows[0].rstrip() == new.rstrip()
    assert screen.column == at


def test_the_history_is_short() -> None:
    typist = Typist()
    typist.types(b"".join(b"line %d\r" % number for number in range(REMEMBERED * 2)))
    assert typist.types(UP * (REMEMBERED * 2) + b"\r") == [f"line {REMEMBERED}"]
