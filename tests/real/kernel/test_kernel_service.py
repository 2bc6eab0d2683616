"""The shipped services: what systemd knows of the unit, and what it does when the unit fails."""

from __future__ import annotations

from machine import Machine
from services import SLOW_S, armed, catalog, checksums, picture, tells
from technician import types
from waiting import wait_for

SAFE = "trapd-safe.service"
PROFILE = "/etc/trapd/profile.toml"
CODE = "/opt/trapd/lib/python3*/site-packages/trapd/app.py"
STAND_STILL = """
import ctypes, os, sys
ptrace = ctypes.CDLL(None, use_errno=True).ptrace
ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
SEIZE, INTERRUPT, ALL = 0x4206, 0x4207, 0x40000000  # linux/ptrace.h, linux/wait.h
thread = int(sys.argv[1])
assert ptrace(SEIZE, thread, None, None) == 0 == ptrace(INTERRUPT, thread, None, None), ctypes.get_errno()
while not os.WIFSIGNALED(os.waitpid(thread, ALL)[1]):
    pass
"""
"""Holds one thread of a program, as a debugger does, until it is killed; its other threads run on."""


def in_safe_mode(unit: Machine) -> bool:
    return tells(unit, "ActiveState", SAFE) == "active"


def test_systemd_knows_that_it_is_armed_and_how_long_it_may_be_silent(shared_unit: Machine) -> None:
    assert tells(shared_unit, "Type") == "notify"
    assert (tells(shared_unit, "ActiveState"), tells(shared_unit, "SubState")) == ("active", "running")
    assert tells(shared_unit, "StatusText") == "armed: left, right"
    assert tells(shared_unit, "WatchdogUSec") == "30s"


def test_systemd_knows_why_it_is_not_armed(shared_unit: Machine) -> None:
    types(shared_unit, "disarm", "until `arm`")
    wait_for(lambda: tells(shared_unit, "StatusText") == "not armed: disarmed by the technician")
    types(shared_unit, "arm", "armed")
    wait_for(lambda: tells(shared_unit, "StatusText") == "armed: left, right")


def test_a_loop_that_hangs_is_killed_and_comes_back_armed_with_nothing_lost(unit: Machine) -> None:
    picture(unit)
    before, pictures = catalog(unit), checksums(unit)
    loop = tells(unit, "MainPID")
    unit.guest.write("/root/stand_still.py", STAND_STILL)
    unit.sh(f"systemd-run --quiet /opt/trapd/bin/python /root/stand_still.py {loop}")
    wait_for(lambda: tells(unit, "NRestarts") == "1", SLOW_S)
    told = unit.sh("journalctl -u trapd -o cat")
    assert "Watchdog timeout" in told
    assert "Current thread" in told or "Thread 0x" in told, "which thread hung where"
    wait_for(lambda: armed(unit), SLOW_S)
    assert catalog(unit)[: len(before)] == before
    assert pictures.items() <= checksums(unit).items()
    assert picture(unit)["name"] not in {record["name"] for record in before}


def test_wrong_settings_lead_to_safe_mode_and_back(unit: Machine) -> None:
    unit.sh(f"sed -i 's/^width = 640/widht = 640/' {PROFILE}; systemctl restart trapd || true", SLOW_S)
    wait_for(lambda: in_safe_mode(unit), SLOW_S)
    wait_for(lambda: tells(unit, "StatusText", SAFE).endswith("console at /dev/ttyGS0"), SLOW_S)
    assert "unknown key camera.widht" in tells(unit, "StatusText", SAFE)
    told = types(unit, "status", "type `arm`")
    assert "SAFE MODE" in told
    assert "trapd.service could not be kept running: exit-code (exited 78)" in told
    assert "unknown key camera.widht; did you mean width?" in told
    assert "mend this first" in types(unit, "arm", "did you mean")
    unit.sh(f"sed -i 's/^widht = 640/width = 640/' {PROFILE}")
    types(unit, "arm", "whole unit starts")
    wait_for(lambda: armed(unit), SLOW_S)
    assert not in_safe_mode(unit)
    assert picture(unit)["name"]


def test_a_crash_loop_leads_to_safe_mode_and_back(unit: Machine) -> None:
    unit.sh(f"cp {CODE} /root/; echo 'raise RuntimeError(\"a bug\")' >>$(echo {CODE}); systemctl kill -s SEGV trapd")
    wait_for(lambda: in_safe_mode(unit), SLOW_S)
    told = types(unit, "status", "type `arm`")
    assert "trapd.service could not be kept running: exit-code (exited 1)" in told
    assert "settings in order" in told
    unit.sh(f"cp /root/app.py $(echo {CODE})")
    types(unit, "arm", "whole unit starts")
    wait_for(lambda: armed(unit), SLOW_S)
    assert not in_safe_mode(unit)
