"""Work that waits for something slow, on a thread of its own, bounded by the bytes it holds."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

_Job = tuple[Callable[..., None], tuple[Any, ...], int]


def _for_ever() -> None:
    return None


def _nothing() -> None:
    pass


class Backlog:
    """One thread that does jobs in order; any thread may `put`. It sleeps while there is nothing to do."""

    def __init__(
        self,
        name: str,
        limit: int,
        patience_s: Callable[[], float | None] = _for_ever,
        idle: Callable[[], None] = _nothing,
    ) -> None:
        """`limit` in bytes; a single job is always taken, however large. `idle` is called on the thread when no job
        came for `patience_s()` seconds; None: wait for ever."""
        self._limit = limit
        self._patience_s = patience_s
        self._idle = idle
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._held = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, cost: int, job: Callable[..., None], *args: Any) -> bool:
        """Queue `job(*args)`, which holds `cost` bytes until it is done; False if too much waits already."""
        with self._lock:
            if cost and self._held and self._held + cost > self._limit:
                return False
            self._held += cost
        self._jobs.put((job, args, cost))
        return True

    def close(self, within_s: float | None = None) -> None:
        """Do what is queued, then end. Waits, but no longer than `within_s`."""
        self._jobs.put(None)
        self._thread.join(within_s)

    def _run(self) -> None:
        while self._next():
            pass

    def _next(self) -> bool:
        """One job; a method of its own so that nothing holds on to a frame while the thread waits."""
        try:
            queued = self._jobs.get(timeout=self._patience_s())
        except queue.Empty:
            self._idle()
            return True
        if queued is None:
            return False
        job, args, cost = queued
        job(*args)
        with self._lock:
            self._held -= cost
        return True
