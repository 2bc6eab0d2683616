"""A card that takes pictures: folders, files and the catalog together."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from trapd.card import alive, catalog, durable, names, tail
from trapd.card.catalog import Catalog
from trapd.core.caption import Caption

MB = 1_000_000


class Volume:
    """Opening makes the root (not its parent) and mends the catalog's end: quick, whatever the card holds. Every
    method raises OSError; after one the card counts as lost: close it, and open it anew when it may be well again.
    The card's own thread and that of its chores may both call."""

    def __init__(self, root: Path, reserve_mb: int) -> None:
        """With less than `reserve_mb` free the card is full."""
        self.root = root
        self._reserve_mb = reserve_mb
        self._folders: set[str] = set()
        self._begun: set[str] | None = set()
        self.closed = False
        if not root.is_dir():
            durable.make_folder(root)
        self._catalog = Catalog(root)
        with ExitStack() as undo:
            undo.callback(self.close)
            if not os.access(root, os.W_OK | os.X_OK, effective_ids=True):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(root))
            self.last_sequence = tail.last_sequence(self._catalog.path)
            mark = alive.read(root)
            self.last_utc_ns = max(tail.last_utc_ns(self._catalog.path), mark["utc_ns"] if mark else 0)
            """The latest time that was told on it, provisional or not: it is later than that now."""
            undo.pop_all()

    def free_mb(self) -> int:
        """Free space in millions of bytes, for an ordinary user."""
        free = os.statvfs(self.root)
        return free.f_bavail * free.f_frsize // MB

    def size_mb(self) -> int:
        """Of all of it, full or free."""
        whole = os.statvfs(self.root)
        return whole.f_blocks * whole.f_frsize // MB

    def check(self) -> None:
        """EBADF once it is closed: for a chore, before each of its steps."""
        if self.closed:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF), str(self.root))

    def check_room(self, size: int = 0) -> None:
        """ENOSPC if `size` bytes would leave less than is needed to end a running clip and to write the catalog."""
        if self.free_mb() - size / MB < self._reserve_mb:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.root))

    def create(self, caption: Caption) -> tuple[BinaryIO, Path]:
        """A new, empty file under its final name, to be sealed by the caller."""
        path = self._place(caption)
        return durable.create(path), path

    def write(self, caption: Caption, data: bytes) -> None:
        """A whole file, durable, not yet announced."""
        durable.write(self._place(caption), data, caption.utc_ns)

    def whole(self, caption: Caption) -> AbstractContextManager[BinaryIO]:
        """The same for a file that is written piece by piece in a `with` block."""
        return durable.whole(self._place(caption), caption.utc_ns)

    def announce(self, caption: Caption, sha256: str, size: int) -> str:
        """From here on it is a picture. Returns its name."""
        name = names.name(caption)
        self.note(catalog.media(name, sha256, size, caption.facts()))
        self.last_sequence = max(self.last_sequence, caption.sequence)
        return name

    def note(self, record: Mapping[str, Any]) -> None:
        """Any line of the catalog, or the sign of life that stands beside it; durable when this returns."""
        if record["kind"] == alive.KIND:
            alive.sign(self._catalog, record)
        else:
            self._catalog.append(record)

    def took(self, name: str) -> bool:
        """Whether this file was begun since the card was opened: no leftover, whatever the catalog says."""
        return self._begun is None or name in self._begun

    def swept(self) -> None:
        """Nobody asks any more what was begun when."""
        self._begun = None

    def close(self) -> None:
        self.closed = True
        self._catalog.close()

    def _place(self, caption: Caption) -> Path:
        self.check_room()
        folder = names.folder(caption)
        if folder not in self._folders:
            durable.make_folders(self.root, folder)
            self._folders.add(folder)
        name = names.name(caption)
        if (begun := self._begun) is not None:
            begun.add(name)
        return self.root / name
