"""What an error of the disk that pictures are offloaded to means for whoever plugged it in."""

from __future__ import annotations

import errno
from pathlib import Path

_GONE = "is gone, or fails: plug it in again, the next run goes on where this one ended"
_CLOSED = "may not be written by this user: run as its owner, or name another folder"
_MEANING = {
    errno.ENOSPC: "is full: plug in another for the rest",
    errno.EDQUOT: "is full: plug in another for the rest",
    errno.EFBIG: "cannot hold so large a file: format it as exFAT on a computer, or plug in another",
    errno.EROFS: "is read-only, or fails: plug it in again, its write-protect switch open; if that does not help,"
    " check its file system on a computer",
    errno.EIO: _GONE,
    errno.ENOENT: _GONE,
    errno.ENODEV: _GONE,
    errno.ENXIO: _GONE,
    errno.ENOTDIR: "has a file where a folder belongs: move that file away",
    errno.EISDIR: "has a folder where a file belongs: move that folder away",
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.ENOTSUP: "holds a copy that a newer trapd made: bring this one up to date, or plug in another",
    errno.EAGAIN: "is being written by another offload: let that one end first",
}


def in_words(error: OSError, disk: Path) -> str:
    """One line for the report."""
    fallback = f"fails ({error.strerror or error}): check it on a computer, or plug in another"
    return f"the disk {disk} {_MEANING.get(error.errno or 0, fallback)}"
