"""Bytes from a terminal into keys: characters as they are, all others by name."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

_ESCAPE = "\x1b"
_LONGEST_ESCAPE = 16
_CONTROL = {
    "\r": "enter", "\n": "enter", "\t": "tab", "\b": "backspace", "\x7f": "backspace", "\x03": "cancel",
    "\x15": "clear", "\x01": "home", "\x02": "left", "\x05": "end", "\x06": "right", "\x0e": "down", "\x10": "up",
}  # fmt: skip
"""Ctrl with A, B, E, F, N and P too: for a terminal whose cursor keys send something else."""
_CURSOR = {
    "A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end",
    "1~": "home", "7~": "home", "4~": "end", "8~": "end", "3~": "delete",
}  # fmt: skip
"""By the end of the sequence that they send (ECMA-48, and the VT220's editing keys)."""


class Keys:
    """Whatever bytes come, each key is a printable character or a name of more than one letter."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._escape = ""
        self._after_return = False

    def feed(self, data: bytes) -> Iterator[str]:
        """The keys of these bytes. A line's end is one `enter`, whatever the terminal sends for it; other control
        characters and sequences are dropped."""
        for character in self._decoder.decode(data):
            if self._escape and character >= " ":
                yield from self._go_on(self._escape + character)
                continue
            self._escape = _ESCAPE if character == _ESCAPE else ""
            after_return, self._after_return = self._after_return, character == "\r"
            if character in _CONTROL:
                if not (character == "\n" and after_return):
                    yield _CONTROL[character]
            elif character.isprintable():
                yield character

    def _go_on(self, escape: str) -> Iterator[str]:
        """With the escape sequence as far as it came."""
        last = escape[-1]
        if escape in ("\x1b[", "\x1bO") or not "@" <= last <= "~":
            self._escape = escape if len(escape) < _LONGEST_ESCAPE else ""
            return
        self._escape = ""
        key = _CURSOR.get(escape[2:] if last == "~" else last) if len(escape) > 2 else None
        if key is not None:
            yield key
