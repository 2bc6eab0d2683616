"""What chrony would read on the socket of its reference clock."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from trapd.config.instants import instant
from trapd.core.timeline import Anchor
from trapd.core.units import MS, S
from trapd.linux.chrony import Refclock
from trapd.runtime.clock import VirtualClock

TRUE_NS = instant("2027-03-01T02:00:00Z")
SYSTEM_NS = instant("2026-02-28T14:00:00Z") + 250 * MS


@pytest.fixture
def chrony(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "sock"))
        server.setblocking(False)
        yield server


@pytest.fixture
def clock() -> VirtualClock:
    """The unit runs for 100 s, and its system clock is a year off."""
    return VirtualClock(SYSTEM_NS, start_ns=100 * S)


def show(path: Path, clock: VirtualClock) -> None:
    """What was believed 0.4 s ago."""
    refclock = Refclock(str(path), clock)
    refclock.show(Anchor(clock.now_ns() - 400 * MS, TRUE_NS, "gps", 0.6))
    refclock.close()


def test_a_believed_time_is_one_sample(tmp_path: Path, clock: VirtualClock, chrony: socket.socket) -> None:
    show(tmp_path / "sock", clock)
    sample = chrony.recv(100)
    assert len(sample) == 40
    whole_s, microseconds, offset_s, pulse, leap, _, magic = struct.unpack("@qqdiiii", sample)
    assert whole_s * S + microseconds * 1_000 == SYSTEM_NS
    assert offset_s == pytest.approx((TRUE_NS - SYSTEM_NS) / S + 0.4)
    assert (pulse, leap, magic) == (0, 0, 0x534F434B)


def test_without_chrony_nothing_is_lost(tmp_path: Path, clock: VirtualClock) -> None:
    show(tmp_path / "no-chrony", clock)
    assert list(tmp_path.iterdir()) == []
