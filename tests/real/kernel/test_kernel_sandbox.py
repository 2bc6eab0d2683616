"""What the service may not do, and that everything works all the same."""

from __future__ import annotations

import re

import pytest
from machine import Machine
from services import armed, checksums, picture, tells
from technician import SLOW_S

LARGEST_EXPOSURE = 1.5
NOT_THE_PROBES = ("Type", "ExecStart", "ExecStopPost", "WatchdogSec", "NotifyAccess", "Restart", "RestartSec")
PROBE = """
import ctypes, mmap, os, socket, subprocess, sys, time
def refused(what, act):
    try:
        act()
    except (OSError, PermissionError, ValueError):
        return
    sys.exit(f"{what} was not refused")
def allowed(path, flags=os.O_RDWR):
    os.close(os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY))
def new(path):
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    os.remove(path)
for folder in ("/etc", "/usr", "/opt/trapd", "/root", "/home", "/boot", "/etc/trapd"):
    refused(f"to write in {folder}", lambda: new(f"{folder}/probe"))
for device in ("/dev/vda", "/dev/sda", "/dev/mem", "/dev/watchdog0", "/dev/kmsg", "/dev/i2c-1"):
    refused(f"to open {device}", lambda: allowed(device))
refused("a network", lambda: socket.socket(socket.AF_INET))
refused("code in data", lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC))
refused("to set the clock", lambda: time.clock_settime(time.CLOCK_REALTIME, 0))
refused("to become root", lambda: os.setuid(0))
refused("a name space", lambda: os.unshare(os.CLONE_NEWUSER))
refused("to see others", lambda: open("/proc/1/status"))
new("/var/lib/trapd/probe")
new("/media/trapd/probe")
for device in ("/dev/gpiochip0", "/dev/udmabuf", "/dev/ttyS1", "/dev/ttyGS0", "/dev/ptmx"):
    allowed(device)
open("/proc/sys/kernel/random/boot_id").read()
open("/proc/cpuinfo").read()
print("as it should be")
"""


@pytest.mark.parametrize("name", ["trapd.service", "trapd-safe.service"])
def test_systemd_calls_it_hardly_exposed(shared_unit: Machine, name: str) -> None:
    told = shared_unit.sh(f"systemd-analyze security --no-pager {name} | tail -n 1")
    (exposure,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert float(exposure) <= LARGEST_EXPOSURE


def test_it_runs_with_no_right_at_all_in_name_spaces_of_its_own(shared_unit: Machine) -> None:
    pid = tells(shared_unit, "MainPID")
    status = dict(line.split(":\t", 1) for line in shared_unit.sh(f"cat /proc/{pid}/status").splitlines())
    assert {status[name] for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {"0" * 16}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    for space in ("user", "net", "mnt", "ipc"):
        assert shared_unit.run(f"cmp <(readlink /proc/{pid}/ns/{space}) <(readlink /proc/1/ns/{space})").code == 1


def test_who_sits_in_the_same_sandbox_is_refused_all_but_the_units_own_parts(unit: Machine) -> None:
    """The shipped unit with another program in it."""
    lines = unit.sh("cat /etc/systemd/system/trapd.service").splitlines()
    kept = [line for line in lines if line.partition("=")[0] not in NOT_THE_PROBES]
    probe = "\n".join(kept).replace("[Service]", "[Service]\nType=oneshot\nExecStart=/usr/bin/python3 /opt/probe.py")
    unit.guest.write("/opt/probe.py", PROBE)
    unit.guest.write("/etc/systemd/system/probe.service", probe.replace("OnFailure=trapd-safe.service", ""))
    unit.sh("chmod 644 /opt/probe.py; systemctl daemon-reload; systemctl stop trapd", SLOW_S)
    unit.run("systemctl start probe", SLOW_S)
    assert "as it should be" in unit.sh("journalctl -u probe -o cat")


def test_the_camera_stack_takes_a_picture_inside_it(unit: Machine) -> None:
    assert armed(unit)
    taken = picture(unit)
    assert taken["media"] == "still"
    assert f"./{taken['name']}" in checksums(unit)
    assert unit.run("journalctl -b -k -o cat | grep -i 'audit.*trapd'").text == ""
