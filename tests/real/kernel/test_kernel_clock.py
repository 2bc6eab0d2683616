"""Setting the clock is chrony's work: it is given the receiver's time, and the trap does not go by the clock."""

from __future__ import annotations

import time

from machine import Machine
from receiver import Receiver
from services import SLOW_S, armed, picture, tells
from waiting import wait_for

YEAR_S = 366 * 86_400
GOOD_S = 3
"""The receiver's own 0.7 s, and what it takes to ask the machine."""


def off_s(unit: Machine) -> float:
    return abs(float(unit.sh("date +%s.%N")) - time.time())


def test_a_clock_that_is_a_year_off_is_set_by_the_receiver_and_the_trap_goes_on(unit: Machine) -> None:
    process = tells(unit, "MainPID")
    unit.sh(f"date -s @$(( $(date +%s) - {YEAR_S} )); systemctl restart chrony")
    assert off_s(unit) > YEAR_S / 2
    with Receiver(unit.place("gps")):
        wait_for(lambda: off_s(unit) < GOOD_S, SLOW_S)
        assert armed(unit)
        taken = picture(unit)
    assert taken["time_source"] == "gps"
    assert abs(taken["utc_ns"] / 1e9 - time.time()) < SLOW_S
    assert (tells(unit, "MainPID"), tells(unit, "NRestarts")) == (process, "0")
    assert "System clock was stepped by" in unit.sh("journalctl -u chrony -o cat")
