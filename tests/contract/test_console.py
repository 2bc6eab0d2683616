"""What every console keeps to, typed into as a person would."""

import os
import pty
import queue
import select
import tty

import pytest

from trapd.config import profile
from trapd.linux.console import Console

PATIENCE_S = 30


class Terminal:
    """The technician's end of the line."""

    def __init__(self, fd):
        self._fd = fd

    def types(self, data):
        while data:
            data = data[os.write(self._fd, data[:256]) :]

    def reads_until(self, end):
        seen = b""
        while not seen.endswith(end):
            ready, _, _ = select.select([self._fd], [], [], PATIENCE_S)
            assert ready, f"only {seen!r} came"
            seen += os.read(self._fd, 1)
        return seen


@pytest.fixture(params=["pty", "serial"])
def rig(request):
    """A started console, the terminal at its other end, and what reached the trap."""
    typed = queue.SimpleQueue()
    port, fds = None, []
    if request.param == "serial":
        fds = list(pty.openpty())
        tty.setraw(fds[1])
        port = os.ttyname(fds[1])
    console = Console(profile.Console(backend="linux", port=port), typed.put)
    name = console.start()
    if request.param == "pty":
        fds = [os.open(name, os.O_RDWR | os.O_NOCTTY)]
    yield console, Terminal(fds[0]), typed
    console.close()
    for fd in fds:
        os.close(fd)


def test_a_line_typed_reaches_the_trap(rig):
    _, terminal, typed = rig

    terminal.types(b"stat")
    terminal.types(b"us\r")

    assert typed.get(timeout=PATIENCE_S) == "status"


def test_the_person_sees_what_they_type_and_then_the_answer(rig):
    console, terminal, typed = rig

    terminal.types(b"help\r")
    typed.get(timeout=PATIENCE_S)
    console.say("first\nsecond")

    assert terminal.reads_until(b"second\r\n") == b"help\r\nfirst\r\nsecond\r\n"


def test_a_line_too_long_gets_one_answer(rig):
    _, terminal, typed = rig

    terminal.types(b"x" * 300 + b"\rstatus\r")

    assert typed.get(timeout=PATIENCE_S) == "status"
    assert terminal.reads_until(b"status\r\n").count(b"dropped") == 1


def test_saying_much_to_nobody_does_not_block(rig):
    console, _, _ = rig

    for _ in range(20_000):
        console.say("x" * 100)
