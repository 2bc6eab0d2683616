"""The last sign of life: `alive.json` in the card's root, one sector, overwritten in place within every ten minutes.

A power cut is told by nobody. So before a start overwrites the mark of an earlier one that did not end cleanly, the
catalog says when that one was last alive: for this unit by an `effort` line that ends it; for another unit, which may
be alive and well with another card, by its mark alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from trapd.card import durable, line, tail
from trapd.card.catalog import Catalog

FILE = "alive.json"
KIND = "alive"
KEPT = "last-alive"
"""The kind of a mark that was put down in the catalog."""
SCHEMA_VERSION = 1
SECTOR = 512
"""Bytes that a disk writes whole or not at all. A mark that was torn all the same fails its check, and is as none."""
WITHIN_S = 600
"""From the last sign of life to the end that nobody wrote down, at most."""
STAMP = ("unit", "station", "boot", "boot_id", "mono_ns", "utc_ns", "time_source", "time_uncertainty_s")


class _Mark(msgspec.Struct):
    """What a mark must hold to say anything; the facts are those of an `effort` line."""

    unit: str
    boot: str
    boot_id: str
    mono_ns: int
    utc_ns: int
    states: list[str]


def read(root: Path) -> dict[str, Any] | None:
    """The mark on the card below `root`; None where there is none, or none that is whole."""
    with suppress(msgspec.ValidationError):
        record = line.decode(_written(root), unchecked=False)
        msgspec.convert(record, _Mark)
        return record
    return None


def flipped(root: Path) -> bool:
    """Whether bits of the mark were changed, as no cut does: that leaves none, a part, or what stood in the sector
    before. A mark with one wrong bit still has two of beginning, check and end."""
    mark = _written(root)
    if line.decode(mark, unchecked=False) is not None:
        return line.parts(mark)[1] != b""
    return len(mark) == SECTOR and mark.startswith(b"{") + (line.MARK in mark) + mark.endswith(b"\n") >= 2


def kept(root: Path) -> list[dict[str, Any]]:
    """The mark below `root` as a line for another catalog; none where there is no mark."""
    mark = read(root)
    return [] if mark is None else [{**mark, "kind": KEPT}]


def sign(book: Catalog, record: Mapping[str, Any]) -> None:
    """The unit lives: durable when this returns. Raises OSError if the card takes nothing any more."""
    root = book.path.parent
    mark = read(root)
    if mark is not None and mark["boot"] != record["boot"]:
        _put_down(book, mark, record)
    try:
        _write(root, {**record, "schema_version": SCHEMA_VERSION})
    except OSError:
        book.append({**record, "kind": KEPT})  # a bad sector under this file alone does not cost the card


def _written(root: Path) -> bytes:
    """The mark as it stands; nothing if it does not, or cannot be read."""
    with suppress(OSError), (root / FILE).open("rb") as file:
        return file.read(2 * SECTOR)
    return b""


def _put_down(book: Catalog, mark: Mapping[str, Any], record: Mapping[str, Any]) -> None:
    """What the mark of an earlier start says, as a line of the catalog, unless that start ended cleanly. `record`: of
    this one. Raises OSError."""
    if "off" in mark["states"]:
        return
    if mark["unit"] != record["unit"]:
        book.append({**mark, "kind": KEPT})
        return
    last = max([mark, *_signs(mark, book.path)], key=lambda known: known["mono_ns"])
    stamp = {**mark, **last}
    ended = {
        "states": ["off"],
        "ended": "crash" if mark["boot_id"] == record["boot_id"] else "power cut",
        "within_s": WITHIN_S,
        "last_sign": last["kind"],
    }
    book.append({"kind": "effort", **{name: stamp[name] for name in STAMP if name in stamp}, **ended})


def _write(root: Path, record: Mapping[str, Any]) -> None:
    fd = os.open(root / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        new = os.fstat(fd).st_size == 0
        durable.put(fd, line.encode(record).ljust(SECTOR - 1) + b"\n", 0)
    finally:
        os.close(fd)
    if new:
        durable.sync_folder(root)


def _signs(mark: Mapping[str, Any], catalog: Path) -> Iterator[dict[str, Any]]:
    """Lines of that start near the catalog's end."""
    for record in next(tail.backwards(catalog), []):
        same = all(record.get(name) == mark[name] for name in ("unit", "boot"))
        if same and isinstance(record.get("mono_ns"), int) and isinstance(record.get("utc_ns"), int):
            yield record
