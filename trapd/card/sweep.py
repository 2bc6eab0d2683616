"""Puts a card in order after whatever ended the last start, while it takes pictures already.

A file with a name of ours that the catalog does not announce is left over, unless it was begun since the card was
opened; any other is left alone:

- The same picture is announced under another name, and whole there: a copy that was not announced yet, or an original
  that was not removed yet. It goes.
- It was announced once and deleted since: the deed is finished.
- A clip that was cut short: it is closed, marked and announced under a name of its own, then removed.
- Whole, with its own caption: it was cut off between its last byte and its record. It is announced now, in the place
  of one that is announced and is not whole.
- Broken: it goes to `_unfinished/` (no station can have that name).

Nothing is removed whose picture does not stand elsewhere, by its checksum, or was not deleted by an earlier order. A
cut in the middle leaves work for the next one, no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trapd.card import catalog, checksum, durable, leftovers, names
from trapd.card.found import Inspect, Torn
from trapd.card.ledger import Picture
from trapd.card.leftovers import Leftover
from trapd.card.volume import Volume

UNFINISHED = "_unfinished"


@dataclass(slots=True)
class Swept:
    """What was found, in files."""

    last_sequence: int = 0
    """The highest on the card, 0 for a blank one."""
    announced: int = 0
    closed: int = 0
    set_aside: int = 0
    removed: int = 0
    failed: int = 0
    """Left as they are, for the next start: the card did not let them be read or changed, or we have a bug."""
    trouble: Exception | None = field(default=None, compare=False)
    """Of the first of these, with the file's name in its notes."""


def sweep(volume: Volume, inspect: Inspect) -> Swept:
    """Deal with every leftover. Raises OSError: the card is gone or closed."""
    try:
        found, last_sequence = leftovers.look(volume)
        swept = Swept(last_sequence)
        for leftover in found:
            volume.check()
            if not volume.took(leftover.name):
                _try(volume, leftover, inspect, swept)
        return swept
    finally:
        volume.swept()


def _try(volume: Volume, leftover: Leftover, inspect: Inspect, swept: Swept) -> None:
    try:
        _deal(volume, leftover, inspect, swept)
    except Exception as error:  # noqa: BLE001 - whatever one file holds, the others wait to be announced
        volume.check()
        error.add_note(leftover.name)
        swept.failed += 1
        swept.trouble = swept.trouble or error


def _deal(volume: Volume, leftover: Leftover, inspect: Inspect, swept: Swept) -> None:
    path = volume.root / leftover.name
    twins = leftover.twins
    whole = next((twin for twin in twins if _intact(volume.root, twin)), None)
    if whole is not None and names.station(whole.name) != names.station(leftover.name):
        return  # somebody sorts copies into folders of his own
    if whole is not None or (leftover.was_announced and not twins):
        durable.remove(path)
        swept.removed += 1
        return
    found = inspect(path)
    if found is None or (isinstance(found, Torn) and twins):
        _set_aside(volume.root, leftover.name)
        swept.set_aside += 1
    elif isinstance(found, Torn):
        _close(volume, leftover.name, found)
        swept.closed += 1
    elif found.facts:
        _adopt(volume, leftover, found.facts)
        swept.announced += 1
    if found is not None:
        swept.last_sequence = max(swept.last_sequence, found.facts.get("sequence", 0))


def _intact(root: Path, picture: Picture) -> bool:
    path = root / picture.name
    return path.is_file() and checksum.sha256(path) == picture.sha256


def _adopt(volume: Volume, leftover: Leftover, facts: Mapping[str, Any]) -> None:
    path = volume.root / leftover.name
    taken_ns = facts.get("utc_ns")
    durable.seal(path.open("rb"), path, taken_ns if isinstance(taken_ns, int) else path.stat().st_mtime_ns)
    record = _record(volume.root, leftover.name, facts)
    if leftover.twins:
        lost = leftover.twins[0]
        record |= {"kind": "repaired", "was": lost.name, "was_sha256": lost.sha256, "why": "it was not whole"}
    volume.note(record)


def _close(volume: Volume, name: str, torn: Torn) -> None:
    """A new file, announced, then the old one removed: at no moment are there two announced clips, or none."""
    whole = names.name(torn.caption)
    durable.remove(volume.root / whole)  # an earlier sweep was cut off while it wrote it
    with volume.whole(torn.caption) as file:
        torn.close(file)
    volume.note(_record(volume.root, whole, torn.facts))
    durable.remove(volume.root / name)


def _record(root: Path, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    path = root / name
    return catalog.media(name, checksum.sha256(path), path.stat().st_size, facts) | {"recovered": True}


def _set_aside(root: Path, name: str) -> None:
    folder, _, file = f"{UNFINISHED}/{name}".rpartition("/")
    durable.make_folders(root, folder)
    to = root / folder / file
    copies = 1
    while to.exists():
        copies += 1
        to = root / folder / f"{copies}-{file}"
    durable.move(root / name, to)
