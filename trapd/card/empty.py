"""Empties a card, as a technician asked: every picture goes, and the catalog stays, which tells of all that were.

First the word, then the deed, as in `retire.py`: a cut leaves a card that is in order, and the pictures that were not
reached yet. Who empties it again goes on there.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trapd.card import durable, ledger
from trapd.card.duplicate import NAME
from trapd.card.ledger import Picture
from trapd.card.retire import let_go
from trapd.card.sweep import UNFINISHED
from trapd.card.volume import Volume

WHY = "emptied"


class BeingCopied(Exception):
    """An offload reads the card."""


def going(volume: Volume, anyway: bool) -> tuple[list[Picture], int, int]:
    """Those that go, how many of them are on no other disk, and how many protected ones stay. What is taken from now
    on is none of them. Raises OSError."""
    pictures = [picture for picture in ledger.fold(volume.root).pictures.values() if NAME.fullmatch(picture.name)]
    gone = [picture for picture in pictures if anyway or not picture.protected]
    return gone, sum(not picture.offloaded for picture in gone), len(pictures) - len(gone)


def remove(volume: Volume, pictures: list[Picture]) -> Iterator[Picture]:
    """One after the other; each that went. Raises OSError: the card is gone or closed."""
    for picture in pictures:
        let_go(volume, picture, WHY)
        yield picture


def remove_unfinished(volume: Volume) -> None:
    """What sweeps had set aside: no picture, and on no other disk. Raises OSError."""
    for folder, _, files in os.walk(volume.root / UNFINISHED):
        for file in files:
            volume.check()
            durable.remove(Path(folder, file))


@contextmanager
def nobody_copies(root: Path) -> Iterator[None]:
    """For so long no offload can begin where another was before. Raises BeingCopied, OSError."""
    try:
        fd = os.open(root / ledger.OFFLOADS, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield
        return
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except OSError as error:
        if error.errno != errno.EWOULDBLOCK:
            raise
        raise BeingCopied from error
    finally:
        os.close(fd)
