"""Cards as they are found: what each announces and holds, and what its lines say besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trapd.card import alive, ledger, trouble
from trapd.card.identity import identify
from trapd.card.inventory import Inventory, inventory
from trapd.card.offload import FOLDER
from trapd.core.errors import TrapdError
from trapd.survey.capture import Card
from trapd.survey.post import Post, Posts

Line = dict[str, Any]


@dataclass(slots=True)
class Reading:
    """Of one card."""

    card: Card
    inventory: Inventory
    posts: dict[int, Post] = field(default_factory=dict)
    """By the offset of a picture's line."""
    replaced: set[tuple[str, str]] = field(default_factory=set)
    """Name and checksum of what another picture took the place of."""

    def lines(self, posts: Posts) -> Iterator[Line]:
        """All that its catalog says, and its sign of life: noted on the way what pictures tell. Raises OSError."""
        for at, line in ledger.lines(self.card.root):
            kind = line.get("kind")
            if kind in ("media", "repaired"):
                self.posts[at] = posts.of(line)
            if kind == "repaired":
                self.replaced.add((str(line.get("was")), str(line.get("was_sha256"))))
            yield line
        mark = alive.read(self.card.root)
        if mark is not None:
            yield mark


def read(roots: Sequence[Path]) -> list[Reading]:
    """Each folder once, in an order that does not hang on that of `roots`.

    Raises `WrongUse` for what is no card, TrapdError for one that cannot be read.
    """
    found = {root.resolve(): root for root in _cards(roots)}
    readings = []
    for root in found.values():
        try:
            readings.append(Reading(Card(root, _id(root)), inventory(root)))
        except OSError as error:
            raise TrapdError(trouble.in_words(error, root)) from error
    return sorted(readings, key=lambda reading: (reading.card.id, str(reading.card.root)))


def _cards(roots: Sequence[Path]) -> Iterator[Path]:
    """A disk that was offloaded to holds several."""
    for root in roots:
        copies = root / FOLDER
        if copies.is_dir():
            yield from (folder for folder in copies.iterdir() if folder.is_dir())
        else:
            yield root


def _id(root: Path) -> str:
    try:
        return identify(root)
    except (TrapdError, FileNotFoundError):
        return ""
