"""What takes the pictures while there is no card: a small volume on the system disk.

It keeps the newest. When it is full its own oldest go, and its catalog says so; what a card took over goes too
(`carry.py`).
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trapd.card import catalog, durable, ledger
from trapd.card.volume import MB, Volume
from trapd.core.caption import Caption

CARRIED = "carried"
"""The kind of the line that says that all up to `upto` (offset of a line) is on a card now, and the reason of each
picture that left for that."""
FULL = "the reserve was full"


def exists(root: Path) -> bool:
    """Whether there is one, without making it."""
    return (root / catalog.FILE).exists()


class Reserve(Volume):
    """Used by the card's own thread and by that of its chores."""

    def __init__(self, root: Path, spare_mb: int, reserve_mb: int) -> None:
        """It takes `spare_mb`, a running clip aside, and leaves `reserve_mb` of the disk to the system."""
        root.parent.mkdir(parents=True, exist_ok=True)
        self._room = threading.RLock()
        """Guards the next two."""
        self._sizes: dict[str, tuple[int, str]] = {}
        """Name -> bytes and checksum, oldest first."""
        self._used = 0
        self._spare = spare_mb * MB
        _begin_anew(root)
        super().__init__(root, reserve_mb)
        for picture in ledger.fold(root).pictures.values():
            self._count(picture.name, picture.size, picture.sha256)

    def free_mb(self) -> int:
        """Left of its share, or of the disk."""
        return max(0, min((self._spare - self._used) // MB, self._disk_mb()))

    def check_room(self, size: int = 0) -> None:
        """Lets the oldest go until `size` bytes fit in. ENOSPC where the disk is full of other things."""
        with self._room:
            while self._sizes and (self._used + size > self._spare or self._disk_mb() < 0):
                self.let_go(next(iter(self._sizes)), FULL)
        if self._disk_mb() < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.root))

    def write(self, caption: Caption, data: bytes) -> None:
        self.check_room(len(data))
        super().write(caption, data)

    def note(self, record: Mapping[str, Any]) -> None:
        super().note(record)
        if record.get("kind") == "media":
            self._count(record["name"], record["size"], record["sha256"])

    def let_go(self, name: str, why: str) -> None:
        """This picture is here no more, unless it went already."""
        with self._room:
            if name in self._sizes:
                size, sha256 = self._sizes[name]
                self.note({"kind": "deleted", "name": name, "sha256": sha256, "why": why})
                durable.remove(self.root / name)
                del self._sizes[name]
                self._used -= size

    def holds(self, name: str) -> bool:
        return name in self._sizes

    def waiting(self) -> list[tuple[int, dict[str, Any]]]:
        """The lines that no card took over yet, by their offset. Raises OSError."""
        return _waiting(self.root)

    def _disk_mb(self) -> int:
        """Left of the disk beside what is the system's."""
        return super().free_mb() - self._reserve_mb

    def _count(self, name: str, size: int, sha256: str) -> None:
        with self._room:
            self._sizes[name] = size, sha256
            self._used += size


def _waiting(root: Path) -> list[tuple[int, dict[str, Any]]]:
    lines = [(at, record) for at, record in catalog.scan(root / catalog.FILE) if record is not None]
    upto = max((record.get("upto", -1) for _, record in lines if record.get("kind") == CARRIED), default=-1)
    return [(at, record) for at, record in lines if at > upto and record.get("kind") not in ("header", CARRIED)]


def _begin_anew(root: Path) -> None:
    """A catalog whose every line is on a card has nothing more to say, but of a picture that could not be carried."""
    if exists(root) and not _waiting(root) and not ledger.fold(root).pictures:
        durable.remove(root / catalog.FILE)
