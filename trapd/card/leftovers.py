"""Files in the stations' folders that the catalog does not announce, and what it knows of the same pictures.

A file that it never announced is one of ours only if it is called so: others lay their own photos beside ours, and
copies.

Holds one name a file while it looks, and reads the catalog line by line: some 20 MB for 100,000 pictures.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trapd.card import ledger, names
from trapd.card.ledger import Ledger, Picture
from trapd.card.volume import Volume

STATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file that stands, and is no picture now."""

    name: str
    twins: list[Picture]
    """Announced under other names: the same still, or clips of the same trigger."""
    was_announced: bool
    """And was deleted or repaired since."""


def look(volume: Volume) -> tuple[list[Leftover], int]:
    """Every leftover, by name; and the highest sequence in the catalog. Raises OSError, also once it is closed.

    Files first, then the catalog: what is announced in between is no leftover.
    """
    announced = dict[str, bool | None].fromkeys(_files(volume.root))
    last_sequence = 0
    for _, record in ledger.lines(volume.root):
        volume.check()
        for name, stays in ledger.told(record):
            if name in announced:
                announced[name] = stays
        if isinstance(sequence := record.get("sequence"), int):
            last_sequence = max(last_sequence, sequence)
    found = sorted(
        name for name, stays in announced.items() if stays is False or (stays is None and names.ours(name))
    )
    shots = {names.shot(name) for name in found}
    book = _ledger_of(volume.root, shots) if shots else Ledger()
    twins: dict[str, list[Picture]] = {shot: [] for shot in shots}
    for name, picture in book.pictures.items():
        twins[names.shot(name)].append(picture)
    return [Leftover(name, twins[names.shot(name)], name in book.gone) for name in found], last_sequence


def _files(root: Path) -> Iterator[str]:
    """Every one in a station's folder, or a folder in it."""
    for entry in os.scandir(root):
        if entry.is_dir(follow_symlinks=False) and STATION.fullmatch(entry.name):
            yield from _below(entry.path, entry.name)


def _below(folder: str, name: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, f"{name}/{entry.name}")
        elif entry.is_file(follow_symlinks=False):
            yield f"{name}/{entry.name}"


def _ledger_of(root: Path, shots: set[str]) -> Ledger:
    """Of these pictures alone, whatever they were called."""
    book = Ledger()
    for at, record in ledger.lines(root):
        if any(names.shot(name) in shots for name, _ in ledger.told(record)):
            book.take(record, at)
    return book
