"""The proof that a package tells no exact place: every file in it is searched, and every name (docs/privacy.md)."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from pathlib import Path

from trapd.export.blur.search import Search
from trapd.export.package import UNFINISHED
from trapd.media import jpeg

TEXTS = {".csv", ".json", ".r"}
"""What an export writes of these holds no binary numbers."""
PIECE, OVERLAP = 1 << 20, 256
"""Bytes that are searched for numbers at a time, and those that are searched with the next piece again."""
HEADER, LARGE_HEADER = 8, 16
"""Bytes of an MP4's box before what it holds: size and name; a size of 1 says that one of eight bytes follows."""
MEDIA_DATA = b"mdat"
TABLES = {b"stts", b"ctts", b"stsc", b"stsz", b"stco", b"co64", b"stss", b"trun", b"tfra"}
"""How long, how large and where frames are (ISO/IEC 14496-12:2015, 8.6 to 8.8): noise, as numbers go."""
AROUND = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mfra"}
"""Boxes of boxes, in which those lie."""


def told(root: Path, search: Search, advance: Callable[[int], object]) -> Iterator[str]:
    """A line for each file that tells an exact place. `advance` hears of each so many bytes. Raises OSError."""
    for path in files(root):
        name, size = path.relative_to(root).as_posix(), path.stat().st_size
        found = search.text(name.encode()) or (_in(path, search) if size else None)
        if found is not None:
            yield f"{name} tells where a unit hung: {found}"
        advance(size)


def open_table(root: Path, search: Search) -> str | None:
    """The name of a table of an earlier export into this folder that tells an exact place. Raises OSError."""
    tables = (path for path in sorted(root.glob("*.csv")) if path.stat().st_size)
    return next((path.name for path in tables if _in(path, search) is not None), None)


def files(root: Path) -> list[Path]:
    """All of the package, whoever put them there."""
    return sorted(path for path in root.rglob("*") if path.is_file() and UNFINISHED not in path.parts)


def _in(path: Path, search: Search) -> str | None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if (found := search.text(data)) is not None:
            return found
        pieces = (
            data[at : min(at + PIECE + OVERLAP, end)]
            for begin, end in _said(path.suffix.lower(), data)
            for at in range(begin, end, PIECE)
        )
        return next((found for piece in pieces if (found := search.number(piece)) is not None), None)


def _said(suffix: str, data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """From where to where the file may hold numbers that mean something: all but texts and compressed pictures."""
    if suffix == ".jpg":
        yield 0, jpeg.head(data)
        yield max(0, data.rfind(jpeg.EOI)), len(data)
    elif suffix == ".mp4":
        at = 0
        for begin, end in _frames(data, 0, len(data)):
            yield at, begin
            at = end
        yield at, len(data)
    elif suffix not in TEXTS:
        yield 0, len(data)


def _frames(data: mmap.mmap, at: int, last: int) -> Iterator[tuple[int, int]]:
    """Boxes that hold frames, and tables of them. What is no box any more is one to the end of what it lies in."""
    while at < last:
        size, name, body = int.from_bytes(data[at : at + 4]), data[at + 4 : at + HEADER], at + HEADER
        if size == 1:
            size, body = int.from_bytes(data[body : at + LARGE_HEADER]), at + LARGE_HEADER
        end = at + size if HEADER <= size <= last - at else last
        if name == MEDIA_DATA or name in TABLES:
            yield at, end
        elif name in AROUND:
            yield from _frames(data, body, end)
        at = end
