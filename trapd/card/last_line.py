"""Where the last intact line of a catalog ends: the next one goes there, over whatever a power cut left behind it.

A cut loses whole sectors, in any order. So the line that was being written may end in the middle, or have its end,
newline and all, and not its beginning; and blocks that were new to the file may hold what somebody wrote long ago.
"""

from __future__ import annotations

import os

from trapd.card import line

WINDOW = 65_536
"""Bytes before the last newline in which a line must be intact; ours are below 2,000. If none is, the file is not
ours, or a card's failure rather than a cut's: nothing that stands in it is written over."""
A_HEADER = 512
"""Bytes. A catalog that is no longer was cut off while its header was written: there never was an intact line."""


def end(fd: int, size: int) -> int:
    """In bytes from the start of the file, which is `size` long. Raises OSError."""
    behind = newline = _behind_newline(fd, size)
    unchecked = line.unchecked(os.pread(fd, WINDOW, 0).partition(b"\n")[0])
    start = max(0, newline - WINDOW)
    lines = os.pread(fd, newline - start, start).split(b"\n")[:-1]
    for text in reversed(lines[1:] if start else lines):  # the first is a part of one, but at the file's start
        if line.decode(text, unchecked) is not None:
            return behind
        behind -= len(text) + 1
    return newline if size > A_HEADER else 0


def _behind_newline(fd: int, upto: int) -> int:
    while upto:
        start = max(0, upto - WINDOW)
        newline = os.pread(fd, upto - start, start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        upto = start
    return 0
