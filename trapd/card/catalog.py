"""The catalog: `catalog.jsonl` in the card's root, one JSON object a line. For its readers: `docs/card.md`.

    [json.loads(line) for line in open("catalog.jsonl")]

The first line is the header, `{"kind": "header", "schema_version": 2, …}`. A line of kind `media` announces one
picture: `name` (path below the root), `sha256`, `size`, and every known fact of its caption; later lines may give it
another name or take it away (`ledger.py`). Readers skip kinds they do not know. Lines are only ever added, each
synced before it counts. A power cut can leave the last line torn: it said nothing, readers skip it, and the next
record is written over it (`last_line.py`), padded with spaces to its end.
"""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from trapd.card import durable, last_line, line

FILE = "catalog.jsonl"
SCHEMA_VERSION = 2
"""1 knew headers and media alone, and no checks."""
HEADER = {"kind": "header", "schema_version": SCHEMA_VERSION, "format": "trapd catalog"}
LONGEST_LINE = 65_536
"""Bytes. Ours are below 2,000; the limit keeps the reader's memory flat in front of a file that is no catalog."""

SPARE = 400
"""Bytes that each line leaves free in the file's last block, for a `deleted` line that shall make room on a card that
has none: it stands here before the file goes. Such a line is 250 long, some more where names are."""


def media(name: str, sha256: str, size: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The record that announces a picture. `size` in bytes; `facts` as in `Caption.facts()`."""
    return {"kind": "media", "name": name, "sha256": sha256, "size": size, **facts}


def scan(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Every ended line: its offset, and its record or None where it is damaged. Raises OSError."""
    unchecked, at = True, 0
    with path.open("rb") as file:
        while piece := file.readline(LONGEST_LINE):
            if piece.endswith(b"\n"):
                unchecked &= line.unchecked(piece)
                yield at, line.decode(piece, unchecked)
                unchecked &= line.MARK not in piece
            at += len(piece)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Every intact record in order, header included, one at a time. Raises OSError."""
    return (record for _, record in scan(path) if record is not None)


def record_at(path: Path, offset: int) -> dict[str, Any] | None:
    """The record of the line at this offset, as `scan` told it. Raises OSError."""
    with path.open("rb") as file:
        file.seek(offset)
        return line.decode(file.readline(LONGEST_LINE), unchecked=True)


def header(path: Path) -> dict[str, Any]:
    """The first line's record, empty where that is damaged. Raises OSError."""
    return next((record for _, record in scan(path)), None) or {}


def newer(header: Mapping[str, Any]) -> bool:
    """Whether a newer trapd wrote what follows this header: it may mean what this one cannot know."""
    version = header.get("schema_version")
    return header.get("kind") == "header" and isinstance(version, int) and version > SCHEMA_VERSION


class Catalog:
    """The catalog of one card, open for appending by this process alone. Any thread may append.

    Every method raises OSError. After one, close it and open it anew: opening mends what a failed append left behind.
    """

    def __init__(self, root: Path, file: str = FILE, card: str | None = None) -> None:
        """`card`: the id of a new one, for what belongs to a card that has one; None: it is drawn.

        Raises OSError with ENOTSUP for one that a newer trapd wrote.
        """
        self.path = root / file
        self._lock = threading.Lock()
        self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        with ExitStack() as undo:
            undo.callback(self.close)
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._block = os.fstat(self._fd).st_blksize
            self._size = os.fstat(self._fd).st_size
            self._end = last_line.end(self._fd, self._size)
            if self._size - self._end > LONGEST_LINE:  # more than a line can cover, and nothing that a cut leaves
                os.ftruncate(self._fd, self._end)
                self._size = self._end
            self.card: str | None = None
            """The card's own id; None for one that was begun with schema 1."""
            self._head(card or os.urandom(8).hex())
            durable.sync_folder(root)
            undo.pop_all()

    def append(self, record: Mapping[str, Any]) -> None:
        """One record, durable when this returns: announced."""
        with self._lock:
            if self._fd < 0:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF), str(self.path))
            encoded = line.encode(record)
            length = max(len(encoded) + 1, self._size - self._end)
            if record.get("kind") != "deleted" and (left := -(self._end + length) % self._block) < SPARE:
                length += left + 1  # so that it begins another block
            encoded = encoded.ljust(length - 1) + b"\n"
            # Even if it fails it may have made the file longer: the next line has to cover that.
            self._size = max(self._size, self._end + len(encoded))
            durable.put(self._fd, encoded, self._end)
            self._end += len(encoded)

    def close(self) -> None:
        with self._lock:
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1

    def _head(self, card: str) -> None:
        """Write the header of a new catalog, or read that of an old one."""
        if self._end == 0:
            self.card = card
            self.append({**HEADER, "card": self.card})
            return
        first = os.pread(self._fd, LONGEST_LINE, 0).partition(b"\n")[0]
        header = line.decode(first, unchecked=True) or {}
        if newer(header):
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(self.path))
        if header.get("kind") == "header" and header.get("schema_version") == 1:
            # Of the same length: one sector, written in place.
            new = first.replace(b'"schema_version":1', b'"schema_version":%d' % SCHEMA_VERSION)
            durable.put(self._fd, new, 0)
        self.card = header.get("card")
