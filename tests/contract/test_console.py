"""What every console keeps to, talked to from its other end."""

import os
import pty
import threading
import tty

import pytest
from lines import Listener, Terminal, at_once, terminal

from trapd.config import profile
from trapd.linux.console import Console
from trapd.linux.outbox import MOST
from trapd.runtime.clock import FieldClock


@pytest.fixture(params=["pty", "serial"])
def rig(request):
    """A started console, the terminal at its other end, and who listens."""
    listener = Listener()
    port, near, far = None, None, None
    if request.param == "serial":
        near, far = pty.openpty()
        tty.setraw(far)
        port = os.ttyname(far)
    console = Console(profile.Console(backend="linux", port=port), FieldClock(), at_once, listener)
    name = console.start()
    end = terminal(name) if near is None else Terminal(near)
    yield console, end, listener
    console.close()
    end.close()
    if far is not None:
        os.close(far)


def test_what_is_typed_is_heard(rig):
    _, end, listener = rig

    end.types(b"stat")
    end.types(b"us\r")

    assert listener.hears() == "status"


def test_what_is_said_is_read(rig):
    console, end, _ = rig

    console.say("first\r\nвторая\r\n")

    assert end.reads_until("вторая\r\n".encode()) == "first\r\nвторая\r\n".encode()


def test_a_long_frame_goes_out_whole_and_nothing_gets_into_it(rig):
    console, end, _ = rig
    frame = bytes(range(256)) * 1_000

    assert console.send(frame)
    console.say("behind it")

    assert end.reads(len(frame) + 9) == frame + b"behind it"


def test_saying_much_to_nobody_neither_blocks_nor_piles_up(rig):
    console, end, listener = rig

    for _ in range(20_000):
        console.say("x" * 100)

    end.types(b"status\r")
    assert listener.hears() == "status"


def test_who_does_not_read_what_it_asked_for_is_told_apart(rig):
    console, _, _ = rig

    sent = [console.send(bytes(65_536)) for _ in range(MOST // 65_536 + 2)]

    assert sent[0]
    assert False in sent


def test_the_next_job_waits_until_the_loop_has_done_the_last():
    """However much is poured in, no more than one waits."""
    jobs, listener = [], Listener()
    came = threading.Semaphore(0)
    console = Console(
        profile.Console(backend="linux"), FieldClock(), lambda job: (jobs.append(job), came.release()), listener
    )
    end = terminal(console.start())
    os.set_blocking(end.fd, False)
    os.write(end.fd, b"status\r" * 100)

    for _ in range(50):
        assert came.acquire(timeout=30)
        assert len(jobs) == 1
        jobs.pop()()
        assert listener.hears() == "status"

    console.close()
    end.close()


def test_a_silence_after_words_is_told_once(rig, monkeypatch):
    _, end, listener = rig
    monkeypatch.setattr("trapd.linux.console.PAUSE_MS", 10)

    end.types(b"half a li")

    assert listener.pauses.get(timeout=30)
