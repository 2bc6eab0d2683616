"""A GPS receiver that speaks NMEA on a serial port."""

from __future__ import annotations

import os
import select
import termios
import threading
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from trapd.config import profile
from trapd.core.events import FixTaken, GpsBack, GpsLost
from trapd.core.fix import Fix
from trapd.core.ports import Post
from trapd.core.units import S, seconds
from trapd.runtime.clock import Clock

if TYPE_CHECKING:
    from serial import Serial

GATHER_S = 0.05
"""After a byte came, let so long a stretch gather: ten wake-ups in a burst of half a second instead of sixty.
Only the first byte after a silence tells the time, and that one is not delayed."""
FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 60.0
"""A port that is not there is tried again, the pause doubling from the first to the longest."""


def _no_pin(on: bool) -> None:
    """A receiver whose power is always on."""


class Gps:
    """Asleep until `power(True)`. One thread while awake, which sleeps in `select`; while asleep there is none.

    `set_enabled` drives the receiver's enable line. `refused` counts by reason what was not fit to be stamped.
    """

    def __init__(
        self,
        port: str,
        baud: int,
        section: profile.Gps,
        post: Post,
        clock: Clock,
        *,
        set_enabled: Callable[[bool], None] = _no_pin,
        refused: Counter[str] | None = None,
    ) -> None:
        self._port = port
        self._baud = baud
        self._silent_ns = seconds(section.silent_s)
        self._post = post
        self._clock = clock
        self._set_enabled = set_enabled
        self._refused = Counter[str]() if refused is None else refused
        self._thread: threading.Thread | None = None
        self._stop_fd: int | None = None
        self._lost = False
        self._retry_s = FIRST_RETRY_S

    def power(self, on: bool) -> None:
        """Listen, or let the receiver sleep and close the port."""
        if on and self._stop_fd is None:
            self._set_enabled(True)
            stopped_fd, self._stop_fd = os.pipe()
            args = (stopped_fd, self._thread)
            self._thread = threading.Thread(target=self._run, args=args, name="gps", daemon=True)
            self._thread.start()
        elif not on and self._stop_fd is not None:
            os.close(self._stop_fd)  # the thread sees the other end of the pipe end
            self._stop_fd = None
            self._set_enabled(False)

    def close(self) -> None:
        """Sleep, and wait until the port is closed."""
        self.power(False)
        if self._thread is not None:
            self._thread.join()

    def _run(self, stopped_fd: int, previous: threading.Thread | None) -> None:
        if previous is not None:
            previous.join()  # it may be closing the port still
        import serial

        self._lost, self._retry_s = False, FIRST_RETRY_S
        with os.fdopen(stopped_fd) as stopped:
            while True:
                try:
                    with serial.Serial(self._port, self._baud, timeout=0, exclusive=True) as port:
                        self._listen(port, stopped.fileno())
                        return
                except (OSError, termios.error) as err:
                    self._report_lost(f"no receiver on {self._port}: {_why(err)}; check its plug and gps.port")
                if select.select([stopped], [], [], self._retry_s)[0]:
                    return
                self._retry_s = min(2 * self._retry_s, LONGEST_RETRY_S)

    def _listen(self, port: Serial, stopped_fd: int) -> None:
        """Until stopped. Raises `OSError` once the port is gone."""
        from trapd.linux.epochs import Epochs
        from trapd.linux.nmea import Sentences

        sentences, epochs = Sentences(self._refused), Epochs(self._refused)
        heard_ns, noisy = self._clock.now_ns(), False
        while True:
            left_ns = heard_ns + self._silent_ns - self._clock.now_ns()
            left_s = None if self._lost else max(0, left_ns) / S
            ready = select.select([port, stopped_fd], [], [], left_s)[0]
            if stopped_fd in ready:
                return
            now_ns = self._clock.now_ns()
            if ready:
                noisy = True
                for sentence in sentences.feed(port.read(port.in_waiting or 1), now_ns):
                    heard_ns, noisy = now_ns, False
                    self._report_back()
                    self._report(epochs.take(sentence))
                if select.select([stopped_fd], [], [], GATHER_S)[0]:
                    return
            if now_ns >= heard_ns + self._silent_ns:
                self._report(epochs.flush())
                what = "only noise: is gps.baud right" if noisy else "nothing: is it wired and powered"
                self._report_lost(f"the receiver on {self._port} says {what}?")

    def _report(self, fix: Fix | None) -> None:
        if fix is not None:
            self._post(FixTaken(fix))

    def _report_lost(self, why: str) -> None:
        if not self._lost:
            self._lost = True
            self._post(GpsLost(why))

    def _report_back(self) -> None:
        self._retry_s = FIRST_RETRY_S
        if self._lost:
            self._lost = False
            self._post(GpsBack())


def _why(err: Exception) -> str:
    code = getattr(err, "errno", None)
    return os.strerror(code) if code else str(err)
