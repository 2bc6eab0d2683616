"""One thread that sleeps until a line changes: the kernel wakes it, nothing else does."""

from __future__ import annotations

import os
import select
from collections.abc import Callable
from threading import Thread


class EdgeThread:
    """Calls a reader, on its own thread, each time that the reader's file descriptor has something to read."""

    def __init__(self) -> None:
        self._readers: dict[int, Callable[[], None]] = {}
        self._poll = select.epoll()
        self._end = os.eventfd(0)
        self._poll.register(self._end, select.EPOLLIN)
        self._thread = Thread(target=self._run, name="pin-edges", daemon=True)
        self._thread.start()

    def watch(self, fd: int, read: Callable[[], None]) -> None:
        """From any thread. `read` must not block: another may have read already what woke it."""
        self._readers[fd] = read
        self._poll.register(fd, select.EPOLLIN)

    def forget(self, fd: int) -> None:
        """From any thread, the reader's own included, before `fd` is closed; twice does no harm."""
        if self._readers.pop(fd, None) is not None:
            self._poll.unregister(fd)

    def close(self) -> None:
        """Wait for the thread's end; not from a reader."""
        os.eventfd_write(self._end, 1)
        self._thread.join()
        self._poll.close()
        os.close(self._end)

    def _run(self) -> None:
        while True:
            for fd, _ in self._poll.poll():
                if fd == self._end:
                    return
                read = self._readers.get(fd)
                if read is not None:
                    read()
