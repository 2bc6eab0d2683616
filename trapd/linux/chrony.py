"""Believed times as samples for chrony: setting the system clock is its work, by its SOCK reference clock.

A unit needs no right to set the clock for that, and none of its own deadlines go by that clock.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress

from trapd.core.timeline import Anchor
from trapd.core.units import US, S
from trapd.runtime.clock import Clock

SAMPLE = struct.Struct("@qqdiiii")
"""`struct sock_sample` of chrony's refclock_sock.c with a 64-bit time_t: the sample's system time (s, us), true time
minus system time (s), pulse, leap, padding, magic. A sample of another length is dropped there."""
MAGIC = 0x534F434B
"""SOCK_MAGIC of the same file."""


class Refclock:
    """Shows chrony what the trap believes."""

    def __init__(self, path: str, clock: Clock) -> None:
        """`path`: the socket that chrony.conf names after `refclock SOCK`."""
        self._path = path
        self._clock = clock
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)

    def show(self, anchor: Anchor) -> None:
        """One sample. Never blocks."""
        system_ns = self._clock.utc_ns()
        wrong_ns = anchor.utc_at(self._clock.now_ns()) - system_ns
        whole_s, rest_ns = divmod(system_ns, S)
        sample = SAMPLE.pack(whole_s, rest_ns // US, wrong_ns / S, 0, 0, 0, MAGIC)
        # Without chrony the pictures have their time all the same.
        with suppress(OSError):
            self._socket.sendto(sample, self._path)

    def close(self) -> None:
        self._socket.close()
