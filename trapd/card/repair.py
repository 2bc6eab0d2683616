"""Gives pictures their right time, once it is known: each becomes a new whole file, and the old one is removed.

    the new file under its new name, durable, read back; its `repaired` line: from here on it is the picture; then the
    old file is removed

A cut before the line leaves an unannounced copy, a cut behind it an old file that is announced no more: the next
sweep removes either. A card without room for one more file keeps its pictures as they are.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from trapd.card import catalog, checksum, durable, ledger, medium, names
from trapd.card.found import Inspect, Whole
from trapd.card.ledger import Ledger, Picture
from trapd.card.volume import Volume
from trapd.core.boots import Boots
from trapd.core.caption import Caption
from trapd.core.dating import Dating, redated
from trapd.core.timeline import Moment

Renew = Callable[[Path, BinaryIO, Caption], None]
"""Writes the picture again, with another caption, into a new file. ValueError: with this one that cannot be done."""


Repaired = tuple[str, str, Caption]
"""A picture's old name, its new one, its new caption."""


def repair(volume: Volume, unit: str, renew: Renew, inspect: Inspect) -> Iterator[Repaired]:
    """Each picture, once it has its new name; of this unit alone. Raises OSError: ENOSPC where there is no room
    for a second file, any other if the card is gone, closed or bad."""
    boots, book = Boots(unit), Ledger()
    for at, record in catalog.scan(volume.root / catalog.FILE):
        if record is not None:
            boots.take(record)
            book.take(record, at)
    dating = Dating(boots)
    for bounds in dating.bounds:
        volume.check()
        volume.note({"kind": "bounds", "unit": unit, **bounds.facts()})
    for picture in book.pictures.values():
        if picture.dated and dating.settled(picture.boot):
            continue
        volume.check()
        caption = _worth_it(volume, picture, unit, dating)
        if caption is None or (name := names.name(caption)) in book.pictures:
            continue
        if _renewed(volume, picture, caption, renew, inspect):
            yield picture.name, name, caption


def _worth_it(volume: Volume, picture: Picture, unit: str, dating: Dating) -> Caption | None:
    """The picture's new caption, if it shall have one."""
    facts = ledger.facts(volume.root, picture)
    try:
        caption = msgspec.convert(facts, Caption)
    except msgspec.ValidationError:
        return None
    if caption.unit != unit:
        return None
    carried = Moment(caption.utc_ns, caption.time_source, caption.time_uncertainty_s)
    better = dating.instead(caption.boot, caption.mono_ns, carried)
    return None if better is None else redated(caption, better)


def _renewed(volume: Volume, picture: Picture, caption: Caption, renew: Renew, inspect: Inspect) -> bool:
    """False for a file that is not what the catalog says, or that cannot be written again: it stays as it is. An
    offload may take it at any moment."""
    name = names.name(caption)
    old, new = volume.root / picture.name, volume.root / name
    if not _is_what_it_was(old, picture):
        return False
    volume.check_room(picture.size)
    if new.exists():  # unannounced: an earlier repair was cut off here
        durable.remove(new)
    try:
        with volume.whole(caption) as file:
            renew(old, file, caption)
        sha256 = _read_back(new, caption, inspect)
    except (ValueError, FileNotFoundError):
        durable.remove(new)
        return False
    line = catalog.media(name, sha256, new.stat().st_size, caption.facts())
    why = f"time by {caption.time_source}" if caption.synchronised else "its time contradicts the order of starts"
    volume.note({**line, "kind": "repaired", "was": picture.name, "was_sha256": picture.sha256, "why": why})
    durable.remove(old)
    return True


def _is_what_it_was(path: Path, picture: Picture) -> bool:
    """One bad file on a good card must not hold up the others."""
    try:
        return path.is_file() and checksum.sha256(path) == picture.sha256
    except OSError as error:
        if error.errno not in (errno.EIO, errno.ENOENT):
            raise
        return False


def _read_back(path: Path, caption: Caption, inspect: Inspect) -> str:
    """The checksum of the new file as it lies on the card. ValueError: it is not the whole picture with this time."""
    found = inspect(path)
    if not isinstance(found, Whole) or found.facts.get("utc_ns") != caption.utc_ns:
        raise ValueError("the new file does not open, or does not say its time")
    sha256 = checksum.sha256(path)
    if medium.sha256(path) != sha256:
        durable.remove(path)
        raise OSError(errno.EIO, "reads back otherwise than it was written", str(path))
    return sha256
