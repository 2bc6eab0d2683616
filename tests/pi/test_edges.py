"""The thread that sleeps on the lines' file descriptors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from threading import Event

import pytest
import wake_ups

from trapd.pi.edges import EdgeThread

DEADLINE_S = 30


@pytest.fixture
def edges() -> Iterator[EdgeThread]:
    edges = EdgeThread()
    yield edges
    edges.close()


@pytest.fixture
def line() -> Iterator[int]:
    line = os.eventfd(0, os.EFD_NONBLOCK)
    yield line
    os.close(line)


def test_a_reader_is_called_each_time_there_is_something_to_read(edges: EdgeThread, line: int) -> None:
    read = Event()

    def reader() -> None:
        os.eventfd_read(line)
        read.set()

    edges.watch(line, reader)
    for _ in range(3):
        os.eventfd_write(line, 1)
        assert read.wait(DEADLINE_S)
        read.clear()
    edges.forget(line)


def test_waiting_costs_no_wake_up(edges: EdgeThread, line: int) -> None:
    edges.watch(line, lambda: None)
    assert wake_ups.none_in_a_second("pin-edges")
    edges.forget(line)


def test_a_reader_that_gives_up_its_line_is_not_called_again(edges: EdgeThread, line: int) -> None:
    """As for a chip that is gone: its file descriptor stays readable for ever."""
    calls: list[int] = []
    given_up = Event()

    def reader() -> None:
        calls.append(line)
        edges.forget(line)
        given_up.set()

    edges.watch(line, reader)
    os.eventfd_write(line, 1)
    assert given_up.wait(DEADLINE_S)
    assert wake_ups.none_in_a_second("pin-edges")
    assert calls == [line]


def test_a_forgotten_line_is_let_be(edges: EdgeThread, line: int) -> None:
    calls: list[int] = []
    edges.watch(line, lambda: calls.append(line))
    edges.forget(line)
    edges.forget(line)
    os.eventfd_write(line, 1)
    assert wake_ups.none_in_a_second("pin-edges")
    assert calls == []
