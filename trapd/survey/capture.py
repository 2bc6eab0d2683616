"""One picture of a survey, on the card that holds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from trapd.card import ledger, names
from trapd.card.ledger import Picture
from trapd.core.value import value
from trapd.survey.post import Post


@value
class Card:
    """A folder with a catalog: a card, or an offloaded copy of one."""

    root: Path
    id: str
    """Its own, the same for all its copies."""


@value
class Capture:
    """What must be at hand of each of 100,000; its caption is read from the catalog when its turn comes."""

    card: Card
    picture: Picture
    post: Post
    """Where and how its unit hung, as its caption says."""
    utc_ns: int
    """When it was taken, as far as all cards together know: what belongs into tables. The file itself says
    `picture.utc_ns`."""
    dated: bool
    """That rests on an anchor."""
    doubt_s: float = 0.0
    """How far it may be off; 0 where the receiver told it well, or nobody says."""
    spare: tuple[Card, ...] = ()
    """Others that announce the same bytes under the same name: for when this file turns out damaged."""
    hides: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """Makes of its record what may be told of it; None: all."""

    @property
    def path(self) -> Path:
        """The file."""
        return self.card.root / self.picture.name

    @property
    def station(self) -> str:
        """In whose folder it lies."""
        return names.station(self.picture.name)

    @property
    def unit(self) -> str:
        """Its serial, as it stands in the name."""
        return names.unit(self.picture.name)

    def facts(self) -> dict[str, Any]:
        """The whole record: the caption's facts, and `name`, `sha256`, `size`. Raises OSError."""
        record = ledger.facts(self.card.root, self.picture)
        return record if self.hides is None else self.hides(record)
