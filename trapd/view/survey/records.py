"""What the catalogs tell beside pictures and effort: the pack, the clock, and what went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trapd.card import catalog
from trapd.core.sensible import sensible

Line = Mapping[str, Any]
MOST = 1e9
"""No figure of a record is greater, but for times."""
FAULTS = ("brown-out", "stepped-down", "pack", "undone")


@dataclass(slots=True)
class Records:
    """Of one unit, each line once."""

    energy: list[Line] = field(default_factory=list)
    """By time."""
    anchors: list[Line] = field(default_factory=list)
    """Who told the time."""
    starts: int = 0
    faults: list[Line] = field(default_factory=list)
    """By time: the pack gave out under a load, could not carry one, or was changed; work in the background failed."""


NONE = Records()
"""Of a unit that told none."""


def records(roots: Iterable[Path]) -> dict[str, Records]:
    """Of each unit, from all its cards and their copies. Raises OSError."""
    found: dict[str, Records] = defaultdict(Records)
    owners: dict[str, str] = {}
    told: dict[tuple[object, ...], Line] = {}
    for root in roots:
        lines: Iterator[Line] = catalog.read(root / catalog.FILE)
        for line in lines:
            kind, boot_id = str(line.get("kind")), line.get("boot_id")
            if not sensible(line):
                continue
            if kind in _TAKEN:
                # A card that comes in the midst of a start is told of that start again.
                when = None if kind == "boot" else line.get("mono_ns")
                told.setdefault((kind, boot_id, line.get("boot"), when), line)
            if kind == "boot" and "unit" in line:
                owners[str(boot_id)] = line["unit"]
    for line in sorted(told.values(), key=lambda line: line.get("utc_ns", 0)):
        unit = line.get("unit") or owners.get(str(line.get("boot_id")))
        if unit is not None:
            _TAKEN[line["kind"]](found[unit], line)
    return dict(found)


def number(record: Line, name: str) -> float | None:
    """One of its figures; None where it is unknown, or none that can be: a record of schema 1 has no check."""
    return figure(record.get(name))


def figure(found: object) -> float | None:
    """None for what is none."""
    return found if isinstance(found, int | float) and abs(found) <= MOST else None


def _start(records: Records, line: Line) -> None:
    records.starts += 1


_TAKEN: dict[str, Callable[[Records, Line], None]] = {
    "boot": _start,
    "energy": lambda records, line: records.energy.append(line),
    "anchor": lambda records, line: records.anchors.append(line),
    **dict.fromkeys(FAULTS, lambda records, line: records.faults.append(line)),
}
