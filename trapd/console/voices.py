"""Two voices on one line: what comes is either a program's frame or a person's key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from trapd.console.wire import LONGEST_REQUEST, Frame, Frames

SLICE = 32
"""Keys that are handed on at once: the loop has other things to do in between."""
ROW = 16_384
"""Bytes without an Enter. Nobody edits one line for so long; of what somebody pours in the rest is left out."""
_END_OF_ROW = re.compile(rb"[\r\n\x03\x15]")
"""Enter, Ctrl-C and Ctrl-U."""


class Voices:
    """What a line's own thread makes of its bytes: jobs for the loop's thread, one after the other."""

    def __init__(
        self,
        post: Callable[[Callable[[], None]], None],
        keyed: Callable[[bytes], None],
        framed: Callable[[Frame], None],
        opened: Callable[[str], None],
        left: Callable[[], None],
    ) -> None:
        """All but `post` are called on the loop's thread: with keys; with a whole frame; with the port's name when it
        is back, or there at last; when the line was hung up."""
        self._post = post
        self._keyed = keyed
        self._framed = framed
        self._opened = opened
        self._left = left
        self._frames = Frames(LONGEST_REQUEST)
        self._row = 0

    def opened(self, port: str) -> None:
        self._post(partial(self._opened, port))

    def heard(self, data: bytes) -> Iterator[Callable[[], None]]:
        """The next job is to be asked for when the last one is done."""
        for item in self._frames.feed(data):
            if isinstance(item, Frame):
                yield partial(self._framed, item)
            else:
                for row in self._rows(item):
                    for at in range(0, len(row), SLICE):
                        yield partial(self._keyed, row[at : at + SLICE])

    def paused(self) -> None:
        """A frame comes in one go: one that stopped in its middle will not be ended."""
        self._frames.give_up()

    def left(self) -> None:
        self._frames.give_up()
        self._row = 0
        self._post(self._left)

    def _rows(self, keys: bytes) -> Iterator[bytes]:
        """As far as they are short enough."""
        at = 0
        while at < len(keys):
            end = _END_OF_ROW.search(keys, at)
            if end is not None and end.start() == at:
                yield end[0]
                at, self._row = at + 1, 0
            else:
                row = keys[at : end.start() if end else len(keys)]
                yield row[: ROW - self._row]
                at, self._row = at + len(row), min(ROW, self._row + len(row))
