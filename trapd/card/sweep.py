"""Puts a card in order at each start, after whatever ended the last one.

A picture that the catalog does not announce was cut short somewhere between its name and its record. If it opens and
knows its own caption, it is announced now; if it does not open, it goes to `_unfinished/` (no station can have that
name). Nothing is deleted. A cut during the sweep leaves work for the next one, no harm.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from trapd.card import catalog, checksum, durable
from trapd.card.catalog import Catalog

UNFINISHED = "_unfinished"
SUFFIXES = (".jpg", ".mp4")
_STATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")

Inspect = Callable[[Path], Mapping[str, Any] | None]
"""The caption's facts from inside a picture; empty if it opens but carries none; None if it does not open."""


def sweep(root: Path, announced: Catalog, inspect: Inspect) -> int:
    """Deal with every unannounced picture; returns the highest sequence on the card, 0 if blank. Raises OSError.

    Holds one name a file while it runs: 15 MB for 100,000 pictures.
    """
    leftovers = set(_pictures(root))
    last = 0
    for record in catalog.read(announced.path):
        if record.get("kind") == "media":
            leftovers.discard(str(record.get("name")))
            last = max(last, _sequence(record))
    for name in sorted(leftovers):
        facts = inspect(root / name)
        if facts is None:
            _set_aside(root, name)
        elif facts:
            _adopt(root, name, facts, announced)
            last = max(last, _sequence(facts))
    return last


def _pictures(root: Path) -> list[str]:
    """Every file in a station's folder that claims to be a picture."""
    return [
        f"{folder.name}/{file.name}"
        for folder in os.scandir(root)
        if folder.is_dir(follow_symlinks=False) and _STATION.fullmatch(folder.name)
        for file in os.scandir(folder)
        if file.is_file(follow_symlinks=False) and file.name.lower().endswith(SUFFIXES)
    ]


def _sequence(facts: Mapping[str, Any]) -> int:
    sequence = facts.get("sequence")
    return sequence if isinstance(sequence, int) else 0


def _adopt(root: Path, name: str, facts: Mapping[str, Any], announced: Catalog) -> None:
    path = root / name
    taken_ns = facts.get("utc_ns")
    durable.seal(path.open("rb"), path, taken_ns if isinstance(taken_ns, int) else path.stat().st_mtime_ns)
    record = catalog.media(name, checksum.sha256(path), path.stat().st_size, facts)
    announced.append({**record, "recovered": True})


def _set_aside(root: Path, name: str) -> None:
    station, _, file = name.partition("/")
    durable.make_folder(root / UNFINISHED)
    durable.make_folder(root / UNFINISHED / station)
    to = root / UNFINISHED / station / file
    copies = 1
    while to.exists():
        copies += 1
        to = root / UNFINISHED / station / f"{copies}-{file}"
    durable.move(root / name, to)
