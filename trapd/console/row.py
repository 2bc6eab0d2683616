"""The terminal's row in which a line is typed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

COLUMNS = 80
NEW_LINE = "\r\n"


class Row:
    """Knows what stands there, and never writes into the last column, where terminals differ."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._text, self._at = "", 0

    def show(self, prompt: str, line: str, at: int) -> None:
        """The prompt, and as much of the line around its cursor as there is room for."""
        room = COLUMNS - 1 - len(prompt)
        first = max(0, at - room + 1) if len(line) > room else 0
        self._paint(prompt + line[first : first + room], len(prompt) + at - first)

    def clear(self) -> None:
        self._paint("", 0)

    def end(self, mark: str = "") -> None:
        """The terminal goes on in the next row."""
        self._write(self._text[self._at :] + mark + NEW_LINE)
        self._text, self._at = "", 0

    def _paint(self, text: str, at: int) -> None:
        written = repaint(self._text, self._at, text, at)
        self._text, self._at = text, at
        if written:
            self._write(written)


def repaint(old: str, old_at: int, new: str, at: int) -> str:
    """What turns one row into another, each with its cursor: backspaces and characters, which any terminal knows."""
    if old == new:
        return "\b" * (old_at - at) + new[old_at:at]
    same = shared(old, new)
    there = "\b" * (old_at - same) + new[old_at:same]
    blanks = " " * (len(old) - len(new))
    return there + new[same:] + blanks + "\b" * (len(new) + len(blanks) - at)


def shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
