"""The simulated receiver: NMEA text on a real pty for the reader used in the field, or fixes straight to the trap."""

from __future__ import annotations

import contextlib
import os
import tty
from collections import deque
from dataclasses import asdict
from pathlib import Path

from trapd.core.energy import GPS
from trapd.core.errors import HardwareMissing
from trapd.core.events import FixTaken, GpsBack, GpsLost
from trapd.core.fix import Fix
from trapd.core.gps_time import AGREE_ROW
from trapd.core.ports import Post
from trapd.core.units import MS, S, seconds
from trapd.runtime.loop import Loop, Timer
from trapd.sim import nmea, nmea_log
from trapd.sim.sky import Sky
from trapd.sim.world import World

BITS_A_BYTE = 10
"""With start and stop bit."""
FIFO_NS = 15 * MS
"""A UART's FIFO takes 16 bytes: at 9600 baud it hands up 14 of them every 15 ms."""


class VirtualGps:
    """The Gps port for the virtual clock, where there is no pty: one fix a second while awake."""

    def __init__(self, world: World, loop: Loop, post: Post) -> None:
        self._loop = loop
        self._sky = Sky(world)
        self._drain = world.drain
        self._post = post
        self._first_fix_ns = seconds(world.settings.gps_first_fix_s)
        self._timer: Timer | None = None
        self._told = 0
        self.gone = False
        """It says nothing any more, as a pulled plug: noticed when its next fix is due."""
        self._missed = False

    def power(self, on: bool) -> None:
        """Search for `gps_first_fix_s`, then tell every second; or sleep."""
        self._drain.switch(GPS, on)
        if on and self._timer is None:
            self._told = 0
            self._wait(self._loop.clock.now_ns() + self._first_fix_ns)
        elif not on and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Sleep."""
        self.power(False)

    def _wait(self, from_ns: int) -> None:
        at_ns, utc_ns = self._sky.next_second(from_ns)
        self._timer = self._loop.at(at_ns, self._tell, at_ns, utc_ns)

    def _tell(self, at_ns: int, utc_ns: int) -> None:
        self._wait(at_ns)
        if self.gone != self._missed:
            self._missed = self.gone
            self._post(GpsLost("the receiver says nothing: is it wired and powered?") if self.gone else GpsBack())
        if self.gone:
            self._told = 0
            return
        self._told += 1
        trusted = self._told >= AGREE_ROW
        self._post(FixTaken(Fix(mono_ns=at_ns, time_trusted=trusted, mode=3, **asdict(self._sky.epoch(utc_ns)))))


class Receiver:
    """A receiver on a pty. Its text goes out at the baud rate, one byte after the other; a byte that nobody reads
    in time is lost, as on a real UART. With a log in `world.nmea` it plays that, once, and then says no more.

    Works in the loop's timers, and has none while it is off.
    """

    def __init__(self, world: World, loop: Loop, baud: int) -> None:
        """Raises `BadSettings` if the log cannot be read or holds no NMEA, `HardwareMissing` without a pty."""
        self._loop = loop
        self._sky = Sky(world)
        self._drain = world.drain
        self._first_fix_ns = seconds(world.settings.gps_first_fix_s)
        self._log = deque(nmea_log.read(Path(world.settings.nmea))) if world.settings.nmea else None
        self._byte_ns = BITS_A_BYTE * S // baud
        self._on_ns = 0
        self._timer: Timer | None = None
        try:
            self._line, self._plug = os.openpty()
        except OSError as err:
            raise HardwareMissing(f"gps: no pty to be had for the receiver ({err.strerror}): mount /dev/pts") from err
        tty.setraw(self._plug)
        os.set_blocking(self._line, False)
        self.port = os.ttyname(self._plug)
        """Where the reader listens."""

    def power(self, on: bool) -> None:
        """The enable line."""
        self._drain.switch(GPS, on)
        if on and self._timer is None:
            self._on_ns = self._loop.clock.now_ns()
            self._await_burst(self._on_ns)
        elif not on and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Off, and unplugged: the reader's port is gone."""
        self.power(False)
        os.close(self._line)
        os.close(self._plug)

    def _await_burst(self, last_ns: int) -> None:
        """That of the next second, or the log's next: so long after the last one began as it stands in the log."""
        now_ns = self._loop.clock.now_ns()
        if self._log is None:
            at_ns, utc_ns = self._sky.next_second(now_ns)
            searching = at_ns < self._on_ns + self._first_fix_ns
            text = nmea.no_fix() if searching else nmea.burst(self._sky.epoch(utc_ns))
        elif self._log:
            burst = self._log.popleft()
            at_ns, text = max(now_ns, last_ns + burst.pause_ns), burst.text
        else:
            return
        self._timer = self._loop.at(at_ns, self._send, text, at_ns, 0)

    def _send(self, text: bytes, begun_ns: int, sent: int) -> None:
        """Write the bytes whose time has come since `begun_ns`; go on when the FIFO has filled again."""
        now_ns = self._loop.clock.now_ns()
        due = (now_ns - begun_ns) // self._byte_ns
        for byte in text[sent:due]:
            # Nobody listens and the buffer is full, or the reader is just going away.
            with contextlib.suppress(BlockingIOError):
                os.write(self._line, bytes((byte,)))
        if due < len(text):
            self._timer = self._loop.at(now_ns + FIFO_NS, self._send, text, begun_ns, due)
        else:
            self._await_burst(begun_ns)
