"""What a command says: lines for people, or one JSON object a line for programs and nothing else on stdout."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from typing import Any

import msgspec

from trapd.console.language import Language
from trapd.console.replies import Told
from trapd.console.words import Words


class Out:
    """In the words of the unit's own line."""

    def __init__(self, json: bool, language: Language) -> None:
        self.json = json
        self.language = language
        self._words = Words(language, 0)

    def station(self, utc_offset_min: int) -> None:
        """From now on times are those of the unit's station."""
        self._words = Words(self.language, utc_offset_min)

    def told(self, told: Told, **more: Any) -> None:
        """What the unit said; `more` stands beside it for programs."""
        if self.json:
            self.facts(**msgspec.to_builtins(told), **more)
        else:
            self.lines(self._words.lines(told))

    def facts(self, **facts: Any) -> None:
        """For programs alone."""
        if self.json:
            sys.stdout.buffer.write(msgspec.json.encode(facts) + b"\n")  # UTF-8, whatever the system's own is
            sys.stdout.buffer.flush()

    def line(self, text: str) -> None:
        """For people alone, and in their language already."""
        if not self.json:
            print(printable(text), flush=True)

    def lines(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.line(text)

    def aside(self, sentence: str) -> None:
        """Beside the answer, on stderr: how far it is, what goes wrong. In English, as errors are."""
        print("trapctl:", printable(self.language.told(sentence)), file=sys.stderr, flush=True)


def forgive_letters() -> None:
    """A terminal of Windows may know neither `±` nor Cyrillic: rather a question mark than an end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def printable(text: str) -> str:
    """What a unit says shall not order the laptop's terminal about."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
