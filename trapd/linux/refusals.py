"""What became of a device that was plugged in: a note that `trapd card` or `trapd disk` leaves, as root, and the
unit's own process reads."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

NOTES = Path("/run/trapd-card")
"""Why a card was refused: one file a device, named like it."""
OFFLOADS = Path("/run/trapd-offload")
"""How far the copying to a disk is, or why it ended."""
BLOCKS = Path("/sys/class/block")


def note(name: str, why: str, notes: Path = NOTES) -> None:
    """`name` of the device, as `sdb1`. Raises OSError."""
    notes.mkdir(exist_ok=True)
    new = notes / f".{name}"
    new.write_text(why + "\n")
    new.rename(notes / name)  # nobody reads half of it


def forget(name: str, notes: Path = NOTES) -> None:
    (notes / name).unlink(missing_ok=True)


def told(notes: Path = NOTES, blocks: Path = BLOCKS) -> str | None:
    """The reason of a device that is still in; None where none is, or none was refused."""
    with suppress(OSError):
        for file in sorted(notes.iterdir()):
            if (blocks / file.name).exists():
                return file.read_text().strip()
    return None
