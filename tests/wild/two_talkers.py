"""Two who talk wildly on one technician's line. As a program: two_talkers.py PORT INPUTS [SEED]

It ends with 0 if the unit greeted after every so many inputs.
"""

from __future__ import annotations

import os
import random
import select
import sys
import termios
import time
import tty
from contextlib import suppress

from line_inputs import an_input

from trapd.console.wire import LONGEST_REPLY, Frame, Frames, Kind, encode

BATCH = 500
PATIENCE_S = 120
GREETING = 0xFFFF_FFFF
"""An id that no input has."""


class Two:
    """Who talk at once; one of them reads."""

    def __init__(self, port: str, chance: random.Random) -> None:
        self._fds = [os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK) for _ in range(2)]
        with suppress(termios.error):
            tty.setraw(self._fds[0])
        self._chance = chance
        self._frames = Frames(LONGEST_REPLY)
        self._greetings = 0

    def throw(self, count: int) -> int:
        """So many inputs, each of them half, in pieces that come in between the other's. Returns their bytes."""
        inputs = [an_input(self._chance) for _ in range(count)]
        streams = [b"".join(inputs[0::2]), b"".join(inputs[1::2])]
        while any(streams):
            which = self._chance.randrange(2)
            piece = streams[which][: self._chance.choice((1, 7, 40, 300))]
            sent = self._write(which, piece)
            streams[which] = streams[which][sent:]
            self._read(0 if sent else 0.001)
        return sum(map(len, inputs))

    def pour(self, data: bytes) -> None:
        """All of it, by one of them."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._write(0, rest[:4_096]) :]
            self._read(0.001)

    def greet(self) -> None:
        """Whatever was half said: a C0 ends a frame, Ctrl-C a line. Raises AssertionError if nobody answers."""
        before = self._greetings
        self.pour(b"\xc0\x03" + encode(Kind.REQUEST, GREETING, b'{"ask": "hello"}'))
        until = time.monotonic() + PATIENCE_S
        while self._greetings == before:
            assert time.monotonic() < until, "the unit does not answer any more"
            self._read(0.5)

    def close(self) -> None:
        for fd in self._fds:
            os.close(fd)

    def _write(self, which: int, data: bytes | memoryview) -> int:
        with suppress(BlockingIOError):
            return os.write(self._fds[which], data)
        return 0

    def _read(self, within_s: float) -> None:
        while select.select([self._fds[0]], [], [], within_s)[0]:
            for item in self._frames.feed(os.read(self._fds[0], 65_536)):
                self._greetings += isinstance(item, Frame) and (item.kind, item.id) == (Kind.DONE, GREETING)
            within_s = 0


def main(port: str, inputs: int, seed: int = 0) -> None:
    two = Two(port, random.Random(seed))
    for done in range(0, inputs, BATCH):
        two.throw(min(BATCH, inputs - done))
        two.greet()
    two.close()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
