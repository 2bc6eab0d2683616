"""What a card knows of its copies: `offloads.jsonl`, beside the catalog that a running unit owns."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

from trapd.card import durable, ledger, trouble
from trapd.card.catalog import Catalog
from trapd.card.duplicate import NAME
from trapd.card.ledger import Ledger, Picture

UNWRITABLE = trouble.FULL | {errno.EROFS, errno.EACCES, errno.EPERM}


class Marks:
    """Written by this process alone. Every method raises OSError for the card."""

    def __init__(self, card: Path, id: str) -> None:
        self._root = card
        self._lines: Catalog | OSError
        """Or why there are none."""
        try:
            self._lines = Catalog(card, ledger.OFFLOADS, id)
        except OSError as error:
            self._none(error)

    @property
    def kept(self) -> bool:
        """False for a card that cannot be written: it is copied all the same, and will not know of it."""
        return not isinstance(self._lines, OSError)

    def offloaded(self, picture: Picture, disk: str) -> None:
        """A copy of just these bytes was read back from `disk`."""
        if not isinstance(self._lines, OSError) and not picture.offloaded:
            line = {"kind": "offloaded", "name": picture.name, "sha256": picture.sha256, "disk": disk}
            try:
                self._lines.append(line)
            except OSError as error:
                self.close()
                self._none(error)

    def delete(self, picture: Picture) -> None:
        """First the word, then the deed: what is announced is there."""
        if isinstance(self._lines, OSError):
            raise self._lines
        self._lines.append({"kind": "deleted", "name": picture.name, "sha256": picture.sha256, "why": "offloaded"})
        self._unlink(picture.name)

    def finish(self, card: Ledger) -> None:
        """The deeds that a cut kept from following their words."""
        for name, heir in card.gone.items():
            if not heir and NAME.fullmatch(name):
                self._unlink(name)

    def close(self) -> None:
        if not isinstance(self._lines, OSError):
            self._lines.close()

    def _none(self, why: OSError) -> None:
        if why.errno not in UNWRITABLE:
            raise why
        self._lines = why

    def _unlink(self, name: str) -> None:
        with suppress(FileNotFoundError):
            durable.remove(self._root / name)
