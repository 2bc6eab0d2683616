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
    """The picture in the reserve, gone or unreadable; so that nothing is left of its copy."""


def carry(reserve: Reserve, card: Volume) -> Iterator[str]:
    """Each picture's name, once it is the card's. Raises OSError when one of the two fails or is closed: what is left
    waits for the next time, and so does, without holding up the others, a picture that cannot be read."""
    lines = reserve.waiting()
    mark = alive.kept(reserve.root)
    there = _already_there([record for _, record in lines] + mark, card)
    upto: int | None = None
    waits = False
    for at, record in lines:
        card.check()
        kind, name = record.get("kind"), record.get("name", "")
        if kind == "media":
            if reserve.holds(name):  # else it had to make room, as its other line says, or left for a card
                if _key(record) in there or _copied(reserve, card, record):
                    reserve.let_go(name, CARRIED)
                    yield name
                else:
                    waits = True
        elif record.get("why") != CARRIED and _key(record) not in there:
            card.note(record)
        upto = upto if waits else at
    for record in mark:
        if _key(record) not in there:
            card.note(record)
    if upto is not None:
        reserve.note({"kind": CARRIED, "upto": upto})


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
    durable.make_folders(card.root, name.rpartition("/")[0])
    try:
        with _source(reserve, name) as source, durable.whole(path, record["utc_ns"]) as copy:
            head = _read(source, HEAD)
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


def _source(reserve: Reserve, name: str) -> BinaryIO:
    try:
        return (reserve.root / name).open("rb")
    except OSError as error:
        raise _Damaged from error


def _read(source: BinaryIO, size: int) -> bytes:
    try:
        return source.read(size)
    except OSError as error:
        raise _Damaged from error


def _pour(source: BinaryIO, copy: BinaryIO, head: bytes) -> str:
    """All but the head, durable; the checksum of the whole."""
    digest = hashlib.sha256(head)
    copy.write(bytes(len(head)))
    while piece := _read(source, PIECE):
        copy.write(piece)
        digest.update(piece)
    durable.sync(copy)
    return digest.hexdigest()
