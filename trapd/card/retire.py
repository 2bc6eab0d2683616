"""Makes room on a card ahead of need, where the unit's owner has chosen that it may.

First the word, then the deed: a `deleted` line in the catalog, then the file goes. A cut in between leaves a file
that the catalog says is deleted, and the next sweep removes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from trapd.card import durable, ledger, names
from trapd.card.ledger import Picture
from trapd.card.volume import MB, Volume
from trapd.core import retention
from trapd.core.retention import Policy

WHY = "made room"


class Retirement:
    """Of one card while it is open. `due` is asked on the card's thread, `make_room` is a chore."""

    def __init__(self, policy: Policy, full_mb: int, low_mb: int, unit: str) -> None:
        """With less than `full_mb` free the card is full, with less than `low_mb` beyond nearly so. Only what
        this unit took may go."""
        self._policy = policy
        self._full_mb = full_mb
        self._low_mb = low_mb
        self._unit = unit
        self._in_vain_mb: int | None = None
        """So little was free when no more might go: to go through the catalog after each picture would cost power."""

    def due(self, volume: Volume) -> bool:
        """Whether room is to be made. Raises OSError."""
        if self._policy == "never":
            return False
        free_mb, (begin_mb, _) = volume.free_mb(), self._marks(volume)
        return free_mb < begin_mb and (self._in_vain_mb is None or free_mb < self._in_vain_mb * 7 // 8)

    def make_room(self, volume: Volume) -> Iterator[Picture]:
        """Each picture that went. Raises OSError: the card is gone or closed."""
        if not self.due(volume):
            return  # this was asked for while it was being done
        _, end_mb = self._marks(volume)
        room = (end_mb - volume.free_mb()) * MB
        while room > 0 and (going := self._going(volume, room)):
            for picture in going:
                let_go(volume, picture, WHY)
                room -= picture.size
                yield picture
        self._in_vain_mb = volume.free_mb() if room > 0 else None

    def _going(self, volume: Volume, room: float) -> list[Picture]:
        pictures = ledger.fold(volume.root).pictures.values()
        ours = (one for one in pictures if names.unit(one.name) == self._unit)
        return retention.leaving(ours, room, self._policy)

    def _marks(self, volume: Volume) -> tuple[int, int]:
        return retention.marks(volume.size_mb(), self._full_mb, self._low_mb)


def let_go(volume: Volume, picture: Picture, why: str) -> None:
    """One step of a chore. Raises OSError."""
    volume.check()
    volume.note({"kind": "deleted", "name": picture.name, "sha256": picture.sha256, "why": why})
    durable.remove(volume.root / picture.name)
