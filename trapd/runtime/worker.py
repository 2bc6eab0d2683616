"""Work too long for the loop: done elsewhere, its result handed back to the loop."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from trapd.runtime.loop import Loop

T = TypeVar("T")


class Worker(Protocol):
    """One piece of work after the other, each followed by one `done` on the loop's thread."""

    def submit(self, fn: Callable[[], T], done: Callable[[T], None]) -> None: ...

    def close(self) -> None: ...


class InlineWorker:
    """For the virtual clock: the work takes no time."""

    def submit(self, fn: Callable[[], T], done: Callable[[T], None]) -> None:
        done(fn())

    def close(self) -> None:
        pass


class ThreadWorker:
    """One thread of its own. A piece of work that raises ends the program: it is a bug, not a fault."""

    def __init__(self, loop: Loop, name: str) -> None:
        self._loop = loop
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any], Callable[[Any], None]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[[], T], done: Callable[[T], None]) -> None:
        self._jobs.put((fn, done))

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            fn, done = job
            try:
                result = fn()
            except Exception as bug:  # noqa: BLE001 – carried over to the loop's thread, where it ends the program
                self._loop.post(_raise, bug)
            else:
                self._loop.post(done, result)


def _raise(bug: Exception) -> None:
    raise bug
