"""Slow readers, and readers who leave."""

import os
import threading

import pytest

from trapd.view import outlet as outlet_module
from trapd.view.outlet import Outlet

PATIENCE_S = 30


@pytest.fixture
def pipe():
    ends = dict(zip(("out", "in"), os.pipe(), strict=True))
    yield ends
    for fd in ends.values():
        os.close(fd)


def nobody_leaves():
    raise AssertionError("somebody reads")


def test_what_is_written_arrives_in_order(pipe):
    outlet = Outlet(pipe["in"], nobody_leaves)

    for number in range(100):
        outlet.write(f"{number}\n")
    outlet.close()

    assert os.read(pipe["out"], 100_000).decode().split() == [str(number) for number in range(100)]


def test_a_way_out_that_somebody_made_non_blocking_loses_nothing(pipe):
    os.set_blocking(pipe["in"], False)
    outlet = Outlet(pipe["in"], nobody_leaves)

    outlet.write("x" * 300_000)
    read = 0
    while read < 300_000:
        read += len(os.read(pipe["out"], 65_536))
    outlet.close()


def test_a_reader_who_stopped_reading_holds_nobody_up(pipe, monkeypatch):
    monkeypatch.setattr(outlet_module, "BACKLOG", 1_000_000)
    monkeypatch.setattr(outlet_module, "PATIENCE_S", 0)
    outlet = Outlet(pipe["in"], nobody_leaves)
    line = "x" * 999 + "\n"

    for _ in range(2_000):
        outlet.write(line)
    outlet.close()

    assert outlet.dropped > 0
    read = b""
    while len(read) < (2_000 - outlet.dropped) * 1_000:
        read += os.read(pipe["out"], 65_536)
    assert set(read.decode().splitlines()) == {line.strip()}


def test_a_reader_who_left_is_told_once_and_quietly(pipe):
    left = threading.Event()
    outlet = Outlet(pipe["in"], left.set)
    os.close(pipe.pop("out"))

    outlet.write("nobody reads this\n")

    assert left.wait(PATIENCE_S)
    outlet.write("nor this\n")
    outlet.close()
