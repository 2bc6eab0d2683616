"""A terminal that anyone on this machine can open by its name, one after the other."""

from __future__ import annotations

import errno
import os
import pty
import termios
import tty


class Pty:
    """Its far end is held open while nobody talks, since a poll at a line that nobody has open never sleeps; and let
    go while somebody does, so that it is noticed when they leave."""

    def __init__(self) -> None:
        """Raises OSError."""
        self._near, far = pty.openpty()
        os.set_blocking(self._near, False)
        tty.setraw(far)
        self.name = os.ttyname(far)
        self._far: int | None = far

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

    def close(self) -> None:
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
