"""The technician's line: a pty made on the spot, or a serial device. Bytes in, bytes out, whoever talks."""

from __future__ import annotations

import os
import select
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Protocol

from trapd.config import profile
from trapd.core.errors import HardwareMissing
from trapd.core.units import MS
from trapd.linux.outbox import Outbox
from trapd.linux.pty_line import Pty
from trapd.runtime.clock import Clock

BAUD = 115_200
"""What the serial consoles of Raspberry Pi OS use, 8N1; a USB gadget's port ignores it."""
CHUNK = 1_024
PACE_MS = 1
"""Between two chunks, or two jobs. A flood waits in the kernel, not in the loop's inbox."""
PAUSE_MS = 1_000
"""A silence so long is told."""
RETRY_MS = 5_000
"""From one try to open a port that was unplugged to the next."""
LOCAL_FLAGS = 3
"""Their place in what `termios.tcgetattr` returns."""

Job = Callable[[], None]


class Talk(Protocol):
    """Whoever listens at the line. Called on the line's own thread: all that it may do is think, say and post."""

    def opened(self, port: str) -> None:
        """The port is back, or there at last."""

    def heard(self, data: bytes) -> Iterator[Job]:
        """The jobs that these bytes make for the loop's thread. The next is asked for when the last is done, and
        nothing is read meanwhile: however much is poured in, one job at most waits for the loop."""
        ...

    def paused(self) -> None:
        """Nothing came for a while after something did."""

    def left(self) -> None:
        """The line was hung up."""


class Line(Protocol):
    """An open line; its file descriptor never blocks."""

    @property
    def name(self) -> str: ...

    def fileno(self) -> int: ...

    def read(self, count: int) -> bytes | None:
        """None: whoever talked has left. Raises OSError when the line is gone, BlockingIOError if nothing waits."""
        ...

    def close(self) -> None: ...


class Serial:
    """A serial device."""

    def __init__(self, port: str) -> None:
        """Raises SerialException, OSError."""
        import serial

        self._port = serial.Serial(port, BAUD, timeout=0, write_timeout=0, exclusive=True)
        self.name = port

    def fileno(self) -> int:
        fd: int = self._port.fileno()
        return fd

    def read(self, count: int) -> bytes:
        data = os.read(self.fileno(), count)
        if not data:
            raise ConnectionResetError("the line was hung up")
        return data

    def close(self) -> None:
        self._port.close()


def open_line(port: str | None) -> Line:
    """The serial device `port`, or a new pty.

    Raises HardwareMissing if there is no such device, or it is in use.
    """
    if port is None:
        try:
            return Pty()
        except OSError as err:
            raise HardwareMissing(f"console: no pty to be had ({err.strerror}): mount /dev/pts") from err
    try:
        return Serial(port)
    except OSError as err:  # SerialException is one
        raise HardwareMissing(
            f"console: {port} cannot be opened ({err}): correct `console.port`, or leave it out for a pty"
        ) from err


class Console:
    """One thread sleeps in poll until somebody talks, or what was said can be written."""

    def __init__(self, section: profile.Console, clock: Clock, post: Callable[[Job], None], talk: Talk) -> None:
        """`post`: has a job done on the loop's thread."""
        self._port = section.port
        self._clock = clock
        self._post = post
        self._talk = talk
        self._out = Outbox()
        self._line: Line | None = None
        self._jobs: Iterator[Job] = iter(())
        self._busy = False
        """A job waits for the loop."""
        self._rest_ns = 0
        """Nothing is read before."""
        self._heard = False
        """Somebody talked, and has not paused since."""
        self._closing = False
        self._wake = os.eventfd(0)
        self._thread = threading.Thread(target=self._attend, name="console", daemon=True)

    def start(self) -> str:
        """The name to connect to. Raises HardwareMissing, and goes on trying: a gadget's port comes when it likes."""
        try:
            line = self._line = open_line(self._port)
        finally:
            self._thread.start()
        return line.name

    @property
    def goes_on(self) -> bool:
        """Whether somebody talks already, with the program that this process was before."""
        return isinstance(self._line, Pty) and self._line.goes_on

    def say(self, text: str) -> None:
        """To a person. What nobody reads is dropped. From any thread."""
        if self._line is not None:
            self._out.say(text.encode(errors="replace"))
            self._look_up()

    def send(self, frame: bytes) -> bool:
        """To a program; False if it does not read what it asked for: all that waited is dropped. From any thread."""
        sent = self._line is None or self._out.send(frame)
        self._look_up()
        return sent

    def stay(self) -> None:
        """The program that this process becomes goes on with the line, where that can be."""
        if isinstance(self._line, Pty):
            self._line.stay()

    def forget(self) -> None:
        """What waits to be written is for nobody any more."""
        self._out.forget()

    def close(self) -> None:
        """Ends the thread, then the line. What was said just before is still written, if it is read."""
        self._closing = True
        os.eventfd_write(self._wake, 1)
        if self._thread.is_alive():
            self._thread.join()
        self._let_go()
        os.close(self._wake)

    def _look_up(self) -> None:
        """The thread sees at once what is new."""
        if not self._closing and threading.current_thread() is not self._thread:
            os.eventfd_write(self._wake, 1)

    def _attend(self) -> None:
        """The thread: serves the line, and opens it again after it was unplugged."""
        while not self._closing:
            try:
                if self._line is None:
                    self._line = open_line(self._port)
                    self._talk.opened(self._line.name)
                self._serve(self._line)
            except (OSError, HardwareMissing):
                if self._line is not None:
                    self._let_go()
                    self._hung_up()
                self._sleep(RETRY_MS)

    def _serve(self, line: Line) -> None:
        """Until the console is closed. Raises OSError when the line is gone."""
        fd, ready = line.fileno(), select.poll()
        ready.register(self._wake, select.POLLIN)
        while not self._closing:
            self._hand_on()
            rest_ms = max(0, -(-(self._rest_ns - self._clock.now_ns()) // MS))
            listens = not (rest_ms or self._busy or self._out.has_enough)
            ready.register(fd, select.POLLIN * listens | select.POLLOUT * bool(self._out))
            events = dict(ready.poll(rest_ms or (PAUSE_MS if listens and self._heard else None)))
            if self._wake in events:
                os.eventfd_read(self._wake)
            if events.get(fd, 0) & select.POLLOUT:
                self._write(line)
            if events.get(fd, 0) & ~select.POLLOUT:
                self._read(line)
            elif listens and self._heard and not events:
                self._heard = False
                self._talk.paused()
        self._write_the_last(fd)

    def _hand_on(self) -> None:
        """The next job, once the loop has done the last."""
        if not self._busy and (job := next(self._jobs, None)) is not None:
            self._busy = True
            self._post(partial(self._do, job))

    def _do(self, job: Job) -> None:
        """On the loop's thread."""
        job()
        self._rest_ns = self._clock.now_ns() + PACE_MS * MS
        self._busy = False
        self._look_up()

    def _read(self, line: Line) -> None:
        """Raises OSError when the line is gone."""
        try:
            data = line.read(CHUNK)
        except BlockingIOError:
            return  # a client discarded it meanwhile
        if data is None:
            self._jobs = chain(self._jobs, self._farewell())
            return
        self._heard = True
        self._rest_ns = self._clock.now_ns() + PACE_MS * MS
        self._jobs = chain(self._jobs, self._talk.heard(data))

    def _write(self, line: Line) -> None:
        """Raises OSError when the line is gone."""
        try:
            _without_echo(line.fileno())
            self._out.write(line.fileno())
        except (OSError, termios.error):
            self._out.forget()
            self._read(line)

    def _write_the_last(self, fd: int) -> None:
        """What goes without waiting."""
        ready = select.poll()
        ready.register(fd, select.POLLOUT)
        with suppress(OSError):
            while self._out and ready.poll(0) == [(fd, select.POLLOUT)]:
                self._out.write(fd)

    def _farewell(self) -> Iterator[Job]:
        """After the last job of whoever talked."""
        self._hung_up()
        yield from ()

    def _hung_up(self) -> None:
        self._jobs = iter(())
        self._heard = False
        self._out.forget()
        self._talk.left()

    def _sleep(self, for_ms: int) -> None:
        """Or until the console is closed, or something is said."""
        if select.select([self._wake], [], [], for_ms / 1000)[0]:
            os.eventfd_read(self._wake)

    def _let_go(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _without_echo(fd: int) -> None:
    """If a client switched the terminal's echo on, the trap would read its own answers as commands."""
    settings = termios.tcgetattr(fd)
    if settings[LOCAL_FLAGS] & termios.ECHO:
        settings[LOCAL_FLAGS] &= ~termios.ECHO
        termios.tcsetattr(fd, termios.TCSANOW, settings)
