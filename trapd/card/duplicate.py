"""The copy of a card on a disk: a card itself, with the same names, and the same lines in its catalog."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from trapd.card import catalog, durable, ledger, line, medium
from trapd.card.catalog import Catalog
from trapd.card.ledger import Ledger, Picture

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(/\d{4,})?/[A-Za-z0-9][A-Za-z0-9_-]*\.(jpg|mp4)")
"""What `names.py` makes. No other is touched: a catalog from a stranger's card must not lead out of the folder."""
ANNOUNCING = frozenset({"header", "media", "repaired"})
"""Lines that come with the catalog itself, or with their picture."""
SYNC_EVERY = 8 * medium.PIECE
"""Bytes. What waits for a slow disk may not hold up the unit's own writing."""


class Unreadable(OSError):
    """One picture of the card cannot be copied; the message says why, and what to do."""


class Duplicate:
    """Open for one run alone. Every method raises OSError for the disk, and lets `Unreadable` through."""

    def __init__(self, root: Path, card: str | None) -> None:
        """`card`: the id that its catalog shall have."""
        self._root = root
        self._folders: set[str] = set()
        self._catalog = Catalog(root, card=card)
        self._ledger = ledger.fold(root)

    def close(self) -> None:
        self._catalog.close()

    def holds(self, picture: Picture) -> bool:
        """Announced with just these bytes, and not taken away since by somebody else."""
        announced = self._ledger.pictures.get(picture.name)
        path = self._root / picture.name
        return (
            announced is not None
            and announced.sha256 == picture.sha256
            and path.is_file()
            and path.stat().st_size == picture.size
        )

    def is_whole(self, picture: Picture) -> bool:
        """By its checksum, from the medium."""
        return self.holds(picture) and medium.sha256(self._root / picture.name) == picture.sha256

    def add(self, picture: Picture, record: dict[str, Any], pieces: Iterable[memoryview], mtime_ns: int) -> None:
        """Write, read back, announce. `pieces` of the original, which turn out to be `Unreadable` if they are not
        what was announced."""
        folder = picture.name.rpartition("/")[0]
        if folder not in self._folders:
            durable.make_folders(self._root, folder)
            self._folders.add(folder)
        path = self._root / picture.name
        if picture.name in self._ledger.pictures:
            self._take_away(picture.name, "copied anew")
        durable.remove(path)  # what a cut left unfinished
        digest = hashlib.sha256()
        with durable.whole(path, mtime_ns) as file:
            for count, piece in enumerate(pieces, start=1):
                digest.update(piece)
                file.write(piece)
                if count * medium.PIECE % SYNC_EVERY == 0:
                    durable.sync(file)
            if digest.hexdigest() != picture.sha256:
                raise Unreadable("its bytes are not those that were announced: `trapd verify` tells more")
        if medium.sha256(path) != picture.sha256:
            raise OSError(f"gives back other bytes of {picture.name} than were written to it")
        self._say(record)

    def carry(self, records: Iterable[dict[str, Any]]) -> None:
        """Of these lines, none of which announces a picture, those that are not here yet."""
        there = Counter(line.encode(record) for record in others(catalog.read(self._catalog.path)))
        for record in records:
            if record.get("kind") == "deleted" and record.get("name") in self._ledger.pictures:
                continue  # from the card; here it stays
            encoded = line.encode(record)
            there[encoded] -= 1
            if there[encoded] < 0:
                self._say(record)

    def settle(self, card: Ledger) -> None:
        """Nothing stays under a name that was repaired since: the picture is here under its new one."""
        for name in list(self._ledger.pictures):
            heir = _heir(card, name)
            if heir is not None and self.holds(heir):
                self._take_away(name, f"repaired: {heir.name}")
        for name in self._ledger.gone:
            if NAME.fullmatch(name):
                durable.remove(self._root / name)

    def _take_away(self, name: str, why: str) -> None:
        sha256 = self._ledger.pictures[name].sha256
        self._say({"kind": "deleted", "name": name, "sha256": sha256, "why": why})

    def _say(self, record: dict[str, Any]) -> None:
        self._catalog.append(record)
        self._ledger.take(record, 0)


def others(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The lines that announce no picture."""
    return (record for record in records if record.get("kind") not in ANNOUNCING)


def _heir(card: Ledger, name: str) -> Picture | None:
    """What a picture that was repaired, perhaps more than once, is called on the card now."""
    seen = set[str]()
    while name in card.gone and name not in seen:
        seen.add(name)
        name = card.gone[name]
    return card.pictures.get(name) if seen else None
