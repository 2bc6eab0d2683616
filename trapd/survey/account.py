"""Where every file of every card went: nothing is dropped without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from trapd.core.value import value

Fate = Literal[
    "exported",
    "twice",
    "missing",
    "damaged",
    "unannounced",
    "foreign",
    "left over",
    "unfinished",
    "unreadable",
    "no position",
    "clash",
    "record",
]
"""| fate | the file |
|---|---|
| `exported` | is in the package |
| `twice` | is there from another card or copy already, byte for byte |
| `missing` | is announced and not there |
| `damaged` | is not what was announced |
| `unannounced` | has a name of ours, and no line in the catalog |
| `foreign` | is not trapd's |
| `left over` | was repaired or deleted: its heir is exported, or nothing |
| `unfinished` | was broken off by a power cut |
| `unreadable` | or a folder: the card does not let it be read |
| `no position` | belongs to a deployment whose place nobody knows, where the form wants one |
| `clash` | has the name of another picture with other bytes |
| `record` | is a record of trapd's, which the survey was read from |
"""


@value
class Row:
    """One file."""

    card: Path
    name: str
    """Path below the card's root."""
    fate: Fate
    to: str
    """Where it went, below the package's root; empty if nowhere."""
    why: str
    """In words, for all but `exported`."""
