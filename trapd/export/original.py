"""A picture on its card, read once and compared with what the catalog announces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from trapd.card import catalog
from trapd.card.ledger import Picture
from trapd.core.errors import TrapdError
from trapd.survey.account import Fate
from trapd.survey.capture import Card

PIECE = 1 << 20
"""Bytes."""


class Unfit(Exception):
    """The original cannot be exported."""

    def __init__(self, fate: Fate, why: str) -> None:
        super().__init__(why)
        self.fate = fate


def pour(card: Card, picture: Picture, to: BinaryIO | None) -> None:
    """The whole file as it was announced. Raises `Unfit`, OSError for `to`."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(card, picture.name):
        digest.update(piece)
        size += len(piece)
        if to is not None:
            to.write(piece)
    if size != picture.size:
        raise Unfit("damaged", f"has {size:,} bytes instead of {picture.size:,}")
    if digest.hexdigest() != picture.sha256:
        raise Unfit("damaged", "its checksum is not that in the catalog")


def _pieces(card: Card, name: str) -> Iterator[bytes]:
    with _original(card), (card.root / name).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def _original(card: Card) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as err:
        _still_there(card)
        raise Unfit("missing", "is announced and not there") from err
    except OSError as err:
        _still_there(card)
        raise Unfit("unreadable", f"cannot be read: {err.strerror}") from err


def _still_there(card: Card) -> None:
    if not (card.root / catalog.FILE).exists():
        raise TrapdError(
            f"the card {card.root} went while it was read: put it in again, and export again: it goes on"
        )
