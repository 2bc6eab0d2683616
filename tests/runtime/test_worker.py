"""Work beside the loop."""

from __future__ import annotations

import threading

import pytest

from trapd.runtime.clock import FieldClock
from trapd.runtime.loop import Loop
from trapd.runtime.worker import InlineWorker, ThreadWorker


def test_work_is_done_in_order_in_its_own_thread_and_told_on_the_loops() -> None:
    loop, told = Loop(FieldClock()), list[tuple[int, str, str]]()
    worker = ThreadWorker(loop, "darkroom")
    for number in range(20):

        def work(number: int = number) -> tuple[int, str]:
            return number, threading.current_thread().name

        def done(result: tuple[int, str]) -> None:
            told.append((*result, threading.current_thread().name))
            if len(told) == 20:
                loop.stop()

        worker.submit(work, done)
    loop.run()
    worker.close()
    here = threading.current_thread().name
    assert told == [(number, "darkroom_0", here) for number in range(20)]


def test_work_that_raises_ends_the_program_and_not_only_its_thread() -> None:
    loop = Loop(FieldClock())
    worker = ThreadWorker(loop, "darkroom")
    worker.submit(lambda: 1 // 0, print)
    with pytest.raises(ZeroDivisionError):
        loop.run()
    worker.close()


def test_close_finishes_what_is_queued() -> None:
    loop, made, told = Loop(FieldClock()), list[int](), list[int]()
    worker = ThreadWorker(loop, "darkroom")
    for number in range(5):
        worker.submit(lambda number=number: made.append(number) or number, told.append)  # type: ignore[func-returns-value]
    worker.close()
    assert made == [0, 1, 2, 3, 4]
    loop.drain()
    assert told == [0, 1, 2, 3, 4]


def test_on_the_virtual_clock_work_takes_no_time() -> None:
    told: list[int] = []
    worker = InlineWorker()
    worker.submit(lambda: 42, told.append)
    worker.close()
    assert told == [42]
