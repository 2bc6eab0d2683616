"""Keys into lines, for someone who sits at a bare serial line: echo, backspace, a limit, nothing unprintable."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

LONGEST = 256
"""Bytes of UTF-8 in one line; the longest command is a tenth of that."""
NEW_LINE = "\r\n"
_ERASE = "\b \b"
_BACKSPACE = "\b\x7f"
_START_ANEW = "\x03\x15"
"""Ctrl-C and Ctrl-U."""
_ESCAPE = "\x1b"


class LineEditor:
    """Fed with whatever bytes come, gives whole lines. Holds at most one line, however much is poured in."""

    def __init__(self, echo: Callable[[str], None]) -> None:
        self._echo = echo
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._line = ""
        self._too_long = False
        self._before = ""
        self._in_escape = ""

    def feed(self, data: bytes) -> Iterator[str]:
        """Every line that these bytes complete. Control characters and cursor keys are dropped."""
        for key in self._decoder.decode(data):
            before, self._before = self._before, key
            if self._in_escape or key == _ESCAPE:
                self._in_escape = _escape(self._in_escape, key)
            elif key == "\n" and before == "\r":
                continue
            elif key in "\r\n":
                yield from self._enter()
            elif key in _BACKSPACE:
                self._rub_out(1)
            elif key in _START_ANEW:
                self._rub_out(len(self._line))
                self._too_long = False
            elif key.isprintable():
                self._type(key)

    def _type(self, key: str) -> None:
        if self._too_long or len((self._line + key).encode()) > LONGEST:
            self._too_long = True
            return
        self._line += key
        self._echo(key)

    def _rub_out(self, count: int) -> None:
        count = min(count, len(self._line))
        self._line = self._line[: len(self._line) - count]
        self._echo(_ERASE * count)

    def _enter(self) -> Iterator[str]:
        line, self._line = self._line, ""
        self._echo(NEW_LINE)
        if self._too_long:
            self._too_long = False
            self._echo(f"a line has at most {LONGEST} bytes: this one was dropped{NEW_LINE}")
        else:
            yield line


def _escape(so_far: str, key: str) -> str:
    """The escape sequence that a cursor key sends, as far as it came; empty once it is whole (ECMA-48, 5.4)."""
    if so_far == _ESCAPE and key in "[O":
        return so_far + key
    if len(so_far) > 1 and not "@" <= key <= "~":
        return so_far
    return _ESCAPE if key == _ESCAPE else ""
