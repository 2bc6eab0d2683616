"""One record as one line of JSON that knows whether it is intact.

    {"kind": "media", "name": …, "crc": "1c291ca3"}

`crc` is the CRC-32 of all bytes before `,"crc"`: a flipped bit anywhere in a line is noticed. Lines of schema 1 have
none. Spaces may stand behind it, up to the newline: a bit that flipped there costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

import msgspec

MARK = b',"crc":"'
TAIL = len(MARK) + len('00000000"}')
"""Bytes from the mark to the line's end."""


def encode(record: Mapping[str, Any]) -> bytes:
    """Without the newline."""
    body = msgspec.json.encode(record)[:-1]
    return b'%b%b%08x"}' % (body, MARK, crc32(body))


def unchecked(first: bytes) -> bool:
    """Whether a catalog with this first line may hold lines without a check: one with a card's id was begun with
    checks, one of schema 1 got them from some line on."""
    return b'"card":' not in first


def parts(line: bytes) -> tuple[bytes, bytes]:
    """Up to the check, and what stands behind it, spaces aside: nothing in a line as it was written."""
    mark = line.rfind(MARK)
    end = mark + TAIL if mark >= 0 else len(line)
    return line[:end].rstrip(), line[end:].strip(b" \n")


def decode(line: bytes, unchecked: bool) -> dict[str, Any] | None:
    """The record, or None for a line that is torn, damaged or no record. `unchecked`: one without a check counts."""
    line, behind = parts(line)
    checked = line[-TAIL:].startswith(MARK)
    if checked and line != b'%b%b%08x"}' % (line[:-TAIL], MARK, crc32(line[:-TAIL])):
        return None
    if len(behind) > 1:  # more than a flipped bit: the line was torn while it was written over another
        return None
    if not checked and not unchecked:
        return None
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    record.pop("crc", None)
    return record
