"""Background work for a card: in turn, out of the way, over when the card is, and no trouble of it ends a run."""

import errno
import os
import threading

import pytest

from trapd.card.volume import Volume
from trapd.core.events import ChoreDone, ChoreFailed
from trapd.linux.chores import NICENESS, Chores

PATIENCE_S = 30


@pytest.fixture
def volume(tmp_path):
    volume = Volume(tmp_path, 0)
    yield volume
    volume.close()


@pytest.fixture
def told():
    return []


@pytest.fixture
def chores(told):
    return Chores(told.append)


def test_one_after_the_other(chores, volume):
    done = []
    for number in range(5):
        chores.put("sweep", lambda volume, number=number: done.append(number), volume)
    chores.close()

    assert done == [0, 1, 2, 3, 4]


def test_behind_every_other_thread_and_no_other_thread_with_it(chores, volume):
    priorities = []
    before = os.getpriority(os.PRIO_PROCESS, 0)
    chores.put(
        "sweep", lambda volume: priorities.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id())), volume
    )
    chores.close()

    assert priorities == [NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_where_no_thread_may_step_back_the_work_is_done_all_the_same(volume, told, monkeypatch):
    def refused(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setpriority", refused)
    chores, done = Chores(told.append), []
    chores.put("sweep", done.append, volume)
    chores.close()

    assert done == [volume]


def test_what_begins_when_the_card_is_gone_is_not_begun(chores, volume):
    done = []
    volume.close()
    chores.put("sweep", done.append, volume)
    chores.close()

    assert done == []


def test_one_that_the_card_cuts_off_ends_quietly_and_the_next_goes_on(chores, volume, told, tmp_path):
    begun, done = threading.Event(), []
    other = Volume(tmp_path / "other", 0)

    def endless(volume):
        begun.set()
        while True:
            volume.check()

    chores.put("sweep", endless, volume)
    chores.put("sweep", done.append, other)
    assert begun.wait(PATIENCE_S)
    volume.close()
    chores.close()

    assert (done, told) == ([other], [])
    other.close()


def test_one_that_the_card_does_not_let_be_done_is_told_and_the_next_goes_on(chores, volume, told):
    def unreadable(volume):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    done = []
    chores.put("carry-over", unreadable, volume)
    chores.put("sweep", done.append, volume)
    chores.close()

    assert done == [volume]
    (failed,) = told
    assert failed.chore == "carry-over"
    assert failed.why.startswith(f"the card {volume.root} fails to read or write")
    assert failed.why.endswith("; what the reserve took stays there for now")


def test_what_nobody_foresaw_is_told_with_its_kind_and_place_and_ends_no_run(chores, volume, told):
    done = []
    chores.put("sweep", lambda volume: {}["clip"], volume)
    chores.put("sweep", done.append, volume)
    chores.close()

    assert done == [volume]
    failed, mended = told
    assert "KeyError: 'clip'" in failed.why
    assert "test_chores.py:" in failed.why
    assert "\n" not in failed.why
    assert mended == ChoreDone("sweep")


def test_what_was_done_at_last_is_told_once(chores, volume, told):
    chores.put("sweep", lambda volume: 1 // 0, volume)
    for _ in range(3):
        chores.put("sweep", lambda volume: None, volume)
    chores.close()

    assert [type(event) for event in told] == [ChoreFailed, ChoreDone]


def test_a_step_that_takes_too_long_holds_up_no_stop(chores, volume, monkeypatch):
    monkeypatch.setattr("trapd.linux.chores.LAST_STEP_S", 0.01)
    go_on, over = threading.Event(), threading.Event()
    chores.put("sweep", lambda volume: over.set() if go_on.wait(PATIENCE_S) else None, volume)

    chores.close()

    assert not over.is_set()
    go_on.set()
    assert over.wait(PATIENCE_S)
