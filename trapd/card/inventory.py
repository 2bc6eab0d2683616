"""What a card says and holds, before any picture is opened: its catalogs line by line, and every file's name.

Nothing is written, so it may be a card that is read-only or in use.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trapd.card import alive, catalog, ledger, leftovers, line, names, sweep
from trapd.card.finding import Finding
from trapd.card.identity import is_card
from trapd.card.ledger import Ledger

OURS = {catalog.FILE, ledger.OFFLOADS, alive.FILE, "contact-sheet.png"}
"""Files of ours in the card's root."""
EMPTY = {"lost+found"}
"""Every ext4 has it, and only root may look into it."""
NAMED = {"media", "repaired", "deleted", "protected", "unprotected", "offloaded"}
"""Kinds of lines that are about a picture."""


Note = Callable[[int, dict[str, Any]], None]
"""Takes a line by its offset, and its record."""


@dataclass(slots=True)
class Inventory:
    """Of one card."""

    ledger: Ledger = field(default_factory=Ledger)
    findings: list[Finding] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    """Announced, and no file stood there before the catalog was read: a unit that runs may have made it since."""


def inventory(root: Path, note: Note = lambda at, record: None) -> Inventory:
    """`note` gets every line that is as it was written, so that nobody has to read them again.

    Raises `WrongUse` for what is no card or that of a newer trapd, OSError for one that cannot be read.
    """
    is_card(root)
    found = Inventory()
    # Files first: what is announced while the catalog is read is no finding.
    standing = set(_standing(root, found.findings))
    for file in (catalog.FILE, ledger.OFFLOADS):
        if (root / file).exists():
            found.findings += _lines(root / file, found.ledger, note)
    if alive.flipped(root):
        found.findings.append(Finding("damaged", alive.FILE, "has a wrong bit: the next start tells it anew"))
    elif (root / alive.FILE).exists() and alive.read(root) is None:
        found.findings.append(Finding("torn", alive.FILE, "is torn: the next start tells it anew", ok=True))
    found.findings += _files(standing, found.ledger)
    found.absent = found.ledger.pictures.keys() - standing
    unannounced = any(finding.what == "unannounced" for finding in found.findings)
    if unannounced and not found.ledger.pictures and not catalog.header(root / catalog.FILE):
        why = "is lost, and pictures stand here: the next start announces anew those that are whole"
        found.findings.append(Finding("line", catalog.FILE, why))
    return found


def _standing(root: Path, findings: list[Finding]) -> Iterator[str]:
    """Every file's path below the root; folders of nobody we know count as one file each."""

    def closed(error: OSError) -> None:
        folder = os.path.relpath(error.filename, root)
        findings.append(Finding("unreadable", f"{folder}/", f"cannot be read: {error.strerror}"))

    for entry in os.scandir(root):
        if not entry.is_dir(follow_symlinks=False):
            yield entry.name
        elif leftovers.STATION.fullmatch(entry.name) or entry.name == sweep.UNFINISHED:
            for folder, _, files in os.walk(entry.path, onerror=closed):
                below = os.path.relpath(folder, root)
                yield from (f"{below}/{file}" for file in files)
        elif entry.name not in EMPTY:
            yield f"{entry.name}/"


def _lines(path: Path, book: Ledger, note: Note) -> Iterator[Finding]:
    """Folds the file into `book` on the way."""
    number = 0
    with path.open("rb") as file:
        for number, (at, record) in enumerate(catalog.scan(path), start=1):
            file.seek(at)
            written, behind = line.parts(file.readline(catalog.LONGEST_LINE))
            why = _trouble(record, line.MARK in written, book)
            if why is None and record is not None:
                book.take(record, at)
                note(at, record)
                why = "has a wrong bit behind its record: what it says is as it was" if behind else None
                if (record.get("kind") == "header") != (number == 1):
                    why = "is a header, in the middle" if number > 1 else "is no header: that is lost"
            if why is not None:
                yield Finding("line", path.name, f"line {number} {why}")
    if not _ends_with_newline(path):
        yield Finding(
            "torn", path.name, f"line {number + 1} is torn, as a power cut leaves it: it said nothing", True
        )


def _trouble(record: dict[str, Any] | None, checked: bool, book: Ledger) -> str | None:
    """Why this line is not as it was written. Lines of schema 1 have no check: what they say must make sense."""
    damaged = "is damaged: what it said is lost"
    if record is None:
        return damaged
    kind, name = str(record.get("kind")), record.get("name")
    if kind == "header":
        version, form = record.get("schema_version"), record.get("format")
        return (
            None if version in range(1, catalog.SCHEMA_VERSION + 1) and form == catalog.HEADER["format"] else damaged
        )
    if kind not in NAMED:
        return None if checked else damaged
    if not isinstance(name, str):
        return damaged
    before = book.pictures.get(name)
    if kind == "media" and before is not None and before.sha256 != record.get("sha256"):
        return f"announces {name} again, with another checksum: one of the two lines is damaged"
    return None


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return file.read(1) in (b"\n", b"")


def _files(standing: set[str], book: Ledger) -> Iterator[Finding]:
    others = sorted(standing - OURS - book.pictures.keys())
    stands = standing & book.pictures.keys() if others else set[str]()
    homes = {names.shot(name): names.station(name) for name in stands}
    for name in others:
        station = names.station(name)
        if name in book.gone:
            heir = book.gone[name]
            why = f"is called {heir} now" if heir else "was deleted"
            yield Finding("left over", name, f"{why}: the next start removes it", ok=True)
        elif name.startswith(f"{sweep.UNFINISHED}/"):
            yield Finding("unfinished", name, "was broken off by a power cut: no picture", ok=True)
        elif not leftovers.STATION.fullmatch(station) or not names.ours(name):
            yield Finding("foreign", name, "is not trapd's: it is left alone", ok=True)
        elif (home := homes.get(names.shot(name), station)) != station:
            yield Finding("foreign", name, f"is a copy of a picture in {home}: it is left alone", ok=True)
        else:
            why = "is being written, or was when the power went: the next start sees to it"
            yield Finding("unannounced", name, why, ok=True)
