"""What chrony would read on the socket of its reference clock."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from trapd.config.instants import instant
from trapd.core.events import Event, FixTaken, GpsLost
from trapd.core.fix import Fix
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


def fix(mono_ns: int, trusted: bool = True) -> FixTaken:
    return FixTaken(Fix(mono_ns, TRUE_NS, trusted, 43.1, 131.55, 120, 0.9, 9, 3))


def show(path: Path, clock: VirtualClock, *events: Event) -> list[Event]:
    passed: list[Event] = []
    refclock = Refclock(str(path), clock, passed.append)
    for event in events:
        refclock.post(event)
    refclock.close()
    return passed


def test_a_trusted_fix_is_one_sample(tmp_path: Path, clock: VirtualClock, chrony: socket.socket) -> None:
    show(tmp_path / "sock", clock, fix(clock.now_ns() - 400 * MS))
    sample = chrony.recv(100)
    assert len(sample) == 40
    whole_s, microseconds, offset_s, pulse, leap, _, magic = struct.unpack("@qqdiiii", sample)
    assert whole_s * S + microseconds * 1_000 == SYSTEM_NS
    # The receiver spoke 0.1 s after its second, and that was 0.4 s ago.
    assert offset_s == pytest.approx((TRUE_NS - SYSTEM_NS) / S + 0.5)
    assert (pulse, leap, magic) == (0, 0, 0x534F434B)


def test_a_fix_that_cannot_be_trusted_sets_no_clock(
    tmp_path: Path, clock: VirtualClock, chrony: socket.socket
) -> None:
    show(tmp_path / "sock", clock, fix(clock.now_ns(), trusted=False))
    with pytest.raises(BlockingIOError):
        chrony.recv(100)


def test_every_event_goes_on_to_the_trap_with_chrony_or_without(tmp_path: Path, clock: VirtualClock) -> None:
    events = [fix(clock.now_ns()), GpsLost("its plug")]
    assert show(tmp_path / "no-chrony", clock, *events) == events
