"""A unit that wants its board off: root sets the alarm and switches it off, and nobody starts anything again.

In the place of trapd something ends as it would: what its end leads to is systemd's business and the script's.
"""

from __future__ import annotations

import pytest
from machine import Machine
from services import SLOW_S, tells
from waiting import wait_for

DROP_IN = "/run/systemd/system/trapd.service.d/end.conf"
WORD = "/run/off"


def ends_with(unit: Machine, word: str, status: int = 90) -> None:
    """The next start of the service leaves this word, and ends with this status: 90 asks for the board to be off, 91
    for it to be started anew."""
    script = f'echo {word} >"$RUNTIME_DIRECTORY/wake"; exit {status}'
    unit.guest.write(DROP_IN, f"[Service]\nType=exec\nExecStart=\nExecStart=/bin/sh -c '{script}'\n")
    unit.sh("(sleep 1; systemctl daemon-reload; systemctl restart trapd) >/dev/null 2>&1 &")


@pytest.mark.parametrize("already", ["", "echo +60 >/sys/class/rtc/rtc0/wakealarm"])
def test_the_alarm_is_the_clock_chips_own(shared_unit: Machine, already: str) -> None:
    """Another that was set before is none in the way."""
    shared_unit.sh(f"mkdir -p {WORD}/bin; echo 3600 >{WORD}/wake; ln -sf /bin/true {WORD}/bin/systemctl; {already}")
    ended = f"PATH={WORD}/bin:$PATH RUNTIME_DIRECTORY={WORD} EXIT_CODE=exited EXIT_STATUS=90"
    assert shared_unit.sh(f"{ended} /opt/trapd/libexec/trapd-off") == "the board is switched off for 3600 s"
    told = shared_unit.sh("cd /sys/class/rtc/rtc0; cat wakealarm since_epoch; echo 0 >wakealarm")
    alarm, now = map(int, told.split())
    assert 60 < alarm - now <= 3_600


def test_it_is_switched_off(unit: Machine) -> None:
    ends_with(unit, "3600")
    wait_for(unit.is_off, SLOW_S)


def test_a_board_that_cannot_be_switched_off_is_in_safe_mode(unit: Machine) -> None:
    ends_with(unit, "soon")
    wait_for(lambda: tells(unit, "ActiveState", "trapd-safe.service") == "active", SLOW_S)
    assert not unit.is_off()
    assert tells(unit, "NRestarts") == "0"


def test_it_is_started_anew_and_the_whole_unit_is_back(unit: Machine) -> None:
    boot = unit.guest.boot_id()
    ends_with(unit, "3600", status=91)
    unit.guest.wait_until_up(SLOW_S, not_boot=boot)
    wait_for(lambda: tells(unit, "ActiveState") == "active", SLOW_S)
    assert tells(unit, "ActiveState", "trapd-safe.service") == "inactive"
