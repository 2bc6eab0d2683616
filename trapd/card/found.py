"""What a file that no catalog announces turns out to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from trapd.core.caption import Caption


@dataclass(frozen=True, slots=True)
class Whole:
    """A picture that opens."""

    facts: Mapping[str, Any]
    """Its caption's; empty if it carries none: it is not ours."""


@dataclass(frozen=True, slots=True)
class Torn:
    """A clip that was cut short."""

    caption: Caption
    """As far as it got."""
    close: Callable[[BinaryIO], None]
    """Writes what can be shown as an ordinary file, into a new one. Raises OSError."""

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.caption.facts()


Inspect = Callable[[Path], Whole | Torn | None]
"""What a file says of itself; None if it does not open. Raises OSError if the card does not let it be read."""
