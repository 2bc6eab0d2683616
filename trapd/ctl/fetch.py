"""Pictures from the card into a folder: resumed where they broke off, judged by the catalog's checksum.

A file grows as `NAME.part` and gets its name when it is whole. The unit keeps no state of a transfer.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from trapd.console.replies import FilesTold, FileTold
from trapd.console.requests import Files, Read
from trapd.core.errors import TrapdError
from trapd.ctl.asked import Asked
from trapd.ctl.client import Client
from trapd.ctl.errors import LOCKED, LineLost, NoAnswer, Refused

CHUNK = 32_768
"""Bytes of one Read: at 12 Mbit/s about 25 ms, so that status and Ctrl-C need not wait."""
IN_FLIGHT = 4
"""Reads on their way: the line does not fall silent while the laptop writes."""
PAGE = 200
PART = ".part"
LOST_S = 60.0
"""For a cable that is put back in."""
MOST_IN_VAIN = 5
"""Breaks of the line without a byte between them."""
NAME = re.compile(r"([^/]+)/(?:[0-9]+/)?([0-9-]+)_([^_/]+)_[0-9a-f]+-([0-9]+)-[^/]+")
"""Station, time, unit and number of a picture, as docs/card.md has them."""
ALLOWED = re.compile(r'[^\x00-\x1f<>:"|?*\\]+', re.ASCII)
"""Letters of a file's name that every system takes."""


class Listener(Protocol):
    """Is told how far it is."""

    def begins(self, file: FileTold, offset: int) -> None: ...

    def came(self, count: int) -> None: ...

    def waits(self, why: str) -> None:
        """The line is lost; it goes on when it is back."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one file."""

    file: FileTold
    path: Path
    had: int = 0
    """Bytes that were there from an earlier time."""
    why_not: str | None = None


def listed(unit: Client, after: str = "") -> Iterator[FileTold]:
    """Every file that the card's catalog announces, in the order of names."""
    left = 1
    while left:
        whole = unit.whole(Files(after=after, count=PAGE))
        page = [told for told in whole.parts if isinstance(told, FileTold)]
        yield from page
        left = whole.told.left if page and isinstance(whole.told, FilesTold) else 0
        after = page[-1].name if page else after


def place(folder: Path, name: str) -> Path:
    """Where a file of this name goes. Raises TrapdError for a name that leads out of the folder."""
    parts = name.split("/")
    if not all(ALLOWED.fullmatch(part) and part.strip(". ") for part in parts):
        raise TrapdError(f"the unit names a file `{name!a}`: that is no name of a picture, look at its card")
    return folder.joinpath(*parts)


def is_here(folder: Path, file: FileTold) -> bool:
    """A file under its own name was whole and judged when it got it."""
    path = place(folder, file.name)
    return path.is_file() and path.stat().st_size == file.size


def newer(files: Iterable[FileTold], folder: Path) -> list[FileTold]:
    """Those behind the newest that the folder has of their station and unit, the oldest first: a later time or a
    higher number, since a clock may have been wrong, and numbers may begin anew. A clip comes after its stills, with
    an earlier time: of the newest number all are taken."""
    latest: dict[str, tuple[str, int]] = {}
    for path in folder.rglob("*"):
        if path.suffix != PART:
            whose, taken, number = _told_by(path.relative_to(folder).as_posix())
            before = latest.get(whose, ("", 0))
            latest[whose] = max(before[0], taken), max(before[1], number)
    found = []
    for file in files:
        whose, taken, number = _told_by(file.name)
        last = latest.get(whose)
        if last is None or taken > last[0] or number >= last[1]:
            found.append((taken, file))
    return [file for _, file in sorted(found, key=lambda one: one[0])]


def _told_by(name: str) -> tuple[str, str, int]:
    """Whose picture it is, when it was taken, and its number; an unknown name is its own kind."""
    found = NAME.fullmatch(name)
    return (f"{found[1]} {found[3]}", found[2], int(found[4])) if found else (name, "", 0)


def fetch(unit: Client, files: Iterable[FileTold], folder: Path, told: Listener) -> Iterator[Fetched]:
    """Each file that is not here yet. What cannot be had is told and left out; a lost line is waited for.

    Raises LineLost or NoAnswer if the unit stays away, TrapdError if the laptop's disk takes no more.
    """
    for file in files:
        if not is_here(folder, file):
            yield _one(unit, file, folder, told)


def _one(unit: Client, file: FileTold, folder: Path, told: Listener) -> Fetched:
    path = place(folder, file.name)
    part = path.with_name(path.name + PART)
    had = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(2):  # a part of other bytes, from a card made anew say, is thrown away and fetched once more
            with part.open("ab") as out:
                had = _resume(out, part, file)
                told.begins(file, had)
                _to_the_end(unit, file, out, told)
                out.flush()
                os.fsync(out.fileno())
            if _sha256(part) == file.sha256:
                part.replace(path)
                return Fetched(file, path, had)
            part.unlink()
    except Refused as err:
        if err.exit_code == LOCKED:
            raise
        return Fetched(file, path, why_not=str(err))
    except OSError as err:
        raise TrapdError(f"{part}: {err.strerror}: make room, or name another folder; then say it again") from err
    return Fetched(
        file, path, why_not="does not agree with its checksum: damaged on the card, look at it by `trapd verify`"
    )


def _resume(out: BinaryIO, part: Path, file: FileTold) -> int:
    """How many bytes are there already; more than the file has are none of it."""
    had = part.stat().st_size
    if had > file.size:
        out.truncate(0)
        return 0
    return had


def _to_the_end(unit: Client, file: FileTold, out: BinaryIO, told: Listener) -> None:
    """Over as many breaks of the line as it takes, as long as something comes between them."""
    in_vain = 0
    while True:
        try:
            for chunk in _chunks(unit, file, Path(out.name).stat().st_size):
                out.write(chunk)
                out.flush()
                told.came(len(chunk))
                in_vain = 0
            return
        except (LineLost, NoAnswer) as err:
            in_vain += 1
            if in_vain > MOST_IN_VAIN:
                raise
            told.waits(str(err))
            unit.connect_again(LOST_S)


def _chunks(unit: Client, file: FileTold, offset: int) -> Iterator[bytes]:
    """The rest of the file, several Reads ahead."""
    asked: deque[tuple[Asked, int]] = deque()
    try:
        while asked or offset < file.size:
            while len(asked) < IN_FLIGHT and offset < file.size:
                length = min(CHUNK, file.size - offset)
                asked.append((unit.begin(Read(name=file.name, offset=offset, length=length)), length))
                offset += length
            read, length = asked.popleft()
            data = unit.finish(read).data
            if len(data) != length:
                raise NoAnswer(f"{unit.name}: {len(data)} of {length} bytes came of {file.name}")
            yield data
    finally:
        for read, _ in asked:
            unit.cancel(read)


def _sha256(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
