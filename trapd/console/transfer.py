"""The card's pictures, for a program on the laptop: which there are, and their bytes.

Nothing is kept of a transfer: whoever was cut off asks for the bytes behind those that it has, and judges the whole
by the catalog's checksum. Only what the catalog announces can be read, and only where it lies below the card's root.
"""

from __future__ import annotations

import errno
import os
import stat
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from trapd.card import catalog, ledger, trouble
from trapd.card.ledger import Ledger, Picture
from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Failed, FilesTold, FileTold, ReadTold
from trapd.console.requests import Files, Read, Request
from trapd.console.wire import LONGEST_REPLY
from trapd.runtime.worker import Worker

PAGE_MOST = 1_000
"""Files that one request tells of."""
AT_ONCE = 10
"""Files that are told of before the loop turns to other things."""
MISSING = 69
"""As in sysexits.h: hardware."""
WRONG_USE = 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """Of one card at one moment."""

    ledger: Ledger
    names: list[str]
    """Sorted."""
    size: int
    """Of the catalog then, in bytes."""


class Transfer:
    """Reads the card on a thread of its own, one request after the other, and answers on the loop's."""

    def __init__(self, root: Path, worker: Worker, post: Callable[[Callable[[], None]], None]) -> None:
        """`post`: to the loop's thread."""
        self._root = root
        self._worker = worker
        self._post = post
        self._listing: Listing | None = None
        """The worker's own."""

    def operations(self) -> Mapping[type[Request], Operation]:
        return {Files: self._files, Read: self._read}

    def forget(self) -> None:
        """The listing, some 40 MB for 100,000 pictures, until somebody asks again."""

        def drop() -> None:
            self._listing = None

        self._worker.submit(drop, lambda _: None)

    def _files(self, session: Session, request: Files, reply: Reply) -> None:
        def tell(page: tuple[Iterator[Picture], FilesTold]) -> None:
            pictures, last = page
            some = list(islice(pictures, AT_ONCE))
            for picture in some:
                reply.part(_file(picture))
            if some:
                self._post(lambda: tell(page))
            else:
                reply.done(last)

        self._answer(lambda: self._page(request.after, request.count), tell, reply)

    def _read(self, session: Session, request: Read, reply: Reply) -> None:
        def tell(found: tuple[bytes, int]) -> None:
            data, size = found
            reply.data(data)
            reply.done(ReadTold(offset=request.offset, length=len(data), size=size))

        self._answer(lambda: self._bytes(request.name, request.offset, request.length), tell, reply)

    def _answer(self, work: Callable[[], T], tell: Callable[[T], None], reply: Reply) -> None:
        def done(found: T | Failed) -> None:
            if isinstance(found, Failed):
                reply.failed(found)
            else:
                tell(found)

        def tried() -> T | Failed:
            try:
                return work()
            except _NoSuchFile as err:
                return Failed(why=str(err), code=WRONG_USE)
            except OSError as err:
                return Failed(why=trouble.in_words(err, self._root), code=MISSING)

        self._worker.submit(tried, done)

    # -- on the worker's thread ------------------------------------------------------------------------------------

    def _page(self, after: str, count: int) -> tuple[Iterator[Picture], FilesTold]:
        """A listing is begun with the card as it is now, and gone on with as it was then. Raises OSError."""
        listing = self._listing
        if listing is None or not after:
            listing = self._now()
        first = bisect_right(listing.names, after)
        names = listing.names[first : first + max(0, min(count, PAGE_MOST))]
        pictures = [listing.ledger.pictures[name] for name in names]
        return iter(pictures), FilesTold(count=len(names), left=len(listing.names) - first - len(names))

    def _bytes(self, name: str, offset: int, length: int) -> tuple[bytes, int]:
        """And the size of the whole file. Raises OSError, `_NoSuchFile`."""
        listing = self._listing
        if listing is None or name not in listing.ledger.pictures:
            listing = self._now()
        if name not in listing.ledger.pictures:
            raise _NoSuchFile(f"the catalog knows no file `{name}`: `files` lists those that it knows")
        with ExitStack() as open_files:
            fd = _open(self._root, name, open_files)
            size = os.fstat(fd).st_size
            if not 0 <= offset <= size:
                return b"", size
            return os.pread(fd, max(0, min(length, LONGEST_REPLY)), offset), size

    def _now(self) -> Listing:
        """As the card is now. Raises OSError."""
        size = (self._root / catalog.FILE).stat().st_size
        if self._listing is None or self._listing.size != size:
            self._listing = None  # never two in memory
            book, names = ledger.fold(self._root), list[str]()
            # Name by name: to sort all at once would hold the interpreter's lock for too long.
            for name in book.pictures:
                insort(names, name)
            self._listing = Listing(book, names, size)
        return self._listing


class _NoSuchFile(Exception):
    """And what to do."""


def _open(root: Path, name: str, open_files: ExitStack) -> int:
    """An ordinary file below the root, reached without a link: what a catalog says may be anybody's word. Raises
    OSError, `_NoSuchFile`."""
    *folders, last = name.split("/")
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        open_files.callback(os.close, at)
        for folder in folders:
            at = os.open(_part(folder), flags | os.O_DIRECTORY, dir_fd=at)
            open_files.callback(os.close, at)
        fd = os.open(_part(last), flags, dir_fd=at)
        open_files.callback(os.close, fd)
    except OSError as err:
        if err.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENXIO):
            raise _NoSuchFile(f"the file `{name}` is not on the card: `trapd verify` tells what else lacks") from err
        raise
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        raise _NoSuchFile(f"`{name}` is no ordinary file: it stays where it is")
    return fd


def _part(part: str) -> str:
    """Of a path, if it leads nowhere but down."""
    if part in ("", ".", "..") or "\0" in part:
        raise _NoSuchFile("a name in the catalog leads out of the card: it stays unread")
    return part


def _file(picture: Picture) -> FileTold:
    return FileTold(
        name=picture.name,
        size=picture.size,
        sha256=picture.sha256,
        utc_ns=picture.utc_ns or None,
        media="still" if picture.number else "clip",
        trigger=picture.trigger,
    )
