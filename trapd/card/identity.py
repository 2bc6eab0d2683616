"""What a card and a disk are known by, wherever they are plugged in."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from pathlib import Path

from trapd.card import catalog, durable
from trapd.core.errors import TrapdError

CARD = re.compile(r"[0-9a-f]{16}")
"""A card's own id."""
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_DISK = re.compile(r"[0-9a-f]{8}")


def identify(card: Path) -> str:
    """The card's own id; of one begun with schema 1, which has none, the unit whose pictures are on it.

    Raises OSError, and TrapdError for a folder that is no card.
    """
    if not (card / catalog.FILE).is_file():
        raise TrapdError(f"{card} is no card: it has no {catalog.FILE}; name the folder that holds one")
    for record in catalog.read(card / catalog.FILE):
        id, unit, version = (record.get(key) for key in ("card", "unit", "schema_version"))
        if isinstance(version, int) and version > catalog.SCHEMA_VERSION:
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
        if isinstance(id, str) and CARD.fullmatch(id):
            return id
        if isinstance(unit, str) and _UNIT.fullmatch(unit):
            return unit
    raise TrapdError(f"{card} announces no picture yet: nothing to copy")


def disk_id(folder: Path) -> str:
    """Eight hex digits that a card remembers a disk by, drawn when it is first used. Raises OSError."""
    path = folder / "disk"
    with suppress(FileNotFoundError, UnicodeDecodeError):
        id = path.read_text().strip()
        if _DISK.fullmatch(id):
            return id
    id = os.urandom(4).hex()
    with suppress(FileNotFoundError):
        durable.remove(path)
    with durable.create(path) as file:
        file.write(f"{id}\n".encode())
        durable.sync(file)
    durable.sync_folder(folder)
    return id
