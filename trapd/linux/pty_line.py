"""A terminal that anyone on this machine can open by its name, one after the other."""

from __future__ import annotations

import errno
import os
import pty
import termios
import tty

LEFT = "TRAPD_PTY"
"""In the environment: what a program that begins anew takes over."""


class Pty:
    """Its far end is held open while nobody talks, since a poll at a line that nobody has open never sleeps; and let
    go while somebody does, so that it is noticed when they leave."""

    def __init__(self) -> None:
        """That of the program before, in this process, if it was to stay. Raises OSError."""
        self.goes_on = False
        """Somebody talked with the program before, and does not know that it is another one."""
        self._far: int | None = None
        self._stays = False
        if LEFT in os.environ:
            near, self.name, held = os.environ.pop(LEFT).split()
            self._near = int(near)
            os.set_inheritable(self._near, False)
            self.goes_on = held != "held"
            if not self.goes_on:
                self._hold()
            return
        self._near, far = pty.openpty()
        os.set_blocking(self._near, False)
        tty.setraw(far)
        self.name = os.ttyname(far)
        self._far = far

    def fileno(self) -> int:
        return self._near

    def read(self, count: int) -> bytes | None:
        """None: whoever talked has left. Raises BlockingIOError if nothing waits."""
        try:
            data = os.read(self._near, count)
        except OSError as err:
            if err.errno != errno.EIO:
                raise
            self._hold()
            return None
        self._let_go()
        return data

    def stay(self) -> None:
        """`close` leaves it open, for the program that this process becomes: whoever talks notices nothing."""
        self._stays = True

    def close(self) -> None:
        if self._stays:
            os.set_inheritable(self._near, True)
            os.environ[LEFT] = f"{self._near} {self.name} {'free' if self._far is None else 'held'}"
            return
        self._let_go()
        os.close(self._near)

    def _hold(self) -> None:
        self._far = os.open(self.name, os.O_RDWR | os.O_NOCTTY)
        # The next one is not to read what was said to the last one.
        termios.tcflush(self._far, termios.TCIFLUSH)

    def _let_go(self) -> None:
        if self._far is not None:
            os.close(self._far)
            self._far = None
