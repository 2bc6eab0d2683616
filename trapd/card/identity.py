"""What a card and a disk are known by, wherever they are plugged in."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from pathlib import Path

from trapd.card import catalog, durable, ledger, trouble
from trapd.core.errors import TrapdError, WrongUse

CARD = re.compile(r"[0-9a-f]{16}")
"""A card's own id."""
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_DISK = re.compile(r"[0-9a-f]{8}")


def is_card(root: Path) -> None:
    """Raises `WrongUse` if it is none, or that of a newer trapd; OSError if it cannot be read."""
    try:
        header = catalog.header(root / catalog.FILE)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        mend = f"name the folder where a card is mounted, the one with {catalog.FILE} in it"
        raise WrongUse(f"{root} is no card of trapd: {mend}") from error
    if catalog.newer(header):
        raise WrongUse(trouble.in_words(OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP)), root))


def identify(card: Path) -> str:
    """The card's own id, by either of its files; of one begun with schema 1, which has none, the unit whose pictures
    are on it.

    Raises OSError, and TrapdError where no line tells.
    """
    for path in (card / catalog.FILE, card / ledger.OFFLOADS):
        with suppress(FileNotFoundError):
            id = catalog.header(path).get("card")
            if isinstance(id, str) and CARD.fullmatch(id):
                return id
    for record in catalog.read(card / catalog.FILE):
        unit = record.get("unit")
        if isinstance(unit, str) and _UNIT.fullmatch(unit):
            return unit
    raise TrapdError(f"the card {card} announces no picture: `trapd verify` tells what is on it")


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
