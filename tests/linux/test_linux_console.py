"""The line itself: who comes and goes at its other end, and what they do to it."""

import os
import pty
import queue
import termios
import threading
import tty
from contextlib import suppress

import pytest

from trapd.config import profile
from trapd.core.errors import HardwareMissing
from trapd.linux import console as console_module
from trapd.linux.console import Console

PATIENCE_S = 30


@pytest.fixture
def unit():
    """A console on a pty of its own: its name, and what was typed."""
    typed = queue.SimpleQueue()
    console = Console(profile.Console(backend="linux"), typed.put)
    yield console, console.start(), typed
    console.close()


def open_terminal(name):
    return os.open(name, os.O_RDWR | os.O_NOCTTY)


def test_one_technician_leaves_and_the_next_one_finds_the_line(unit):
    _, name, typed = unit

    for line in ("status", "shot"):
        terminal = open_terminal(name)
        os.write(terminal, line.encode() + b"\r")
        assert typed.get(timeout=PATIENCE_S) == line
        os.close(terminal)


def test_the_trap_never_reads_its_own_answers(unit):
    console, name, typed = unit
    terminal = open_terminal(name)
    settings = termios.tcgetattr(terminal)
    settings[3] |= termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, settings)

    console.say("an answer")
    os.write(terminal, b"status\r")

    assert typed.get(timeout=PATIENCE_S) == "status"
    os.close(terminal)


def test_a_flood_waits_in_the_kernel(unit):
    _, name, typed = unit
    terminal = open_terminal(name)
    os.set_blocking(terminal, False)
    over = threading.Event()

    def pour():
        while not over.wait(0.001):
            try:
                os.write(terminal, b"status\r" * 500)
            except BlockingIOError:
                continue

    pouring = threading.Thread(target=pour)
    pouring.start()
    try:
        for _ in range(20):
            assert typed.get(timeout=PATIENCE_S) == "status"
        assert typed.qsize() < 1_000
    finally:
        over.set()
        pouring.join()
        os.close(terminal)


def test_a_port_that_is_not_there_is_named_with_its_mend():
    console = Console(profile.Console(backend="linux", port="/dev/no-such-port"), print)

    with pytest.raises(HardwareMissing, match=r"/dev/no-such-port.*console\.port"):
        console.start()
    console.close()


def heard_at_last(near, typed):
    """Types until somebody listens: what was typed before the port was opened is lost."""
    for _ in range(PATIENCE_S * 10):
        os.write(near, b"second\r")
        with suppress(queue.Empty):
            return typed.get(timeout=0.1)
    return None


def test_a_serial_port_unplugged_and_plugged_in_again_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(console_module, "RETRY_MS", 20)
    typed = queue.SimpleQueue()
    port = tmp_path / "ttyUSB0"

    def plug_in():
        near, far = pty.openpty()
        tty.setraw(far)
        port.symlink_to(os.ttyname(far))
        return near, far

    near, far = plug_in()
    console = Console(profile.Console(backend="linux", port=str(port)), typed.put)
    assert console.start() == str(port)
    os.write(near, b"first\r")
    assert typed.get(timeout=PATIENCE_S) == "first"

    port.unlink()
    os.close(near)
    os.close(far)
    near, far = plug_in()

    assert heard_at_last(near, typed) == "second"
    console.close()
    os.close(near)
    os.close(far)


def test_a_port_that_comes_late_is_found_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(console_module, "RETRY_MS", 20)
    typed, opened = queue.SimpleQueue(), queue.SimpleQueue()
    port = tmp_path / "ttyGS0"
    console = Console(profile.Console(backend="linux", port=str(port)), typed.put, opened.put)
    with pytest.raises(HardwareMissing):
        console.start()

    near, far = pty.openpty()
    tty.setraw(far)
    port.symlink_to(os.ttyname(far))

    assert opened.get(timeout=PATIENCE_S) == str(port)
    os.write(near, b"status\r")
    assert typed.get(timeout=PATIENCE_S) == "status"
    console.close()
    os.close(near)
    os.close(far)
