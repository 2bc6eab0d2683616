"""What the reserve took while there was no card, brought over to one that came.

    copy, its head last; read it back; its line in the card's catalog: it is the card's; then it leaves the reserve

A cut before the card's line leaves a file without its head, which nothing opens: the sweep puts it aside, and the
next start copies anew. A cut behind it leaves a picture in both places: the next start sees the line, and only
removes.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from trapd.card import alive, catalog, durable, medium
from trapd.card.reserve import CARRIED, Reserve
from trapd.card.volume import Volume

HEAD = 4_096
"""Bytes that are written when all others are durable: without them neither a JPEG nor an MP4 opens."""
PIECE = 1 << 20


class _Damaged(OSError):
    """The picture in the reserve; so that nothing is left of its copy."""


def carry(reserve: Reserve, card: Volume) -> Iterator[str]:
    """Each picture's name, once it is the card's. Raises OSError when one of the two fails or is closed: what is left
    waits for the next time."""
    lines = reserve.waiting()
    mark = alive.kept(reserve.root)
    there = _already_there([record for _, record in lines] + mark, card)
    for _, record in lines:
        card.check()
        kind, name = record.get("kind"), record.get("name", "")
        if kind == "media":
            if not reserve.holds(name):
                continue  # it had to make room, as its other line says, or left for a card
            if _key(record) not in there and not _copied(reserve, card, record):
                continue
            reserve.let_go(name, CARRIED)
            yield name
        elif record.get("why") != CARRIED and _key(record) not in there:
            card.note(record)
    for record in mark:
        if _key(record) not in there:
            card.note(record)
    if lines:
        reserve.note({"kind": CARRIED, "upto": lines[-1][0]})


def _key(record: dict[str, Any]) -> object:
    """By which a line is known again: a picture by its name, any other line by all that it says."""
    return record.get("name") if record.get("kind") == "media" else tuple(sorted(map(str, record.items())))


def _already_there(records: list[dict[str, Any]], card: Volume) -> set[object]:
    wanted = {_key(record) for record in records}
    return {key for record in catalog.read(card.root / catalog.FILE) if (key := _key(record)) in wanted}


def _copied(reserve: Reserve, card: Volume, record: dict[str, Any]) -> bool:
    """False for a picture that is not what the reserve's catalog says: it stays where it is."""
    name, path = record["name"], card.root / record["name"]
    card.check_room()
    durable.make_folder(path.parent)
    try:
        with (reserve.root / name).open("rb") as source, durable.whole(path, record["utc_ns"]) as copy:
            head = source.read(HEAD)
            if _pour(source, copy, head) != record["sha256"]:
                raise _Damaged
            copy.seek(0)
            copy.write(head)
    except _Damaged:
        return False
    if medium.sha256(path) != record["sha256"]:
        raise OSError(errno.EIO, "reads back otherwise than it was written", str(path))
    card.note(record)
    return True


def _pour(source: BinaryIO, copy: BinaryIO, head: bytes) -> str:
    """All but the head, durable; the checksum of the whole."""
    digest = hashlib.sha256(head)
    copy.write(bytes(len(head)))
    while piece := source.read(PIECE):
        copy.write(piece)
        digest.update(piece)
    durable.sync(copy)
    return digest.hexdigest()
