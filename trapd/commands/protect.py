"""`trapd protect`: pictures that retention and offload shall not delete, told to the card itself."""

from __future__ import annotations

from pathlib import Path

from trapd.card import catalog, ledger, trouble
from trapd.card.catalog import Catalog
from trapd.card.identity import is_card
from trapd.core.errors import TrapdError, WrongUse


def main(root: Path, names: list[str], off: bool) -> int:
    """Returns 0. Raises `WrongUse` for what is no card or no picture on it, TrapdError for a card that cannot be
    written, one that a running unit owns included."""
    try:
        is_card(root)
        known = ledger.fold(root).pictures
        wanted = [_name(root, name) for name in names]
        for name in wanted:
            if name not in known:
                raise WrongUse(f"{name} is no picture on {root}: give names as in {catalog.FILE}, or paths")
        book = Catalog(root)
        try:
            for name in wanted:
                if known[name].protected == off:
                    book.append({"kind": "unprotected" if off else "protected", "name": name})
        finally:
            book.close()
    except OSError as error:
        raise TrapdError(trouble.in_words(error, root)) from error
    return 0


def _name(root: Path, given: str) -> str:
    """As in the catalog, of a name or of a path to the file."""
    path = Path(given).absolute()
    return path.relative_to(root.absolute()).as_posix() if path.is_relative_to(root.absolute()) else given
