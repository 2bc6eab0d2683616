"""Opens every picture that a card announces: is it there, whole, and what the catalog says?

Each file is read once. While one thread waits for the card others reckon the checksums of what has come, and the
caller's thread compares facts: the libraries that read and reckon let other threads run.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from trapd.card import catalog, ledger
from trapd.card.finding import Finding
from trapd.card.ledger import Ledger, Picture
from trapd.core.errors import TrapdError

THREADS = min(4, os.cpu_count() or 1)
"""Of the four cores of a small board each reckons some 40 MB/s (an assumption): together as fast as any card."""
IN_MEMORY = 8_000_000
"""Bytes. A still is held until it was compared. A longer file's index is asked for again, of the kernel's memory."""

Agree = Callable[[BinaryIO, Mapping[str, Any]], Iterable[str]]
"""A line for each point on which a picture, read from its beginning, and its record differ. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One picture was looked at."""

    picture: Picture
    findings: list[Finding]
    """None: it is in order."""


def verify(root: Path, book: Ledger, agree: Agree) -> Iterator[Checked]:
    """Every picture of the ledger, in its order; those that are not there come last, since a unit that runs may have
    renamed or removed them meanwhile. Raises TrapdError if the card goes."""
    missing = []
    for picture, content in _in_order(root, book):
        try:
            with content.result() as file:
                differs = list(agree(file, ledger.facts(root, picture)))
                yield Checked(picture, [Finding("differs", picture.name, why) for why in differs])
        except FileNotFoundError:
            missing.append(Checked(picture, [Finding("missing", picture.name, "is announced and not there")]))
        except OSError as error:
            _still_there(root)
            yield Checked(picture, [Finding("unreadable", picture.name, f"cannot be read: {error.strerror}")])
        except _Damaged as error:
            yield Checked(picture, [Finding("damaged", picture.name, str(error))])
    if missing:
        _still_there(root)
        now = ledger.fold(root).pictures
        yield from (checked for checked in missing if checked.picture.name in now)


class _Damaged(Exception):
    """The bytes are not those that were announced."""


def _in_order(root: Path, book: Ledger) -> Iterator[tuple[Picture, Future[BinaryIO]]]:
    """Always a few pictures ahead of whoever asks."""
    pool = ThreadPoolExecutor(THREADS, "verify")
    ahead: deque[tuple[Picture, Future[BinaryIO]]] = deque()
    try:
        for picture in book.pictures.values():
            ahead.append((picture, pool.submit(_read, root / picture.name, picture)))
            if len(ahead) > 2 * THREADS:
                yield ahead.popleft()
        while ahead:
            yield ahead.popleft()
    finally:
        pool.shutdown(cancel_futures=True)


def _read(path: Path, picture: Picture) -> BinaryIO:
    """The whole file as it was announced. Raises `_Damaged`, OSError."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size != picture.size:
            raise _Damaged(f"has {size:,} bytes instead of {picture.size:,}")
        content = BytesIO(file.read()) if size <= IN_MEMORY else file
        if hashlib.file_digest(content, "sha256").hexdigest() != picture.sha256:
            raise _Damaged("its checksum is not that in the catalog")
    if content is file:
        return path.open("rb")
    content.seek(0)
    return content


def _still_there(root: Path) -> None:
    if not (root / catalog.FILE).exists():
        raise TrapdError(f"the card {root} went while it was read: put it in again")
