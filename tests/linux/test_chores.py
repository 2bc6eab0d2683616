"""Background work for a card: in turn, out of the way, and over when the card is."""

import os
import threading

import pytest

from trapd.card.volume import Volume
from trapd.linux.chores import NICENESS, Chores

PATIENCE_S = 30


@pytest.fixture
def volume(tmp_path):
    volume = Volume(tmp_path, 0)
    yield volume
    volume.close()


def test_one_after_the_other(volume):
    chores, done = Chores(), []
    for number in range(5):
        chores.put(lambda volume, number=number: done.append(number), volume)
    chores.close()

    assert done == [0, 1, 2, 3, 4]


def test_behind_every_other_thread_and_no_other_thread_with_it(volume):
    chores, priorities = Chores(), []
    before = os.getpriority(os.PRIO_PROCESS, 0)
    chores.put(lambda volume: priorities.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id())), volume)
    chores.close()

    assert priorities == [NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_where_no_thread_may_step_back_the_work_is_done_all_the_same(volume, monkeypatch):
    def refused(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setpriority", refused)
    chores, done = Chores(), []
    chores.put(done.append, volume)
    chores.close()

    assert done == [volume]


def test_what_begins_when_the_card_is_gone_is_not_begun(volume):
    chores, done = Chores(), []
    volume.close()
    chores.put(done.append, volume)
    chores.close()

    assert done == []


def test_one_that_the_card_cuts_off_ends_quietly_and_the_next_goes_on(volume, tmp_path):
    chores, begun, done = Chores(), threading.Event(), []
    other = Volume(tmp_path / "other", 0)

    def endless(volume):
        begun.set()
        while True:
            volume.check()

    chores.put(endless, volume)
    chores.put(done.append, other)
    assert begun.wait(PATIENCE_S)
    volume.close()
    chores.close()

    assert done == [other]
    other.close()


def test_a_step_that_takes_too_long_holds_up_no_stop(volume, monkeypatch):
    monkeypatch.setattr("trapd.linux.chores.LAST_STEP_S", 0.01)
    chores, go_on, over = Chores(), threading.Event(), threading.Event()
    chores.put(lambda volume: over.set() if go_on.wait(PATIENCE_S) else None, volume)

    chores.close()

    assert not over.is_set()
    go_on.set()
    assert over.wait(PATIENCE_S)
