"""The last sequence on a card, from the end of its catalog: quick, however many lines stand before.

Lines are added in the order of their triggers, but for those of repaired pictures and those that come from the
reserve. So the highest of the last few hundred lines counts, and it is looked further back while there is no line of
a picture as it was taken among them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trapd.card import line

PIECE = 256 * 1024
"""Bytes: some 300 lines."""
FURTHEST = 4 * 1024 * 1024
"""Bytes: a quarter of a second of a slow card. No name depends on finding it, since each holds its start as well."""


def last_sequence(catalog: Path) -> int:
    """The highest that the catalog's end knows, 0 if it knows none. Raises OSError."""
    last = 0
    for records in backwards(catalog):
        last = max([last, *(sequence for record in records if isinstance(sequence := record.get("sequence"), int))])
        if any(record.get("kind") == "media" for record in records):
            break
    return last


def last_utc_ns(catalog: Path) -> int:
    """The latest time that the catalog's end knows, provisional or not; 0 if it knows none. Raises OSError."""
    records = next(backwards(catalog), [])
    return max((utc_ns for record in records if isinstance(utc_ns := record.get("utc_ns"), int)), default=0)


def last_unit(catalog: Path) -> str | None:
    """Whose line is the last that names its unit; None if none near the end does. Raises OSError."""
    for record in reversed(next(backwards(catalog), [])):
        if isinstance(unit := record.get("unit"), str):
            return unit
    return None


def backwards(path: Path) -> Iterator[list[dict[str, Any]]]:
    """The intact records of each piece, the last piece first."""
    with path.open("rb") as file:
        unchecked = line.unchecked(file.readline(PIECE))
        upto = file.seek(0, os.SEEK_END)
        end = max(0, upto - FURTHEST)
        while upto > end:
            start = max(0, upto - PIECE)
            file.seek(start)
            piece = file.read(upto - start)
            first = piece.find(b"\n", 0, -1) + 1 if start else 0
            yield [
                record for text in piece[first:].split(b"\n") if (record := line.decode(text, unchecked)) is not None
            ]
            upto = start + first
