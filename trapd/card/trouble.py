"""What a card's error means for the person who stands in front of it: what, where, and the mend."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Room would mend it."""
PLACES = 3
"""Of the calls that led to a bug, the innermost."""

_CLOSED = "may not be read, or may not be written by this user: run trapd as its owner, or change the folder's owner"
_MEANING = {
    errno.ENOSPC: "is full: copy its pictures away and empty it, or put in another",
    errno.EDQUOT: "is full: copy its pictures away and empty it, or put in another",
    errno.EROFS: "is read-only: open its write-protect switch; if it has none, check its file system (fsck)",
    errno.EIO: "fails to read or write: copy its pictures away and replace it",
    errno.ENOENT: "is gone: put it in, and see that it is mounted",
    errno.ENODEV: "is gone: put it in, and see that it is mounted",
    errno.ENXIO: "is gone: put it in, and see that it is mounted",
    errno.ENOTDIR: "is no folder, or a file stands where a folder belongs: move that file away",
    errno.EISDIR: "has a folder where a file belongs: move that folder away",
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.ENOTSUP: "was written by a newer trapd: bring this one up to date, or put in another card",
    errno.EAGAIN: "is in use by another trapd: stop that one first",
}


def in_words(error: Exception, root: Path) -> str:
    """One line for the report; with the error's notes, such as the file's name. Of a bug its kind and its place."""
    notes = getattr(error, "__notes__", None)
    about = f" ({', '.join(notes)})" if notes else ""
    return " ".join(f"the card {root} {_meaning(error)}{about}".split())


def _meaning(error: Exception) -> str:
    if not isinstance(error, OSError):
        trail = traceback.extract_tb(error.__traceback__)[-PLACES:]
        place = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in trail)
        return f"holds what trapd does not expect: report this line. {type(error).__name__}: {error} at {place}"
    fallback = f"fails ({error.strerror or error}): check its file system (fsck), or replace it"
    return _MEANING.get(error.errno or 0, fallback)
