"""A card's pictures onto a disk: copied, read back from there, announced there, marked on the card.

The copy, DISK/trapd-offload/<card's id>/, is a card itself (`docs/offload.md`). One picture at a time:

    on the disk: write, date, sync the file and its folder; read it back from the medium; add its line to the catalog
    on the card: add an `offloaded` line to offloads.jsonl
    if asked:    add a `deleted` line there, then unlink

A line is added only when what it says is true, so a cut at any byte leaves work for the next run and no harm: what
the copy announces is there, what it does not announce is copied anew. The card's catalog belongs to a unit that may
be running; it is only read here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from trapd.card import alive, catalog, disk_trouble, durable, ledger, medium, trouble
from trapd.card.duplicate import NAME, Duplicate, Unreadable, others
from trapd.card.identity import CARD, disk_id, identify, is_card
from trapd.card.ledger import Ledger, Picture
from trapd.card.marks import Marks
from trapd.core.errors import TrapdError

FOLDER = "trapd-offload"
"""In the disk's root: all that is ever touched there."""
PROTECTION = ("protected", "unprotected")
"""Lines that mean nothing before that of their picture."""


@dataclass(frozen=True, slots=True)
class Need:
    """What is to be copied, and the room for it; sizes in bytes."""

    pictures: int
    size: int
    free: int

    @property
    def fits(self) -> bool:
        return self.size <= self.free


@dataclass(frozen=True, slots=True)
class Step:
    """One picture is dealt with."""

    name: str
    size: int
    """Bytes."""
    why_not: str | None = None
    """It stays as it was, and why."""


class Offload:
    """Of one card onto one disk, by this process alone. Every method raises TrapdError when card or disk fails: the
    line says which and what to do, and another run goes on."""

    def __init__(self, card: Path, disk: Path) -> None:
        """`disk`: the root of its file system, or any folder. Raises `WrongUse` for what is no card."""
        self._card, self._disk = card, disk
        self.left_out: dict[str, str] = {}
        """Name -> why not, of what stands on the card and was not copied."""
        self.kept: dict[str, str] = {}
        """Name -> why, of what was not to be deleted."""
        self._todo: list[Picture] = []
        self._there: set[str] = set()
        self._read_back: set[str] = set()
        with ExitStack() as undo:
            with self._card_obeys():
                is_card(card)
                self._id = identify(card)
            with self._disk_obeys():
                for folder in (disk / FOLDER, disk / FOLDER / self._id):
                    durable.make_folder(folder)
                self._disk_id = disk_id(disk / FOLDER)
                self._copy = Duplicate(disk / FOLDER / self._id, self._id if CARD.fullmatch(self._id) else None)
                undo.callback(self._copy.close)
            with self._card_obeys():
                self._marks = Marks(card, self._id)
                undo.callback(self._marks.close)
            self._closing = undo.pop_all()

    def close(self) -> None:
        with suppress(OSError):
            self._closing.close()

    @property
    def keeps_marks(self) -> bool:
        """Whether the card can be written: else it will not know what was copied, and nothing can be deleted."""
        return self._marks.kept

    def need(self) -> Need:
        """The first look, before anything is copied."""
        self._survey()
        with self._disk_obeys():
            disk = os.statvfs(self._disk)
        size = sum(picture.size + disk.f_frsize for picture in self._todo)
        return Need(len(self._todo), size, disk.f_bavail * disk.f_frsize)

    def copy(self) -> Iterator[Step]:
        """Each picture that the card holds when its turn comes, those first that no disk has; what is taken meanwhile
        goes along. Stop anywhere."""
        self._carry(later=PROTECTION)
        if not self._todo:
            self._survey()
        while self._todo:
            while self._todo:
                yield self._take(self._todo.pop())
            self._survey()
        self._carry(later=())

    def delete(self) -> Iterator[Step]:
        """From the card: what is on this disk, whole, read back in this very run. `kept` are protected pictures,
        and those that wait for their time: only on the card can they be dated."""
        card = self._look()
        with self._card_obeys():
            self._marks.finish(card)
        for picture in card.pictures.values():
            if picture.protected or not picture.dated:
                self.kept[picture.name] = "protected" if picture.protected else "not dated yet"
            elif picture.name in self._there:
                yield self._delete(picture)

    def _survey(self) -> None:
        """What is still to be copied, last first: an item less in memory with each that is done."""
        self._todo = []
        card = self._look()
        with self._disk_obeys():
            self._copy.settle(card)
        self.left_out = {name: why for name, why in self.left_out.items() if name in card.pictures}
        for picture in card.pictures.values():
            if self._is_there(picture):
                self._mark(picture)  # a cut came between copy and mark, or the card could not be written then
            elif picture.name not in self.left_out:
                self._todo.append(picture)
        self._todo.reverse()
        self._todo.sort(key=lambda picture: not picture.offloaded)

    def _look(self) -> Ledger:
        """The card as it is now, if it is still the same."""
        with self._card_obeys():
            if identify(self._card) != self._id:
                raise TrapdError(f"another card was put in at {self._card}: start again for that one")
            return ledger.fold(self._card)

    def _is_there(self, picture: Picture) -> bool:
        if picture.name not in self._there:
            with self._disk_obeys():
                if NAME.fullmatch(picture.name) and self._copy.holds(picture):
                    self._there.add(picture.name)
        return picture.name in self._there

    def _take(self, picture: Picture) -> Step:
        try:
            self._add(picture)
        except Unreadable as error:
            self.left_out[picture.name] = str(error)
            with self._card_obeys():
                medium.touch(self._card / catalog.FILE)
            return Step(picture.name, picture.size, str(error))
        self._there.add(picture.name)
        self._read_back.add(picture.name)
        self._mark(picture)
        return Step(picture.name, picture.size)

    def _add(self, picture: Picture) -> None:
        if not NAME.fullmatch(picture.name):
            raise Unreadable("it has no name of ours")
        with _original():
            record = ledger.facts(self._card, picture)
            mtime_ns = (self._card / picture.name).stat().st_mtime_ns
        if (record.get("name"), record.get("sha256")) != (picture.name, picture.sha256):
            raise Unreadable("its line in the catalog is gone")
        with self._disk_obeys():
            self._copy.add(picture, record, self._pieces(picture), mtime_ns)

    def _pieces(self, picture: Picture) -> Iterator[memoryview]:
        with _original():
            yield from medium.pieces(self._card / picture.name)

    def _delete(self, picture: Picture) -> Step:
        with self._disk_obeys():
            whole = picture.name in self._read_back or self._copy.is_whole(picture)
        if not whole:
            return Step(picture.name, picture.size, "its copy on the disk is damaged: it stays on the card")
        with self._card_obeys():
            try:
                self._marks.delete(picture)
            except OSError as error:
                if error.errno not in trouble.FULL:
                    raise
                why = "is full, with no room even to note what is deleted"
                raise TrapdError(f"the card {self._card} {why}: format it, once the disk has all of it") from error
        return Step(picture.name, picture.size)

    def _mark(self, picture: Picture) -> None:
        with self._card_obeys():
            self._marks.offloaded(picture, self._disk_id)

    def _carry(self, later: tuple[str, ...]) -> None:
        with self._card_obeys():
            lines = [*others(catalog.read(self._card / catalog.FILE)), *alive.kept(self._card)]
            records = [record for record in lines if record.get("kind") not in later]
        with self._disk_obeys():
            self._copy.carry(records)

    @contextmanager
    def _card_obeys(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TrapdError(trouble.in_words(error, self._card)) from error

    @contextmanager
    def _disk_obeys(self) -> Iterator[None]:
        try:
            yield
        except Unreadable:
            raise
        except OSError as error:
            raise TrapdError(disk_trouble.in_words(error, self._disk)) from error


@contextmanager
def _original() -> Iterator[None]:
    """One picture that cannot be read is no reason to leave the others."""
    try:
        yield
    except OSError as error:
        raise Unreadable(f"it cannot be read ({error.strerror or error}): `trapd verify` tells more") from error
