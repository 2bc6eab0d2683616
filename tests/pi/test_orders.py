"""Shots that wait for a frame leave exactly once, whoever completes them."""

from threading import Barrier, Thread

from trapd.core.frames import Frame
from trapd.core.shots import Exposure, Shot, Trigger, Window
from trapd.core.units import S
from trapd.pi.orders import Orders

FRAME = Frame(10 * S, 4_000, 1.0, 0, 640, 480, None)


def shot(number, until_s=20, lit=False):
    return Shot(number, Trigger(1, "test", 0), number, Exposure(4_000), Window(0, until_s * S), lit, 30 * S)


def test_a_frame_is_offered_to_every_shot_that_accepts_it_and_to_no_other():
    orders = Orders()
    for one in (shot(1), shot(2, until_s=1), shot(3)):
        orders.add(one)
    assert [one.id for one in orders.accepting(FRAME)] == [1, 3]
    assert len(orders) == 3
    assert orders.take(1)
    assert [one.id for one in orders.accepting(FRAME)] == [3]
    assert orders.drain() == [2, 3]
    assert not orders.take(3)
    assert len(orders) == 0


def test_a_lit_shot_is_seen_to_wait():
    orders = Orders()
    orders.add(shot(1))
    assert not orders.lit
    orders.add(shot(2, lit=True))
    assert orders.lit


def test_of_many_threads_one_completes_a_shot():
    orders = Orders()
    for number in range(200):
        orders.add(shot(number))
    start, taken = Barrier(4), []

    def complete():
        start.wait()
        taken.extend(number for number in range(200) if orders.take(number))

    threads = [Thread(target=complete) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(200))
