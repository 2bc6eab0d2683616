"""The pictures of a card as they stand now: its catalog's lines, folded.

| line | what it does |
|---|---|
| `media` | announces a picture |
| `repaired` | announces one in the place of `was` |
| `deleted` | takes one away |
| `protected`, `unprotected` | it shall stay, or need not |
| `offloaded` (in `offloads.jsonl`) | a verified copy of just these bytes is on a disk |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from sys import intern
from typing import Any

from trapd.card import catalog

OFFLOADS = "offloads.jsonl"
"""Written by whoever offloads, beside a running unit that owns the catalog."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What must be at hand of each of 100,000; the rest of its record is read from the catalog by `at`."""

    name: str
    sha256: str
    size: int
    """Bytes."""
    at: int
    """Offset of its line in the catalog."""
    utc_ns: int
    boot: str
    sequence: int
    number: int
    """0 for a clip."""
    trigger: str
    dated: bool
    """Its time rests on an anchor."""
    protected: bool = False
    offloaded: bool = False


@dataclass(slots=True)
class Ledger:
    """Of one card."""

    pictures: dict[str, Picture] = field(default_factory=dict)
    """Name -> picture, in the order of their announcement."""
    gone: dict[str, str] = field(default_factory=dict)
    """Names that were announced once -> what they are called now, empty if deleted. No file should have one."""

    def take(self, record: dict[str, Any], at: int) -> None:
        """The next line of the catalog."""
        deed = _DEEDS.get(str(record.get("kind")))
        name = record.get("name")
        if deed is not None and isinstance(name, str):
            deed(self, name, record, at)

    def _announce(self, name: str, record: dict[str, Any], at: int) -> None:
        self.gone.pop(name, None)
        self.pictures[name] = Picture(
            name=name,
            sha256=_text(record, "sha256"),
            size=_number(record, "size"),
            at=at,
            utc_ns=_number(record, "utc_ns"),
            boot=intern(_text(record, "boot")),
            sequence=_number(record, "sequence"),
            number=_number(record, "number"),
            trigger=intern(_text(record, "trigger")),
            dated=record.get("time_source", "none") != "none",
        )

    def _repair(self, name: str, record: dict[str, Any], at: int) -> None:
        was = _text(record, "was")
        old = self.pictures.pop(was, None)
        self._announce(name, record, at)
        if was != name:
            self.gone[was] = name
        if old is not None and old.protected:
            self._protect(name, record, at)

    def _delete(self, name: str, record: dict[str, Any], at: int) -> None:
        self.pictures.pop(name, None)
        self.gone[name] = ""

    def _protect(self, name: str, record: dict[str, Any], at: int) -> None:
        if name in self.pictures:
            self.pictures[name] = replace(self.pictures[name], protected=record.get("kind") != "unprotected")

    def _offload(self, name: str, record: dict[str, Any], at: int) -> None:
        picture = self.pictures.get(name)
        if picture is not None and picture.sha256 == record.get("sha256"):
            self.pictures[name] = replace(picture, offloaded=True)


_DEEDS: dict[str, Callable[[Ledger, str, dict[str, Any], int], None]] = {
    "media": Ledger._announce,
    "repaired": Ledger._repair,
    "deleted": Ledger._delete,
    "protected": Ledger._protect,
    "unprotected": Ledger._protect,
    "offloaded": Ledger._offload,
}


def lines(root: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every intact line, by its offset. Raises OSError if there is no catalog; there may be no `offloads.jsonl`."""
    for at, record in chain(catalog.scan(root / catalog.FILE), _offloads(root)):
        if record is not None:
            yield at, record


def told(record: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Which names this line announces (True) or takes away."""
    kind = record.get("kind")
    if kind == "repaired":
        yield str(record.get("was")), False
    if kind in ("media", "repaired", "deleted"):
        yield str(record.get("name")), kind != "deleted"


def fold(root: Path) -> Ledger:
    """The card below `root`. Raises OSError."""
    ledger = Ledger()
    for at, record in lines(root):
        ledger.take(record, at)
    return ledger


def facts(root: Path, picture: Picture) -> dict[str, Any]:
    """The whole record of a picture. Raises OSError; empty if the line is not there any more."""
    return catalog.record_at(root / catalog.FILE, picture.at) or {}


def _offloads(root: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    path = root / OFFLOADS
    return catalog.scan(path) if path.exists() else iter(())


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _number(record: dict[str, Any], key: str) -> int:
    value = record.get(key)
    return value if isinstance(value, int) else 0
