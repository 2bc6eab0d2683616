"""The folder that an export makes. Nothing stands in it under its final name that is not whole.

Each file is written in `.unfinished/`, read back from the medium, and only then renamed. Whatever ends the export,
the next one goes on: what is there and right stays as it is. The folder is this process's alone meanwhile.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import BinaryIO, cast

from trapd.card import medium
from trapd.core.errors import WrongUse
from trapd.core.units import S
from trapd.core.value import value

ACCOUNT = "account.csv"
UNFINISHED = ".unfinished"
IN_MEMORY = 8_000_000
"""Bytes. A still is altered there; a longer file in `.unfinished/`."""

TAGS = b"http://ns.adobe.com/", b"Photoshop 3.0\0"
"""How XMP and IPTC begin in a JPEG. trapd writes neither."""
COARSEST_NS = 2 * S
"""A file's date is no finer than that on FAT."""


@value
class Written:
    """A table."""

    name: str
    size: int
    """Bytes."""
    sha256: str


class Package:
    """Every method raises OSError for the medium below `root`. `scratch`, `stands`, `put` and `link` may be called on
    several threads at once."""

    def __init__(self, root: Path) -> None:
        """Raises `WrongUse` for a folder that is somebody else's, or in which another export is at work."""
        self.root = root
        _ours(root)
        self._parts = root / UNFINISHED
        self._parts.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._parts, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise WrongUse(f"another export writes into {root}: let that one end first") from None
        for part in self._parts.iterdir():
            part.unlink()  # of an export that was cut off
        self._numbers = count()

    def close(self, whole: bool) -> None:
        """`whole`: the export came to its end."""
        if whole:
            shutil.rmtree(self._parts, ignore_errors=True)
        os.close(self._lock)

    @contextmanager
    def scratch(self, size: int) -> Iterator[BinaryIO]:
        """An empty file for some `size` bytes, gone afterwards unless it was `put`."""
        if size <= IN_MEMORY:
            yield BytesIO()
            return
        part = self._part()
        try:
            with part.open("w+b") as file:
                yield cast(BinaryIO, file)
        finally:
            part.unlink(missing_ok=True)

    def free(self) -> int:
        """Bytes."""
        disk = os.statvfs(self.root)
        return disk.f_bavail * disk.f_frsize

    def holds(self, to: str) -> bool:
        """Whether a file is there, be it right or wrong."""
        return (self.root / to).exists()

    def stands(self, to: str, sha256: str) -> bool:
        """Whether just these bytes are there already, read from the medium."""
        try:
            return medium.sha256(self.root / to) == sha256
        except FileNotFoundError:
            return False

    def changed(self, to: str, mtime_ns: int, original: Path) -> bool:
        """Whether somebody wrote into that file since it was `put` with this date, or linked. What a power cut or
        the medium spoilt has its date still, and no tags."""
        copy = self.root / to
        try:
            dated = abs(copy.stat().st_mtime_ns - mtime_ns) <= COARSEST_NS
        except FileNotFoundError:
            return False
        if original.exists() and copy.samefile(original):
            return False
        return not dated or _tagged(copy)

    def put(self, content: BinaryIO, to: str, sha256: str, mtime_ns: int) -> None:
        """What `scratch` gave, under its final name, once the medium gives back bytes of this checksum."""
        if isinstance(content, BytesIO):
            part = self._part()
            part.write_bytes(content.getbuffer())
        else:
            content.flush()
            part = Path(content.name)
        try:
            # A vfat mounted by root lets others write but not set dates; the date is inside the picture as well.
            with suppress(PermissionError):
                os.utime(part, ns=(mtime_ns, mtime_ns))
            # Asked for its bytes, the kernel writes them out first: no fsync, since whatever a power cut takes is
            # missed by its checksum when the export goes on.
            if medium.sha256(part) != sha256:
                raise OSError(errno.EIO, "gives back other bytes than were written to it", str(part))
            self._name(part, to)
        finally:
            part.unlink(missing_ok=True)

    def link(self, original: Path, to: str) -> None:
        """Another name of the same file."""
        part = self._part()
        os.link(original, part)
        try:
            self._name(part, to)
        finally:
            part.unlink(missing_ok=True)

    def write(self, name: str, pieces: Iterable[str], was: str | None = None) -> Written:
        """A text in UTF-8. One that stands there just so is left alone, its date too. `was`: the checksum of what the
        export wrote before. Raises `WrongUse` if somebody changed it since: what they wrote is not written over."""
        part, digest = self._part(), hashlib.sha256()
        try:
            with part.open("wb") as file:
                for piece in pieces:
                    data = piece.encode()
                    digest.update(data)
                    file.write(data)
            written = Written(name, part.stat().st_size, digest.hexdigest())
            if not self.stands(name, written.sha256):
                if was is not None and (self.root / name).exists() and not self.stands(name, was):
                    mend = "move it away, or export into a new folder"
                    raise WrongUse(f"{self.root / name} was changed since it was exported: {mend}")
                self._name(part, name)
        finally:
            part.unlink(missing_ok=True)
        return written

    def _part(self) -> Path:
        return self._parts / str(next(self._numbers))

    def _name(self, part: Path, to: str) -> None:
        target = self.root / to
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)


def _tagged(copy: Path) -> bool:
    """Whether it is a JPEG with words of another program: some that write species into pictures keep the date."""
    if copy.suffix.lower() != ".jpg":
        return False
    from trapd.media import jpeg

    picture = copy.read_bytes()
    return any(mark in picture[: jpeg.head(picture)] for mark in TAGS)


def _ours(root: Path) -> None:
    try:
        names = {entry.name for entry in os.scandir(root)}
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise WrongUse(f"{root} is a file: name a folder, which may not exist yet") from None
    if names and not names & {ACCOUNT, UNFINISHED}:
        raise WrongUse(f"{root} holds files, and no export: name an empty folder, or one that does not exist yet")
