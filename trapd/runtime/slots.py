"""A small file that a power cut leaves readable at any moment, on any file system.

It has two places for its content, written in turn and synced: the one that is being written may break, the other one
stands. Nothing is renamed: on vfat a renamed file lost its content at every crash point tried, the old one with the
new (`scripts/torture cuts`). Each place is a line of JSON, filled up with spaces:

    {"turn": 7, "crc32": 3735928559, "content": …}
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from zlib import crc32

import msgspec

PLACE = 8_192
"""Bytes: twice what memory cards write at once, and more than the content needs."""
ONCE = 4_096
"""What a place was in the beginning; such a file is read, and its newest line stays until there is a newer one."""


class _Line(msgspec.Struct):
    turn: int
    """Counts the writes: the higher one is the newer."""
    crc32: int
    content: msgspec.Raw


def read(path: Path) -> bytes:
    """The newest content, JSON; of a file without places, all that it holds. Raises OSError."""
    data = path.read_bytes()
    newest = _newest(data)
    return data[:PLACE].rstrip(b"\0 \n") if newest is None else bytes(newest[1].content)


def write(path: Path, content: bytes) -> None:
    """New content, JSON, durable when this returns; a new file is for its owner alone, since it may tell where the
    unit hangs. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        newest = _newest(os.pread(fd, 2 * PLACE, 0))
        before, turn = (0, 1) if newest is None else (newest[0], newest[1].turn + 1)
        line = msgspec.json.encode(_Line(turn, _check(turn, content), msgspec.Raw(content)))
        if len(line) >= PLACE:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        os.pwrite(fd, line.ljust(PLACE - 1) + b"\n", 0 if before == PLACE else PLACE)
        os.fsync(fd)
    finally:
        os.close(fd)
    if newest is None:
        for folder in (path.parent, path.parent.parent):
            _sync_folder(folder)


def _newest(data: bytes) -> tuple[int, _Line] | None:
    """Where it begins, and what it is."""
    lines = [(at, line) for at in (0, ONCE, PLACE) if (line := _line(data[at : at + PLACE])) is not None]
    return max(lines, key=lambda one: one[1].turn, default=None)


def _line(place: bytes) -> _Line | None:
    try:
        line = msgspec.json.decode(place.partition(b"\n")[0], type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return line if line.crc32 == _check(line.turn, bytes(line.content)) else None


def _check(turn: int, content: bytes) -> int:
    return crc32(content, crc32(b"%d" % turn))


def _sync_folder(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
