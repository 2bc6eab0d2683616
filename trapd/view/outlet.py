"""A way out that never holds the loop up: a thread of its own writes, however slowly somebody reads."""

from __future__ import annotations

import io
import os
import queue
import select
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

BACKLOG = 4_000_000
"""Characters that may wait: about a day of events. A pager left open, or Ctrl-S, must not stop the trap."""
PATIENCE_S = 2.0
"""At the end, for a reader who stopped reading."""


class Writable(Protocol):
    """What a view needs of a text file."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> None: ...


class Outlet(io.TextIOBase):
    """A text file on `fd`. What is written while the backlog is full is dropped whole, and counted in `dropped`.

    `gone` is called once, on the writing thread, when nobody will ever read again: all that it may do is post.
    """

    def __init__(self, fd: int, gone: Callable[[], None]) -> None:
        self._fd = fd
        self._gone = gone
        self._texts: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="outlet", daemon=True)
        self._thread.start()

    def write(self, text: str) -> int:
        """Queues the text as one piece."""
        with self._lock:
            if self._waiting + len(text) > BACKLOG:
                self.dropped += 1
                return len(text)
            self._waiting += len(text)
        self._texts.put(text)
        return len(text)

    def isatty(self) -> bool:
        """Whether a person looks on."""
        return os.isatty(self._fd)

    def fileno(self) -> int:
        return self._fd

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def close(self) -> None:
        """Writes what waits, unless nobody reads it; the descriptor stays open."""
        if not self.closed:
            super().close()
            self._texts.put(None)
            self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        try:
            while (text := self._texts.get()) is not None:
                self._drain(text.encode("utf-8", "backslashreplace"))
                with self._lock:
                    self._waiting -= len(text)
        except OSError:
            self._gone()

    def _drain(self, data: bytes) -> None:
        while data:
            # Whoever shares the terminal may have made it non-blocking.
            select.select([], [self._fd], [])
            with suppress(BlockingIOError):
                data = data[os.write(self._fd, data) :]
