"""How a run may end other than by itself: a signal, or a bug on some thread."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from trapd.runtime.loop import Loop


@contextmanager
def bugs_end_the_run(loop: Loop) -> Iterator[None]:
    """An exception that no thread of ours expected is raised on the loop's thread: crash, restart, nothing lost."""

    def hook(bug: threading.ExceptHookArgs) -> None:
        loop.post(_raise, bug.exc_value or bug.exc_type())

    before, threading.excepthook = threading.excepthook, hook
    try:
        yield
    finally:
        threading.excepthook = before


def _raise(bug: BaseException) -> None:
    raise bug


@contextmanager
def signals_end_the_run(loop: Loop, stop: Callable[[str], None]) -> Iterator[None]:
    """SIGTERM and Ctrl-C end the run cleanly; a second Ctrl-C is Python's own."""

    def handler(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        loop.post(stop, signal.Signals(number).name)

    before = {number: signal.signal(number, handler) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
