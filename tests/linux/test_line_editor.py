"""Keys into lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.linux.line_editor import LONGEST, LineEditor


class Typist:
    def __init__(self):
        self.screen = ""
        self._editor = LineEditor(self._show)

    def _show(self, text):
        self.screen += text

    def types(self, data):
        return list(self._editor.feed(data))


@pytest.mark.parametrize("enter", [b"\r", b"\n", b"\r\n"])
def test_enter_is_whatever_the_terminal_sends_for_it(enter):
    assert Typist().types(b"status" + enter + b"help" + enter) == ["status", "help"]


def test_what_is_typed_is_echoed_key_by_key():
    typist = Typist()

    assert typist.types(b"he") == []
    assert typist.screen == "he"
    assert typist.types(b"lp\r") == ["help"]
    assert typist.screen == "help\r\n"


def test_backspace_takes_back_one_letter_of_any_alphabet():
    typist = Typist()

    assert typist.types("stat\x7f\x7fопуск\b\x7f\r".encode()) == ["stопу"]
    assert typist.types(b"\x7f\x7f\r") == [""]


@pytest.mark.parametrize("key", [b"\x03", b"\x15"])
def test_ctrl_c_and_ctrl_u_start_the_line_anew(key):
    assert Typist().types(b"disarm" + key + b"status\r") == ["status"]


def test_cursor_keys_and_control_characters_leave_no_trace():
    assert Typist().types(b"st\x1b[Aat\x1bOBus\x1b[1;5C\x00\x07\x1bx\r") == ["status"]


def test_a_letter_split_between_two_reads_is_one_letter():
    typist = Typist()
    first, second = "ж".encode()[:1], "ж".encode()[1:]

    assert typist.types(first) == []
    assert typist.types(second + b"\r") == ["ж"]


def test_a_line_too_long_is_dropped_with_one_answer_and_the_next_one_counts():
    typist = Typist()

    assert typist.types(b"x" * 100_000) == []
    assert len(typist.screen) == LONGEST
    assert typist.types(b"\rstatus\r") == ["status"]
    assert typist.screen.count("dropped") == 1


def test_the_longest_line_passes_whole():
    assert Typist().types(b"x" * LONGEST + b"\r") == ["x" * LONGEST]


@settings(deadline=None)
@given(st.lists(st.binary()))
def test_bytes_of_any_kind_give_short_printable_lines(chunks):
    typist = Typist()

    for chunk in chunks:
        for line in typist.types(chunk):
            assert line.isprintable()
            assert len(line.encode()) <= LONGEST


@settings(deadline=None)
@given(st.text().filter(lambda text: text.isprintable() and len(text.encode()) <= LONGEST))
def test_printable_text_arrives_as_it_was_typed(text):
    assert Typist().types(text.encode() + b"\r") == [text]
