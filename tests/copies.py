"""Cards to be copied, and what their copies must be."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from trapd.card import catalog, ledger, line
from trapd.card.catalog import Catalog
from trapd.card.offload import FOLDER

UTC_NS = 1_768_475_073_123_456_789


def name(number: int, suffix: str = "jpg") -> str:
    folder = f"KP-07/{number // 100:04d}" if number >= 100 else "KP-07"
    return f"{folder}/20260115-210433-{number:03d}_DESK-1_a1b2-{number:06d}-1.{suffix}"


class Card:
    """A folder with pictures that its catalog announces; the catalog is let go after each line."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "KP-07").mkdir(parents=True)
        self.say({"kind": "boot", "boot": "a1b2", "unit": "DESK-1"})

    def say(self, record: dict) -> None:
        book = Catalog(self.root)
        book.append(record)
        book.close()

    def take(self, number: int, data: bytes) -> str:
        """A picture."""
        path = self.root / name(number)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        self.say(record(name(number), data))
        return name(number)

    def repair(self, was: str, number: int, data: bytes) -> str:
        (self.root / name(number)).write_bytes(data)
        self.say({**record(name(number), data), "kind": "repaired", "was": was, "why": "gps"})
        (self.root / was).unlink()
        return name(number)

    @property
    def id(self) -> str:
        return next(catalog.read(self.root / "catalog.jsonl"))["card"]

    def marks(self, kind: str = "offloaded") -> list[str]:
        path = self.root / "offloads.jsonl"
        return [record["name"] for record in catalog.read(path) if record["kind"] == kind] if path.exists() else []

    def pictures(self) -> dict[str, bytes]:
        """What stands on it, as its ledger knows it."""
        return {name: (self.root / name).read_bytes() for name in ledger.fold(self.root).pictures}


def record(name: str, data: bytes) -> dict:
    facts = {"unit": "DESK-1", "boot": "a1b2", "sequence": 1, "number": 1, "utc_ns": UTC_NS, "trigger": "motion"}
    facts["time_source"] = "none" if "_unsync" in name else "gps"
    return catalog.media(name, hashlib.sha256(data).hexdigest(), len(data), facts)


def copy_of(card: Card, disk: Path) -> Path:
    return disk / FOLDER / card.id


def announced(root: Path) -> dict[str, bytes]:
    """Every picture that a copy announces, which must be whole; nothing where no copy was begun."""
    pictures = ledger.fold(root).pictures if (root / "catalog.jsonl").exists() else {}
    found = {name: (root / name).read_bytes() for name in pictures}
    for name, data in found.items():
        assert hashlib.sha256(data).hexdigest() == pictures[name].sha256, name
    return found


def files(root: Path) -> set[str]:
    """Pictures in the stations' folders, announced or not."""
    return {str(file.relative_to(root)) for file in root.glob("*/**/*") if file.is_file()}


def lines(root: Path) -> list[dict]:
    """Every line of the catalog that is whole, without its check."""
    read = (line.decode(text, unchecked=True) for text in (root / "catalog.jsonl").read_bytes().splitlines())
    return [json.loads(json.dumps(record)) for record in read if record is not None]
