"""A receiver on a serial line of the kernel's, at 9600 baud."""

from __future__ import annotations

import time

from machine import Machine
from receiver import LAT, LON, Receiver
from services import SLOW_S, armed, picture, tells
from waiting import wait_for

NEAR_DEG = 0.001
FAULT = "journalctl -u trapd -o cat 2>/dev/null | grep '\"gps\"' | grep -c fault || true"


def faults(unit: Machine) -> int:
    return int(unit.sh(FAULT))


def placed(unit: Machine) -> bool:
    """Whether somebody who walks past now is dated and placed by the receiver."""
    taken = picture(unit)
    if taken["time_source"] != "gps" or taken.get("lat") is None:
        return False
    assert abs(taken["lat"] - LAT) < NEAR_DEG
    assert abs(taken["lon"] - LON) < NEAR_DEG
    assert abs(taken["utc_ns"] / 1e9 - time.time()) < SLOW_S
    return True


def test_the_line_runs_at_the_receivers_speed(shared_unit: Machine) -> None:
    assert shared_unit.sh("readlink -f /dev/serial0; stty -F /dev/serial0 speed").split() == ["/dev/ttyS1", "9600"]


def test_a_receiver_that_is_unplugged_is_missed_and_plugged_in_again_it_counts_again(unit: Machine) -> None:
    before = faults(unit)
    with Receiver(unit.place("gps")):
        wait_for(lambda: placed(unit), SLOW_S, pause_s=5)
        known = faults(unit)
    wait_for(lambda: faults(unit) > known, SLOW_S)
    assert armed(unit), "a trap without a receiver is a trap"
    with Receiver(unit.place("gps")):
        wait_for(lambda: placed(unit), SLOW_S, pause_s=5)
    assert tells(unit, "NRestarts") == "0"
    assert known - before <= 1
