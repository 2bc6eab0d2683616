"""What `verify` tells of a card, one thing a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

What = Literal[
    "missing",  # announced, and not there
    "damaged",  # not the bytes that were announced
    "differs",  # says another thing of itself than the catalog does
    "unreadable",
    "line",  # of a catalog: not as it was written
    "torn",  # by a power cut: said nothing
    "unannounced",  # no picture yet
    "left over",  # deleted or renamed by the catalog's word, and still there
    "unfinished",  # put aside by a sweep
    "foreign",  # of somebody else
    "gap",  # in effort
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, or that is worth telling."""

    what: What
    name: str
    """The file's path below the card's root; of a gap, station and unit."""
    why: str
    ok: bool = False
    """It is told, and the card is in order all the same."""
