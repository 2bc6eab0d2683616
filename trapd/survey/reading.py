"""Cards as they are found: what each announces and holds, and what its lines say of its units' starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any

from trapd.card import alive, catalog, trouble
from trapd.card.identity import identify
from trapd.card.inventory import NAMED, Inventory, inventory
from trapd.card.offload import FOLDER
from trapd.core.errors import TrapdError
from trapd.core.sensible import sensible
from trapd.core.starts import STAMP
from trapd.survey.capture import Card
from trapd.survey.post import Post, Posts

Line = dict[str, Any]
ANNOUNCING = {"media", "repaired"}


@dataclass(slots=True)
class Reading:
    """Of one card, each line of which is read once."""

    card: Card
    shared: Posts
    inventory: Inventory = field(default_factory=Inventory)
    posts: dict[int, Post] = field(default_factory=dict)
    """By the offset of a picture's line."""
    replaced: set[tuple[str, str]] = field(default_factory=set)
    """Name and checksum of what another picture took the place of."""
    begin_ns: float = inf
    """The earliest time (UTC) that it tells, of those that somebody told the unit."""
    signs: dict[tuple[str, str], tuple[Line, Line]] = field(default_factory=dict)
    """By unit and start: the first and the last sign of life that is on this card."""
    before: dict[str, str | None] = field(default_factory=dict)
    """By kernel's boot, which one came before it."""
    _told: list[Line] = field(default_factory=list)
    _newest: dict[tuple[str, ...], Line] = field(default_factory=dict)
    _vaguest: dict[tuple[str, ...], Line] = field(default_factory=dict)

    def take(self, at: int, line: Line) -> None:
        """The next line."""
        kind = line.get("kind")
        if kind in ANNOUNCING:
            self.posts[at] = self.shared.of(line)
        elif kind not in NAMED:
            self._told.append(line)
        if kind == "repaired":
            self.replaced.add((str(line.get("was")), str(line.get("was_sha256"))))
        if line.keys() >= STAMP and sensible(line):
            self._sign(line)
            if kind in ANNOUNCING:
                self._picture(line)
            elif kind == "boot" and "boot_id" in line:
                self.before[line["boot_id"]] = line.get("before")

    def lines(self) -> Iterator[Line]:
        """All that is said of starts, their times and their effort. Of 100,000 pictures those few are left that say
        more than the others do of their start: how long it ran, who told its time, how well."""
        yield from self._told
        yield from self._newest.values()
        yield from self._vaguest.values()

    def _sign(self, line: Line) -> None:
        start, at_ns = (line["unit"], line["boot"]), line["mono_ns"]
        first, last = self.signs.get(start, (line, line))
        self.signs[start] = (line if at_ns < first["mono_ns"] else first, line if at_ns > last["mono_ns"] else last)
        if line.get("time_source", "none") != "none":
            self.begin_ns = min(self.begin_ns, line["utc_ns"])

    def _picture(self, line: Line) -> None:
        """Of pictures those are kept that say more than the others of their start."""
        start = line["unit"], line["boot"], line.get("time_source", "none")
        if start not in self._newest or line["mono_ns"] > self._newest[start]["mono_ns"]:
            self._newest[start] = line
        if start not in self._vaguest or _doubt_s(line) > _doubt_s(self._vaguest[start]):
            self._vaguest[start] = line


def read(roots: Sequence[Path]) -> list[Reading]:
    """Each folder once, in the order of what they tell, whatever that of `roots` is.

    Raises `WrongUse` for what is no card, TrapdError for one that cannot be read.
    """
    shared = Posts()
    found = (folder for root in sorted(roots, reverse=True) for folder in _cards(root))
    readings = [_reading(root, shared) for root in {folder.resolve(): folder for folder in found}.values()]
    return sorted(readings, key=lambda reading: (reading.begin_ns, reading.card.id, str(reading.card.root)))


def _reading(root: Path, shared: Posts) -> Reading:
    reading = Reading(Card(root, ""), shared)
    try:
        reading.inventory = inventory(root, reading.take)
        reading.card = Card(root, _id(root))
        mark = alive.read(root)
    except OSError as error:
        raise TrapdError(trouble.in_words(error, root)) from error
    if mark is not None:
        reading.take(-1, mark)
    return reading


def _cards(root: Path) -> Iterator[Path]:
    """A disk that was offloaded to holds several, and may be a card itself."""
    copies = root / FOLDER
    try:
        found = sorted(folder for folder in copies.iterdir() if folder.is_dir()) if copies.is_dir() else []
        if not found or (root / catalog.FILE).exists():
            found.append(root)
    except OSError as error:
        raise TrapdError(trouble.in_words(error, root)) from error
    yield from found


def _id(root: Path) -> str:
    try:
        return identify(root)
    except TrapdError:
        return ""


def _doubt_s(line: Line) -> float:
    return float(line.get("time_uncertainty_s", 0.0))
