"""What the medium itself holds of a file, whatever the kernel remembers of it.

O_DIRECT has the device asked for every byte. A file system that does not know it (tmpfs before Linux 6.6, some of
FUSE) is asked to forget the file first, and may keep what it likes.

It proves that the bytes went out to the device and come back right. It does not prove that they lie where they will
stay: a disk with memory of its own may answer from that, and no file system can ask it not to.
"""

from __future__ import annotations

import errno
import hashlib
import mmap
import os
from collections.abc import Iterator
from pathlib import Path

PIECE = 1 << 20
"""Bytes: a multiple of every block size, as O_DIRECT wants it, and large enough for the speed of any USB disk."""
BLOCK = 1 << 16
"""Bytes: a multiple of every block size, too. Beyond a file's end the kernel fills the whole buffer with zeros, which
takes ten times as long as to read a small picture."""


def pieces(path: Path) -> Iterator[memoryview]:
    """The file from its first to its last byte; each piece is good until the next is asked for. Raises OSError."""
    fd = _open(path)
    try:
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        left = os.fstat(fd).st_size
        room = min(PIECE, left + -left % BLOCK) or BLOCK
        buffer = memoryview(mmap.mmap(-1, room))  # its memory begins at a page's border
        while left > 0 and (count := os.readv(fd, [buffer])):
            yield buffer[:count]
            left -= count
    finally:
        os.close(fd)


def sha256(path: Path) -> str:
    """64 hex digits. Raises OSError."""
    digest = hashlib.sha256()
    for piece in pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def touch(path: Path) -> None:
    """OSError if the medium is gone, though the kernel may still remember the file."""
    next(pieces(path), None)


def _open(path: Path) -> int:
    flags = os.O_RDONLY | os.O_CLOEXEC
    try:
        return os.open(path, flags | os.O_DIRECT)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return os.open(path, flags)
