"""What a season brings: restarts, a kernel that crashes, a card that no longer takes anything, a clock that jumps."""

from __future__ import annotations

from typing import Any

import pytest
from machine import Machine
from services import SLOW_S, armed, catalog, checksums, on_reserve, picture, reports, tells
from waiting import wait_for

BUSY_SHARE = 0.2
"""Of one processor. A unit that is armed and idle takes some hundredths even of an emulated one."""

# The card behind a layer that can let every write fail, which is how worn cards end: what is on them stays readable.
LAYERED = """
options=$(findmnt -no OPTIONS /media/trapd | sed 's/\\<rw\\>,//')
umount --lazy /media/trapd
until dmsetup create card --table "0 $(blockdev --getsz /dev/sda1) linear /dev/sda1 0" 2>/dev/null; do sleep 0.5; done
mount -t exfat -o "$options" /dev/mapper/card /media/trapd
"""
NO_WRITES = """
dmsetup load card --table "0 $(blockdev --getsz /dev/sda1) flakey /dev/sda1 0 0 3600 1 error_writes"
dmsetup suspend --noflush --nolockfs card
dmsetup resume card
"""
# What the kernel does to every file system with an error, done to all of them; the system's own is let go again.
READ_ONLY = """
echo u >/proc/sysrq-trigger
until findmnt -no OPTIONS /media/trapd | grep -q '\\<ro\\>'; do sleep 0.2; done
mount -o remount,rw /
"""
OFF = "umount -l /media/trapd; dmsetup remove --force card 2>/dev/null || true"


def unharmed(unit: Machine, before: dict[str, str]) -> bool:
    """Whether every picture of that time is on the card as it was, and the catalog agrees with all that are there."""
    now = checksums(unit)
    listed = {f"./{record['name']}": record["sha256"] for record in catalog(unit)}
    return before.items() <= now.items() and listed.items() <= now.items()


def test_restarted_it_is_armed_again(unit: Machine) -> None:
    picture(unit)
    before = checksums(unit)
    unit.guest.restart()
    wait_for(lambda: armed(unit), SLOW_S)
    assert unharmed(unit, before)
    assert unit.sh("systemctl --failed --no-legend") == ""
    picture(unit)


def test_a_kernel_that_crashed_is_reset_by_the_watchdog_and_armed_again(unit: Machine) -> None:
    picture(unit)
    before, boot = checksums(unit), unit.guest.boot_id()
    assert unit.sh("cat /proc/sys/kernel/panic") == "0", "it would restart by itself"
    unit.sh("(sleep 1; echo c >/proc/sysrq-trigger) >/dev/null 2>&1 &")
    unit.guest.wait_until_up(not_boot=boot)
    assert "WATCHDOG" in unit.events()
    wait_for(lambda: armed(unit), SLOW_S)
    assert unharmed(unit, before)
    picture(unit)


@pytest.mark.parametrize("end", [NO_WRITES, READ_ONLY], ids=["every write fails", "read-only"])
def test_without_a_card_that_takes_anything_pictures_go_to_the_reserve_and_from_there_to_a_good_one(
    unit: Machine, end: str
) -> None:
    unit.sh(LAYERED)
    wait_for(lambda: armed(unit), SLOW_S)
    picture(unit)
    before, process = checksums(unit), tells(unit, "MainPID")
    unit.sh(end)
    spared = spares(unit)
    assert checksums(unit) == before
    wait_for(lambda: on_reserve(unit), SLOW_S)  # a card that can only be read is opened now and then, and fails
    assert (tells(unit, "MainPID"), tells(unit, "NRestarts")) == (process, "0")
    unit.sh(OFF)
    unit.pull_card()
    wait_for(lambda: unit.run("test -e /dev/sda").code != 0)
    unit.put_card()
    wait_for(lambda: armed(unit), SLOW_S)
    wait_for(lambda: spared.items() <= checksums(unit).items(), SLOW_S)
    assert unharmed(unit, before | spared)
    picture(unit)


STALL_S = 4
WAY = "/sys/devices/platform/gpio-sim.0/gpiochip0/sim_gpio12/pull"


def spares(unit: Machine) -> dict[str, str]:
    """Somebody walks past, and the picture goes to the reserve: the checksums of all that are there."""

    def seen() -> dict[str, str]:
        unit.sh(f"echo pull-up >{WAY}; sleep 0.2; echo pull-down >{WAY}; sleep 10")
        return checksums(unit, "/var/lib/trapd/reserve")

    return wait_for(seen, SLOW_S)


def test_a_card_that_stands_still_for_seconds_costs_no_picture_and_is_told(unit: Machine) -> None:
    unit.sh(LAYERED)
    wait_for(lambda: armed(unit), SLOW_S)
    picture(unit)

    def slow() -> list[dict[str, Any]]:
        unit.sh(f"dmsetup suspend --noflush --nolockfs card; echo pull-up >{WAY}; sleep 0.2; echo pull-down >{WAY}")
        unit.sh(f"sleep {STALL_S}; dmsetup resume card; sleep 10")
        return reports(unit, "card-slow")

    wait_for(slow, SLOW_S)
    assert armed(unit)
    assert unharmed(unit, {})
    assert checksums(unit, "/var/lib/trapd") == {}
    picture(unit)


def test_a_clock_that_jumps_a_year_ahead_stops_nothing_and_wakes_nobody(unit: Machine) -> None:
    process = tells(unit, "MainPID")
    unit.sh("date -s '+1 year'")
    spent = ticks(unit, process)
    unit.sh("sleep 20")
    assert (ticks(unit, process) - spent) / int(unit.sh("getconf CLK_TCK")) < BUSY_SHARE * 20
    assert armed(unit)
    assert picture(unit)["time_source"] == "none", "the system's clock is no source of time"
    assert (tells(unit, "MainPID"), tells(unit, "NRestarts")) == (process, "0")


def ticks(unit: Machine, process: str) -> int:
    """Processor time that a process has had."""
    fields = unit.sh(f"cat /proc/{process}/stat").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
