"""The installation on a running system: once more, anew, and away again; and the technician's line by USB."""

from __future__ import annotations

from machine import Machine
from snapshot import INSTALL
from waiting import wait_for

SLOW_S = 240
ANOTHER_WHEEL = """
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "a") as wheel:
    wheel.writestr("trapd/another.txt", "a newer program")
"""
ASK = """
import serial, sys
with serial.Serial("/dev/ttyACM0", 115200, timeout=60) as line:
    line.write(b"status\\r")
    said = line.read_until(b"since the start")
sys.stdout.write(said.decode())
"""


def test_a_second_run_changes_nothing(shared_unit: Machine) -> None:
    look = "stat -c '%n %Y' /opt/trapd/installed.json /etc/systemd/system/*; systemctl show -P MainPID trapd"
    before = shared_unit.sh(look)
    assert shared_unit.sh(INSTALL, patience_s=600) == "Nothing to do: everything is in place."
    assert shared_unit.sh(look) == before


def test_the_service_runs_as_a_user_of_its_own(shared_unit: Machine) -> None:
    assert shared_unit.sh("ps -o user= -p $(systemctl show -P MainPID trapd)").strip() == "trapd"
    assert shared_unit.sh("passwd --status trapd | cut -d' ' -f2; getent passwd trapd | cut -d: -f7").split() == [
        "L",
        "/usr/sbin/nologin",
    ]
    assert shared_unit.sh("systemctl is-enabled trapd") == "enabled"
    assert shared_unit.sh("stat -c %G /dev/gpiochip0") == "gpio"


def test_the_technicians_line_answers_by_usb_and_no_login_sits_on_it(shared_unit: Machine) -> None:
    assert "VM-1 at VM" in shared_unit.sh(f"/opt/trapd/bin/python -c '{ASK}'", patience_s=SLOW_S)
    assert shared_unit.run("systemctl is-active serial-getty@ttyGS0").text.strip() == "inactive"
    by_id = shared_unit.sh("ls /dev/serial/by-id")
    assert "trapd_camera_trap_0123456789abcdef" in by_id


def test_the_line_comes_back_when_the_cable_does(unit: Machine) -> None:
    unit.sh("systemctl stop trapd-gadget; udevadm settle")
    wait_for(lambda: unit.run("test -e /dev/ttyACM0").code != 0)
    unit.sh("systemctl start trapd-gadget")
    wait_for(lambda: unit.run("test -e /dev/ttyACM0").code == 0)
    wait_for(lambda: "VM-1 at VM" in unit.run(f"/opt/trapd/bin/python -c '{ASK}'", SLOW_S).text, SLOW_S)


def test_a_newer_program_keeps_profile_and_memory(unit: Machine) -> None:
    unit.sh("echo '# mine' >>/etc/trapd/profile.toml; ls /root/trapd/*.whl")
    unit.sh(f"/opt/trapd/bin/python - /root/trapd/*.whl <<'END'{ANOTHER_WHEEL}END")
    memory = unit.sh("cd /var/lib/trapd && ls -A")
    told = unit.sh(INSTALL, patience_s=600)
    assert "fill /opt/trapd" in told
    assert "stays: /etc/trapd/profile.toml, which differs" in told
    assert unit.sh("cat /opt/trapd/lib/python3*/site-packages/trapd/another.txt") == "a newer program"
    assert unit.sh("tail -n 1 /etc/trapd/profile.toml") == "# mine"
    assert set(memory.split()) <= set(unit.sh("cd /var/lib/trapd && ls -A").split())
    wait_for(lambda: unit.run("systemctl is-active trapd").text == "active\n", SLOW_S)


def test_the_way_back_leaves_the_pictures_the_settings_and_the_memory(unit: Machine) -> None:
    catalog = unit.sh("cat /media/trapd/catalog.jsonl")
    unit.sh("/root/trapd/scripts/uninstall --yes", patience_s=600)
    assert unit.run("systemctl is-active trapd trapd-gadget media-trapd.mount").text.split() == ["inactive"] * 3
    assert unit.run("getent passwd trapd").text == ""
    left = unit.sh(r"find /etc /opt /usr /var /media -xdev -name '*trapd*' -not -name '*.service.d' | sort").split()
    assert left == ["/etc/trapd", "/var/lib/trapd"]
    unit.sh("mkdir -p /mnt/card && mount /dev/sda1 /mnt/card")
    assert unit.sh("cat /mnt/card/catalog.jsonl").startswith(catalog)
