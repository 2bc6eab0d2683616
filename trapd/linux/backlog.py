"""Work that waits for a slow card, bounded by the bytes it holds."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

_Job = tuple[Callable[..., None], tuple[Any, ...], int]


class Backlog:
    """Jobs in order, for one thread that calls `run`; any thread may `put`."""

    def __init__(self, limit: int) -> None:
        """`limit` in bytes. A single job is always taken, however large."""
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._limit = limit
        self._held = 0
        self._lock = threading.Lock()

    def put(self, cost: int, job: Callable[..., None], *args: Any) -> bool:
        """Queue `job(*args)`, which holds `cost` bytes until it is done; False if too much waits already."""
        with self._lock:
            if cost and self._held and self._held + cost > self._limit:
                return False
            self._held += cost
        self._jobs.put((job, args, cost))
        return True

    def end(self) -> None:
        """`run` returns once it has done everything queued before."""
        self._jobs.put(None)

    def run(self, patience_s: Callable[[], float | None], idle: Callable[[], None]) -> None:
        """Do jobs until `end`. `idle` is called when none came for `patience_s()` seconds; None: wait for ever."""
        while self._next(patience_s(), idle):
            pass

    def _next(self, patience_s: float | None, idle: Callable[[], None]) -> bool:
        """One job; a method of its own so that nothing holds on to a frame while the thread waits."""
        try:
            queued = self._jobs.get(timeout=patience_s)
        except queue.Empty:
            idle()
            return True
        if queued is None:
            return False
        job, args, cost = queued
        job(*args)
        with self._lock:
            self._held -= cost
        return True
