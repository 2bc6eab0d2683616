"""Work too long for the loop: done elsewhere, its result handed back to the loop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

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
    """One thread of its own. Work that raises ends the program, on the loop's thread: it is a bug, not a fault."""

    def __init__(self, loop: Loop, name: str) -> None:
        self._loop = loop
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def submit(self, fn: Callable[[], T], done: Callable[[T], None]) -> None:
        def deliver(future: Future[T]) -> None:
            done(future.result())

        self._pool.submit(fn).add_done_callback(lambda future: self._loop.post(deliver, future))

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._pool.shutdown()
