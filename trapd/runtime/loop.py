"""One thread, one heap of timers, one inbox. The only code that waits."""

from __future__ import annotations

import heapq
import queue
from collections.abc import Callable
from typing import Any

from trapd.runtime.clock import Clock, Inbox


class Timer(list[Any]):
    """A call at a later time, `cancel` makes it not happen: [when_ns, number, call, arguments]. A list, since a heap
    compares those without a line of Python; no two have the same number."""

    __slots__ = ()

    def cancel(self) -> None:
        self[2:] = None, ()


class Loop:
    """Runs posted jobs and due timers, one at a time, in order.

    Ties in the heap are broken by a sequence number, so the same season runs the same way twice.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._inbox: Inbox = queue.SimpleQueue()
        self._heap: list[Timer] = []
        self._count = 0
        self._running = False

    def post(self, fn: Callable[..., None], *args: Any) -> None:
        """Run `fn(*args)` on the loop's thread. The one call that other threads may make."""
        self._inbox.put((fn, args))

    def at(self, when_ns: int, fn: Callable[..., None], *args: Any) -> Timer:
        """Run `fn(*args)` at `when_ns` (mono_ns), or at once if that is past."""
        self._count += 1
        timer = Timer((when_ns, self._count, fn, args))
        heapq.heappush(self._heap, timer)
        return timer

    def after(self, delay_ns: int, fn: Callable[..., None], *args: Any) -> Timer:
        """Run `fn(*args)` so many nanoseconds from now."""
        return self.at(self.clock.now_ns() + delay_ns, fn, *args)

    def stop(self) -> None:
        """Return from `run` after the current job."""
        self._running = False

    def drain(self) -> None:
        """Run what was posted so far, without waiting and without timers: for the end of a run."""
        while not self._inbox.empty():
            fn, args = self._inbox.get_nowait()
            fn(*args)

    def run(self) -> None:
        """Until `stop`. One posted job, then every timer that is due: neither can starve the other."""
        now, wait, inbox, heap, pop = self.clock.now_ns, self.clock.wait, self._inbox, self._heap, heapq.heappop
        self._running = True
        while self._running:
            while heap and heap[0][2] is None:
                pop(heap)
            job = wait(inbox, heap[0][0] if heap else None)
            if job is not None:
                fn, args = job
                fn(*args)
            now_ns = now()
            while self._running and heap and heap[0][0] <= now_ns:
                _, _, fn, args = pop(heap)
                if fn is not None:
                    fn(*args)
