"""A card that was swept and takes pictures: folders, files and the catalog together."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, BinaryIO

from trapd.card import catalog, durable, names
from trapd.card.catalog import Catalog
from trapd.card.sweep import Inspect, sweep
from trapd.core.caption import Caption

MB = 1_000_000


class Volume:
    """Opening makes the root (not its parent), sweeps, and checks that there is room. Every method raises OSError;
    after one the card counts as lost: close it, and open it anew when it may be well again."""

    def __init__(self, root: Path, reserve_mb: int, inspect: Inspect) -> None:
        """With less than `reserve_mb` free the card is full."""
        self._root = root
        self._reserve_mb = reserve_mb
        self._folders: set[str] = set()
        if not root.is_dir():
            durable.make_folder(root)
        self._catalog = Catalog(root)
        with ExitStack() as undo:
            undo.callback(self.close)
            if not os.access(root, os.W_OK | os.X_OK, effective_ids=True):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(root))
            self.last_sequence = sweep(root, self._catalog, inspect)
            self.check_room()
            undo.pop_all()

    def free_mb(self) -> int:
        """Free space in millions of bytes, for an ordinary user."""
        free = os.statvfs(self._root)
        return free.f_bavail * free.f_frsize // MB

    def check_room(self) -> None:
        """ENOSPC while some room is left: enough to end a running clip and to write the catalog."""
        if self.free_mb() < self._reserve_mb:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._root))

    def create(self, caption: Caption) -> tuple[BinaryIO, Path]:
        """A new, empty file under its final name, to be sealed by the caller."""
        path = self._place(caption)
        return durable.create(path), path

    def write(self, caption: Caption, data: bytes) -> None:
        """A whole file, durable, not yet announced."""
        durable.write(self._place(caption), data, caption.utc_ns)

    def announce(self, caption: Caption, sha256: str, size: int) -> str:
        """From here on it is a picture. Returns its name."""
        name = names.name(caption)
        self._catalog.append(catalog.media(name, sha256, size, caption.facts()))
        self.last_sequence = max(self.last_sequence, caption.sequence)
        return name

    def note(self, record: Mapping[str, Any]) -> None:
        """One more line of the catalog."""
        self._catalog.append(record)

    def close(self) -> None:
        with suppress(OSError):
            self._catalog.close()

    def _place(self, caption: Caption) -> Path:
        self.check_room()
        if caption.station not in self._folders:
            durable.make_folder(self._root / caption.station)
            self._folders.add(caption.station)
        return self._root / names.name(caption)
