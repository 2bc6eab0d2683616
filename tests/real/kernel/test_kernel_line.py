"""The technician's line over a real USB cable, as far as an emulated one is: a pull in the middle, and wild talk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from machine import Machine
from services import SLOW_S, armed, checksums, picture, tells
from technician import pull_cable, put_cable, trapctl
from waiting import wait_for

WILD = Path(__file__).parents[2] / "wild"
INPUTS = 2_000
MORE_MB = 60
NAME = "VM/20260115-210433-123_VM-1_a1b2-000001-1.jpg"
LARGE_PICTURE = f"""
import hashlib, os
from pathlib import Path
from trapd.card import catalog
root, data = Path("/media/trapd"), os.urandom(3_000_000)
(root / "VM").mkdir(exist_ok=True)
(root / "{NAME}").write_bytes(data)
facts = {{"sequence": 1, "number": 1, "boot": "a1b2", "trigger": "test", "utc_ns": 1_768_475_073_123_456_789}}
catalog.Catalog(root).append(catalog.media("{NAME}", hashlib.sha256(data).hexdigest(), len(data), facts))
"""
"""On a card that no unit has open."""


def python(unit: Machine, program: str) -> str:
    return unit.sh(f"/opt/trapd/bin/python - <<'END'{program}END", SLOW_S)


def came(unit: Machine) -> int:
    """Bytes of the fetch that runs."""
    return int(unit.run("cat /root/got/VM/*.part | wc -c").text.split()[-1])


def done(unit: Machine) -> Callable[[], bool]:
    return lambda: unit.run("grep '^ended with' /root/fetch.txt").code == 0


def test_trapctl_asks_over_the_cable(shared_unit: Machine) -> None:
    told = json.loads(trapctl(shared_unit, "--json status"))
    assert (told["unit"], told["armed"]) == ("VM-1", True)


def test_trapctl_finds_the_unit_by_its_usb_id(shared_unit: Machine) -> None:
    assert json.loads(trapctl(shared_unit, "--json find", port="")) == {
        "port": "/dev/ttyACM0",
        "serial": "0123456789abcdef",
    }
    assert json.loads(trapctl(shared_unit, "--json status", port=""))["unit"] == "VM-1"


def test_a_fetch_goes_on_after_the_cable_was_pulled(unit: Machine) -> None:
    unit.sh("systemctl stop trapd", SLOW_S)
    python(unit, LARGE_PICTURE)
    unit.sh("systemctl start trapd", SLOW_S)
    wait_for(lambda: armed(unit), SLOW_S)
    fetch = "/opt/trapd/bin/python -m trapd.ctl --port /dev/ttyACM0 fetch /root/got"
    unit.sh(f"({fetch}; echo ended with $?) >/root/fetch.txt 2>&1 </dev/null &")
    wait_for(lambda: came(unit) > 200_000, SLOW_S)

    pull_cable(unit)
    assert not done(unit)(), "it was quicker than the pull"
    put_cable(unit)

    wait_for(done(unit), SLOW_S)
    assert "ended with 0" in unit.sh("cat /root/fetch.txt")
    assert checksums(unit, "/root/got") == checksums(unit)
    assert armed(unit)


def test_whatever_two_talk_over_the_cable_the_unit_answers_and_takes_pictures(
    unit: Machine, record_property: pytest.RecordProperty
) -> None:
    for file in ("line_inputs.py", "two_talkers.py"):
        unit.guest.write(f"/root/{file}", (WILD / file).read_bytes())

    def memory_mb() -> float:
        status = unit.sh(f"cat /proc/{tells(unit, 'MainPID')}/status")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1_000

    talk = "/opt/trapd/bin/python /root/two_talkers.py /dev/ttyACM0"
    picture(unit)  # what a camera and its libraries hold is not the line's
    unit.sh(f"{talk} 500", SLOW_S)
    before_mb, process = memory_mb(), tells(unit, "MainPID")

    unit.sh(f"{talk} {INPUTS} 1", 10 * SLOW_S)

    record_property("memory before and after wild talk, MB", f"{before_mb:.0f} and {memory_mb():.0f}")
    assert memory_mb() < before_mb + MORE_MB
    assert tells(unit, "MainPID") == process, "it was started anew"
    trapctl(unit, "arm")
    assert picture(unit)["name"]
