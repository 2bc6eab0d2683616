"""The technician's line in tests: who listens at it, and the terminal at its other end."""

import os
import queue
import select
from functools import partial

PATIENCE_S = 30


class Listener:
    """Hands on each line that comes, as a job, and keeps what else it is told."""

    def __init__(self):
        self.lines = queue.SimpleQueue()
        self.opened_at = queue.SimpleQueue()
        self.gone = queue.SimpleQueue()
        self.pauses = queue.SimpleQueue()
        self._begun = b""

    def opened(self, port):
        self.opened_at.put(port)

    def heard(self, data):
        *lines, self._begun = (self._begun + data).split(b"\r")
        for line in lines:
            yield partial(self.lines.put, line.decode())

    def paused(self):
        self.pauses.put(True)

    def left(self):
        self._begun = b""
        self.gone.put(True)

    def hears(self):
        """The next line."""
        return self.lines.get(timeout=PATIENCE_S)


def at_once(job):
    """A loop that has nothing else to do."""
    job()


class Terminal:
    """The technician's end of the line."""

    def __init__(self, fd):
        self.fd = fd

    def types(self, data):
        while data:
            data = data[os.write(self.fd, data[:256]) :]

    def reads(self, count):
        seen = b""
        while len(seen) < count:
            ready, _, _ = select.select([self.fd], [], [], PATIENCE_S)
            assert ready, f"only {len(seen)} bytes came"
            seen += os.read(self.fd, count - len(seen))
        return seen

    def reads_until(self, end):
        seen = b""
        while not seen.endswith(end):
            seen += self.reads(1)
        return seen

    def sees_nothing(self):
        return not select.select([self.fd], [], [], 0.2)[0]

    def close(self):
        os.close(self.fd)


def terminal(name):
    """One that opens this port."""
    return Terminal(os.open(name, os.O_RDWR | os.O_NOCTTY))
