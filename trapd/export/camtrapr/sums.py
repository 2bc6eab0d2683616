"""The checksums of the tables, as `sha256sum -c` takes them: what tells whether somebody wrote into one since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from trapd.export.package import Written

FILE = "SHA256SUMS"


def read(root: Path) -> dict[str, str]:
    """By the tables' names; empty if there was no export before. Raises OSError."""
    try:
        lines = (root / FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    return {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines if "  " in line)}


def lines(written: Iterable[Written]) -> Iterator[str]:
    """One for each table."""
    return (f"{one.sha256}  {one.name}\n" for one in written)
