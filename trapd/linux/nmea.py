"""Bytes from a serial line, cut into whole NMEA sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from pynmeagps import NMEAMessageError, NMEAParseError, NMEAReader, NMEATypeError
from pynmeagps.nmeahelpers import calc_checksum

from trapd.core.units import S

LONGEST = 256
"""Bytes of one sentence. The standard says 82; receivers of several constellations go a little beyond 100."""
SENTENCE = re.compile(rb"\$([^$*\r\n]{5,%d})\*([0-9A-Fa-f]{2})" % LONGEST)
READ = ("RMC", "GGA", "GSA", "ZDA")
"""The sentences that an epoch is made of; the fields of all others stay unread."""

Fields = dict[str, Any]
"""By pynmeagps' names and in its types; a field that was left empty, or that is no such thing, is not there."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the right checksum."""

    kind: str
    """RMC, GGA …; of a proprietary sentence, some letters of its name."""
    fields: Fields
    """Of the kinds in `READ`."""
    mono_ns: int
    """When its `$` arrived, or the bytes that it arrived with."""

    @property
    def time_ns(self) -> int | None:
        """The UTC time of day that it carries, nanoseconds since midnight."""
        told: time | None = self.fields.get("time")
        if told is None:
            return None
        return ((told.hour * 60 + told.minute) * 60 + told.second) * S + told.microsecond * 1000


class Sentences:
    """Takes bytes as they come, cut anywhere. What is no sentence is counted in `refused` by its reason."""

    def __init__(self, refused: Counter[str]) -> None:
        self._refused = refused
        self._tail = b""
        """The beginning of a sentence whose end has not come yet."""
        self._tail_ns = 0
        self._in_noise = False

    def feed(self, data: bytes, mono_ns: int) -> Iterator[Sentence]:
        """Every sentence that `data`, arrived at `mono_ns`, completes."""
        text, old = self._tail + data, len(self._tail)
        done = 0
        for found in SENTENCE.finditer(text):
            self._skip(text[done : found.start()])
            done = found.end()
            sentence = self._read(found, self._tail_ns if found.start() < old else mono_ns)
            if sentence is not None:
                yield sentence
        begun = text.rfind(b"$", done)
        if begun < 0 or len(text) - begun > LONGEST or b"\n" in text[begun:]:
            begun = len(text)
        self._skip(text[done:begun])
        if begun >= old:
            self._tail_ns = mono_ns
        self._tail = text[begun:]

    def _read(self, found: re.Match[bytes], mono_ns: int) -> Sentence | None:
        self._in_noise = False
        body, checksum = found[1].decode("latin-1"), found[2].decode().upper()
        if calc_checksum(body) != checksum:
            self._refused["wrong checksum"] += 1
            return None
        kind = body[2:5]
        if kind not in READ:
            return Sentence(kind, {}, mono_ns)
        try:
            message = NMEAReader.parse(found[0])
        except (NMEAMessageError, NMEAParseError, NMEATypeError):
            message = None
        if message is None:  # also what the parser returns for a talker that it does not know
            self._refused[f"{kind} that makes no sense"] += 1
            return None
        return Sentence(kind, {name: value for name, value in vars(message).items() if value != ""}, mono_ns)

    def _skip(self, skipped: bytes) -> None:
        """Count what lies between sentences: every half sentence, and noise once until the next sentence."""
        lead, *halves = skipped.split(b"$")
        if lead.strip() and not self._in_noise:
            self._refused["noise"] += 1
        if halves:
            self._refused["half sentence"] += len(halves)
        self._in_noise = self._in_noise or bool(lead.strip() or halves)
