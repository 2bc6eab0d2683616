"""The technician's line: a pty made on the spot, or a serial device."""

from __future__ import annotations

import os
import pty
import select
import termios
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from trapd.config import profile
from trapd.core.errors import HardwareMissing
from trapd.linux.line_editor import NEW_LINE, LineEditor

BAUD = 115_200
"""What the serial consoles of Raspberry Pi OS use, 8N1; a USB gadget's port ignores it."""
CHUNK = 256
PACE_MS = 20
"""Between two chunks or lines. Nobody types faster; a flood waits in the kernel, not in the loop's inbox."""
RETRY_MS = 5_000
"""From one try to open a port that was unplugged to the next."""
LOCAL_FLAGS = 3
"""Their place in what `termios.tcgetattr` returns."""


class Line(Protocol):
    """An open line: pyserial's port, or our own pty. Its file descriptor never blocks."""

    @property
    def name(self) -> str: ...

    def fileno(self) -> int: ...

    def close(self) -> None: ...


class Pty:
    """A terminal that anyone on this machine can open by its name, as often as they like."""

    def __init__(self) -> None:
        # The far end stays open here too: without it the last client to leave would hang the line up.
        self._near, self._far = pty.openpty()
        os.set_blocking(self._near, False)
        tty.setraw(self._far)
        self.name = os.ttyname(self._far)

    def fileno(self) -> int:
        return self._near

    def close(self) -> None:
        os.close(self._near)
        os.close(self._far)


def open_line(port: str | None) -> Line:
    """The serial device `port`, or a new pty.

    Raises HardwareMissing if there is no such device, or it is in use.
    """
    if port is None:
        try:
            return Pty()
        except OSError as err:
            raise HardwareMissing(f"console: no pty to be had ({err.strerror}): mount /dev/pts") from err
    import serial

    try:
        line: Line = serial.Serial(port, BAUD, timeout=0, write_timeout=0, exclusive=True)
    except (serial.SerialException, OSError) as err:
        raise HardwareMissing(
            f"console: {port} cannot be opened ({err}): correct `console.port`, or leave it out for a pty"
        ) from err
    return line


def _nobody_asks(name: str) -> None:
    """Who only types need not know."""


class Console:
    """Hands on each line that is typed. One thread sleeps in poll until somebody types.

    `typed` is called on that thread with each line, `opened` with the port's name when it is back, or there at last:
    all that they may do is post.
    """

    def __init__(
        self, section: profile.Console, typed: Callable[[str], None], opened: Callable[[str], None] = _nobody_asks
    ) -> None:
        self._port = section.port
        self._typed = typed
        self._opened = opened
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._stop = os.eventfd(0)
        self._thread = threading.Thread(target=self._attend, name="console", daemon=True)

    def start(self) -> str:
        """The name to connect to. Raises HardwareMissing, and goes on trying: a gadget's port comes when it likes."""
        try:
            line = self._line = open_line(self._port)
        finally:
            self._thread.start()
        return line.name

    def say(self, text: str) -> None:
        """What does not fit into the kernel's buffer, because nobody reads, is dropped."""
        self._write(text.replace("\n", NEW_LINE) + NEW_LINE)

    def close(self) -> None:
        """Ends the thread, then the line."""
        os.eventfd_write(self._stop, 1)
        if self._thread.is_alive():
            self._thread.join()
        self._let_go()
        os.close(self._stop)

    def _attend(self) -> None:
        """The thread: reads the line, and opens it again after it was unplugged."""
        while not self._stopped(within_ms=0):
            try:
                if self._line is None:
                    self._line = open_line(self._port)
                    self._opened(self._line.name)
                self._read(self._line.fileno())
            except (OSError, HardwareMissing):
                self._let_go()
                self._stopped(within_ms=RETRY_MS)

    def _read(self, fd: int) -> None:
        """Until the console is closed. Raises OSError when the line is gone."""
        editor = LineEditor(self._write)
        ready = select.poll()
        ready.register(fd, select.POLLIN)
        ready.register(self._stop, select.POLLIN)
        while not self._stopped(within_ms=PACE_MS):
            ready.poll()
            for line in editor.feed(_take(fd)):
                self._typed(line)
                self._stopped(within_ms=PACE_MS)

    def _stopped(self, within_ms: int) -> bool:
        return bool(select.select([self._stop], [], [], within_ms / 1000)[0])

    def _write(self, text: str) -> None:
        with self._lock:
            if self._line is None:
                return
            # A line that is gone is the reading thread's business, a full one nobody's.
            with suppress(OSError, termios.error):
                _without_echo(self._line.fileno())
                os.write(self._line.fileno(), text.encode())

    def _let_go(self) -> None:
        with self._lock:
            if self._line is not None:
                self._line.close()
                self._line = None


def _take(fd: int) -> bytes:
    """What waits at `fd`: nothing if a client discarded it meanwhile. Raises OSError when the line is gone."""
    try:
        data = os.read(fd, CHUNK)
    except BlockingIOError:
        return b""
    if not data:
        raise ConnectionResetError("the line was hung up")
    return data


def _without_echo(fd: int) -> None:
    """If a client switched the terminal's echo on, the trap would read its own answers as commands."""
    settings = termios.tcgetattr(fd)
    if settings[LOCAL_FLAGS] & termios.ECHO:
        settings[LOCAL_FLAGS] &= ~termios.ECHO
        termios.tcsetattr(fd, termios.TCSANOW, settings)
