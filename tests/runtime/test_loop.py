"""The loop on both clocks."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.core.units import MS, S
from trapd.runtime.clock import FieldClock, NothingCanHappen, VirtualClock
from trapd.runtime.loop import Loop


def virtual() -> Loop:
    return Loop(VirtualClock(utc_ns=0))


def test_timers_run_in_the_order_of_their_times_and_ties_in_the_order_they_were_set() -> None:
    loop, ran = virtual(), list[str]()
    for name, at in (("c", 5), ("a", 3), ("b", 3), ("d", 5)):
        loop.at(at, ran.append, name)
    loop.at(6, loop.stop)
    loop.run()
    assert ran == ["a", "b", "c", "d"]


@given(st.lists(st.integers(0, 50), max_size=30))
def test_the_virtual_clock_stands_at_each_timers_own_time(times: list[int]) -> None:
    loop, seen = virtual(), list[tuple[int, int]]()
    for at in times:
        loop.at(at, lambda at=at: seen.append((at, loop.clock.now_ns())))
    loop.at(51, loop.stop)
    loop.run()
    assert seen == [(at, at) for at in sorted(times)]


def test_a_timer_in_the_past_runs_at_once_and_the_clock_never_goes_back() -> None:
    loop, seen = virtual(), list[int]()
    loop.at(10, loop.at, 3, lambda: seen.append(loop.clock.now_ns()))
    loop.at(11, loop.stop)
    loop.run()
    assert seen == [10]


def test_what_is_cancelled_does_not_happen() -> None:
    loop, ran = virtual(), list[str]()
    late = loop.at(5, ran.append, "late")
    loop.at(5, ran.append, "kept")
    loop.at(4, late.cancel)
    loop.at(6, loop.stop)
    loop.run()
    late.cancel()
    assert ran == ["kept"]


def test_a_job_comes_before_the_time_goes_on() -> None:
    loop, ran = virtual(), list[tuple[str, int]]()

    def note(name: str) -> None:
        ran.append((name, loop.clock.now_ns()))

    loop.at(5, note, "timer")
    loop.at(3, loop.post, note, "job")
    loop.at(6, loop.stop)
    loop.run()
    assert ran == [("job", 3), ("timer", 5)]


def test_a_flood_of_jobs_does_not_starve_a_timer() -> None:
    loop, floods = Loop(FieldClock()), list[int]()

    def flood() -> None:
        floods.append(1)
        loop.post(flood)

    loop.post(flood)
    loop.after(20 * MS, loop.stop)
    loop.run()
    assert floods


def test_a_flood_of_timers_does_not_starve_a_job() -> None:
    loop = Loop(FieldClock())

    def again() -> None:
        loop.after(0, again)

    again()
    loop.after(5 * MS, loop.post, loop.stop)
    loop.run()


def test_nothing_left_to_happen_is_a_bug_on_the_virtual_clock() -> None:
    loop = virtual()
    loop.at(5, lambda: None).cancel()
    with pytest.raises(NothingCanHappen):
        loop.run()


def test_every_post_of_every_thread_arrives_in_its_own_order() -> None:
    loop, got = Loop(FieldClock()), list[tuple[int, int]]()

    def send(thread: int) -> None:
        for number in range(500):
            loop.post(lambda pair: got.append(pair), (thread, number))

    threads = [threading.Thread(target=send, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()

    def all_sent() -> None:
        for thread in threads:
            thread.join()
        loop.post(loop.stop)

    ender = threading.Thread(target=all_sent)
    ender.start()
    loop.run()
    ender.join()
    assert [[number for thread, number in got if thread == one] for one in range(4)] == [list(range(500))] * 4


def test_a_post_wakes_a_sleeping_loop() -> None:
    loop = Loop(FieldClock())
    loop.after(3600 * S, lambda: None)
    threading.Thread(target=loop.post, args=(loop.stop,)).start()
    loop.run()


def test_stop_leaves_due_timers_for_the_next_run_and_drain_takes_only_jobs() -> None:
    loop, ran = virtual(), list[str]()
    loop.at(1, loop.stop)
    loop.at(1, ran.append, "timer")
    loop.run()
    loop.post(loop.post, ran.append, "job of a job")
    loop.drain()
    assert ran == ["job of a job"]


def test_an_error_comes_out_of_the_loop() -> None:
    loop = virtual()
    loop.post(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        loop.run()
