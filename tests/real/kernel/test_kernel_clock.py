"""Setting the clock is chrony's work: it is given the receiver's time, and the trap does not go by the clock."""

from __future__ import annotations

import time

from machine import Machine
from receiver import Receiver
from services import SLOW_S, armed, picture, tells
from waiting import wait_for

from trapd.core.drift import SLEW_PPM

YEAR_S = 366 * 86_400
HOUR_S = 3600
MEMORY = "/var/lib/trapd/memory*"
FIXES = "journalctl -u trapd -o cat 2>/dev/null | grep -cE 'time_trusted.: ?true' || true"
MANY_FIXES = 40
"""chrony looks at its samples every 4 s: ten updates, seven more than Debian's own settings let it step in."""
SLEW = """/opt/trapd/bin/python - <<'END'
import time
CLOCKS = time.CLOCK_MONOTONIC, time.CLOCK_MONOTONIC_RAW, time.CLOCK_MONOTONIC
def once():
    began, raw, ended = map(time.clock_gettime, CLOCKS)
    return ended - began, (began + ended) / 2, raw
def both():
    return min(once() for _ in range(500))[1:]
first = both()
time.sleep(20)
ran, raw = (after - before for after, before in zip(both(), first))
print((ran / raw - 1) * 1e6)
END"""
"""By how many ppm CLOCK_MONOTONIC runs faster than the crystal; of many readings those that nothing came between."""
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


def test_a_clock_that_goes_wrong_later_is_set_as_well_and_clock_monotonic_is_left_alone(unit: Machine) -> None:
    with Receiver(unit.place("gps")):
        wait_for(lambda: off_s(unit) < GOOD_S and int(unit.sh(FIXES)) >= MANY_FIXES, SLOW_S)
        unit.sh("date -s '-1 hour'")
        assert off_s(unit) > HOUR_S / 2
        wait_for(lambda: off_s(unit) < GOOD_S, SLOW_S)
        assert abs(float(unit.sh(SLEW))) <= SLEW_PPM


def test_after_a_cut_a_unit_without_receiver_goes_by_the_clock_chip_that_was_found_right(unit: Machine) -> None:
    unit.guest.restart()  # a snapshot's chip told its time long ago
    wait_for(lambda: armed(unit), SLOW_S)
    with Receiver(unit.place("gps")):
        wait_for(lambda: unit.run(f"grep -q '\"outlasts\":true' {MEMORY}").code == 0, SLOW_S)
    boot = unit.guest.boot_id()
    unit.sh("(sleep 1; echo b >/proc/sysrq-trigger) >/dev/null 2>&1 &")
    unit.guest.wait_until_up(not_boot=boot)
    wait_for(lambda: armed(unit), SLOW_S)
    before_s = time.time()
    taken = picture(unit)
    assert taken["time_source"] == "rtc"
    assert taken["time_uncertainty_s"] < GOOD_S
    open_s = taken["time_uncertainty_s"]
    assert before_s - open_s <= taken["utc_ns"] / 1e9 <= time.time() + open_s
