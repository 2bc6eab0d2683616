"""The line itself: who comes and goes at its other end, and what they do to it."""

import os
import pty
import queue
import termios
import tty
from contextlib import suppress

import pytest
from lines import PATIENCE_S, Listener, Terminal, at_once, terminal

from trapd.config import profile
from trapd.core.errors import HardwareMissing
from trapd.linux import console as console_module
from trapd.linux.console import Console
from trapd.runtime.clock import FieldClock


def console_at(port, listener):
    return Console(profile.Console(backend="linux", port=port), FieldClock(), at_once, listener)


@pytest.fixture
def unit():
    """A console on a pty of its own, its name, and who listens."""
    listener = Listener()
    console = console_at(None, listener)
    yield console, console.start(), listener
    console.close()


def test_one_technician_leaves_and_the_next_one_finds_the_line(unit):
    _, name, listener = unit

    for line in ("status", "shot"):
        end = terminal(name)
        end.types(line.encode() + b"\r")
        assert listener.hears() == line
        end.close()
        assert listener.gone.get(timeout=PATIENCE_S)


def test_who_types_and_leaves_at_once_is_heard_to_the_end(unit):
    _, name, listener = unit
    end = terminal(name)

    end.types(b"status\r" * 100)
    end.close()

    assert [listener.hears() for _ in range(100)] == ["status"] * 100
    assert listener.gone.get(timeout=PATIENCE_S)


def test_the_next_one_does_not_read_what_was_said_to_the_last(unit):
    console, name, listener = unit
    first = terminal(name)
    first.types(b"where are you\r")
    listener.hears()
    console.say("43.1034, 131.5503" * 2_000)
    first.reads(1)
    first.close()
    assert listener.gone.get(timeout=PATIENCE_S)

    second = terminal(name)

    assert second.sees_nothing()
    second.close()


def test_the_trap_never_reads_its_own_answers(unit):
    console, name, listener = unit
    end = terminal(name)
    settings = termios.tcgetattr(end.fd)
    settings[3] |= termios.ECHO
    termios.tcsetattr(end.fd, termios.TCSANOW, settings)

    console.say("an answer\r")
    end.reads_until(b"\r")
    end.types(b"status\r")

    assert listener.hears() == "status"
    end.close()


def test_a_port_that_is_not_there_is_named_with_its_mend():
    console = console_at("/dev/no-such-port", Listener())

    with pytest.raises(HardwareMissing, match=r"/dev/no-such-port.*console\.port"):
        console.start()
    console.close()


class Socket:
    """Where a serial adapter is plugged in."""

    def __init__(self, path):
        self.path = path

    def plug_in(self):
        self._near, self._far = pty.openpty()
        tty.setraw(self._far)
        self.path.symlink_to(os.ttyname(self._far))
        return Terminal(self._near)

    def pull(self):
        self.path.unlink()
        os.close(self._near)
        os.close(self._far)


def heard_at_last(end, listener):
    """Types until somebody listens: what was typed before the port was opened is lost."""
    for _ in range(PATIENCE_S * 10):
        end.types(b"second\r")
        with suppress(queue.Empty):
            return listener.lines.get(timeout=0.1)
    return None


def test_a_serial_port_unplugged_and_plugged_in_again_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(console_module, "RETRY_MS", 20)
    listener, socket = Listener(), Socket(tmp_path / "ttyUSB0")
    end = socket.plug_in()
    console = console_at(str(socket.path), listener)
    assert console.start() == str(socket.path)
    end.types(b"first\r")
    assert listener.hears() == "first"

    socket.pull()
    assert listener.gone.get(timeout=PATIENCE_S)
    end = socket.plug_in()

    assert heard_at_last(end, listener) == "second"
    console.close()
    socket.pull()


def test_a_port_that_comes_late_is_found_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(console_module, "RETRY_MS", 20)
    listener, socket = Listener(), Socket(tmp_path / "ttyGS0")
    console = console_at(str(socket.path), listener)
    with pytest.raises(HardwareMissing):
        console.start()
    console.say("nobody hears this")

    end = socket.plug_in()

    assert listener.opened_at.get(timeout=PATIENCE_S) == str(socket.path)
    end.types(b"status\r")
    assert listener.hears() == "status"
    assert end.sees_nothing()
    console.close()
    socket.pull()
