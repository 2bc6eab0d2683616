"""What stands on a card and is no picture: one row each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from trapd.card import checksum
from trapd.card.finding import Finding
from trapd.card.inventory import EMPTY, OURS
from trapd.card.offload import FOLDER
from trapd.survey.account import Fate, Row
from trapd.survey.capture import Capture
from trapd.survey.reading import Reading

FATES: dict[str, Fate] = {
    "unannounced": "unannounced",
    "left over": "left over",
    "unfinished": "unfinished",
    "foreign": "foreign",
    "unreadable": "unreadable",
}
"""By what was found. All else is about one of trapd's own files."""


def strays(reading: Reading, taken: Mapping[str, Capture]) -> Iterator[Row]:
    """Of one card. `taken`: by name, what is exported, from whatever card."""
    root, said = reading.card.root, dict[str, list[str]]()
    for finding in reading.inventory.findings:
        if finding.name.startswith(f"{FOLDER}/"):
            continue  # of a card of its own
        if finding.what in FATES:
            yield from _rows(root, finding, taken)
        else:
            said.setdefault(finding.name, []).append(finding.why)
    for name in sorted(name for name in OURS if (root / name).is_file()):
        what = "shows the pictures of a run" if name.endswith(".png") else "was read"
        yield Row(root, name, "record", "", "; ".join([what, *said.get(name, ())]))
    for name in sorted(EMPTY):
        if os.access(root / name, os.R_OK | os.X_OK):
            yield from _below(root, name, "was found by a check of the file system")


def _rows(root: Path, finding: Finding, taken: Mapping[str, Capture]) -> Iterator[Row]:
    name, why = finding.name, finding.why
    twin = taken.get(name)
    if finding.what == "foreign" and name.endswith("/"):
        yield from _below(root, name.rstrip("/"), why)
    elif twin is not None and _same(root / name, twin):
        yield Row(root, name, "twice", "", f"is on {twin.card.root} too, and only announced there")
    else:
        yield Row(root, name, FATES[finding.what], "", why)


def _below(root: Path, name: str, why: str) -> Iterator[Row]:
    """Every file in a folder that is none of ours."""
    closed: list[OSError] = []
    for folder, _, files in os.walk(root / name, onerror=closed.append):
        below = os.path.relpath(folder, root)
        yield from (Row(root, f"{below}/{file}", "foreign", "", why) for file in sorted(files))
    for error in closed:
        folder = os.path.relpath(error.filename, root)
        yield Row(root, f"{folder}/", "foreign", "", f"{why}; it cannot be read: {error.strerror}")


def _same(path: Path, twin: Capture) -> bool:
    try:
        return path.stat().st_size == twin.picture.size and checksum.sha256(path) == twin.picture.sha256
    except OSError:
        return False
