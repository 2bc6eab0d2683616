"""The catalog: `catalog.jsonl` in the card's root, one JSON object a line. For its readers: `docs/card.md`.

    [json.loads(line) for line in open("catalog.jsonl")]

The first line is the header, `{"kind": "header", "schema_version": 1, …}`. A line of kind `media` announces one
picture: `name` (path below the root), `sha256`, `size`, and every known fact of its caption. Readers skip kinds they
do not know. Lines are only ever added, each synced before its picture counts. A power cut can leave the last line
torn: it announced nothing, readers skip it, and the next record is written over it, padded with spaces to its end.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from trapd.card import durable

FILE = "catalog.jsonl"
SCHEMA_VERSION = 1
LONGEST_LINE = 65_536
"""Bytes. Ours are below 2,000; the limit keeps the reader's memory flat in front of a file that is no catalog."""


def media(name: str, sha256: str, size: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The record that announces a picture. `size` in bytes; `facts` as in `Caption.facts()`."""
    return {"kind": "media", "name": name, "sha256": sha256, "size": size, **facts}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Every readable record in order, header included, one at a time. Raises OSError."""
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            if not line.endswith(b"\n"):
                continue
            try:
                record = msgspec.json.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
            if isinstance(record, dict):
                yield record


class Catalog:
    """The catalog of one card, open for appending by this process alone.

    Every method raises OSError. After one, close it and open it anew: opening mends what a failed append left behind.
    """

    def __init__(self, root: Path) -> None:
        self.path = root / FILE
        self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        with ExitStack() as undo:
            undo.callback(self.close)
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._size = os.fstat(self._fd).st_size
            self._end = self._end_of_last_line()
            if self._end == 0:
                self.append({"kind": "header", "schema_version": SCHEMA_VERSION, "format": "trapd catalog"})
            durable.sync_folder(root)
            undo.pop_all()

    def append(self, record: Mapping[str, Any]) -> None:
        """One record, durable when this returns: announced."""
        line = msgspec.json.encode(record)
        line = line.ljust(self._size - self._end - 1) + b"\n"
        durable.put(self._fd, line, self._end)
        self._end += len(line)
        self._size = max(self._size, self._end)

    def close(self) -> None:
        os.close(self._fd)

    def _end_of_last_line(self) -> int:
        """Where the next record goes: behind the last newline, over whatever a power cut left there."""
        upto = self._size
        while upto:
            start = max(0, upto - LONGEST_LINE)
            newline = os.pread(self._fd, upto - start, start).rfind(b"\n")
            if newline >= 0:
                return start + newline + 1
            upto = start
        return 0
