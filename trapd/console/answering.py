"""Work that is too long for the loop, and its answer at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from trapd.console.desk import Reply
from trapd.console.replies import Failed, Told
from trapd.core.errors import TrapdError
from trapd.runtime.loop import Loop
from trapd.runtime.worker import Worker

AT_ONCE = 10
"""Things that are told before the loop turns to others."""
T = TypeVar("T")


class Answering:
    """One piece of work after the other; what comes of it is told on the loop's thread."""

    def __init__(self, loop: Loop, worker: Worker) -> None:
        self._loop = loop
        self._worker = worker

    def do(self, work: Callable[[], T], then: Callable[[T], object], failed: Callable[[Failed], object]) -> None:
        """`then` with what came of the work, or `failed` with the `TrapdError` that it raised."""

        def caught() -> T | Failed:
            try:
                return work()
            except TrapdError as err:
                return Failed(why=str(err), code=err.exit_code)

        def done(found: T | Failed) -> None:
            if isinstance(found, Failed):
                failed(found)
            else:
                then(found)

        self._worker.submit(caught, done)

    def tell(self, told: Sequence[Told], reply: Reply) -> None:
        """Some at a time; the last one ends it."""
        for one in told[:-1][:AT_ONCE]:
            reply.part(one)
        if len(told) > AT_ONCE + 1:
            self._loop.post(self.tell, told[AT_ONCE:], reply)
        else:
            reply.done(told[-1])
