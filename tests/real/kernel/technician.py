"""A technician's laptop at the unit's USB port."""

from __future__ import annotations

from machine import Machine
from waiting import wait_for

SLOW_S = 240
CABLE = "/sys/kernel/config/usb_gadget/trapd/UDC"
"""Which controller the gadget is bound to."""
TYPE = """
import serial, sys
with serial.Serial("/dev/ttyACM0", 115200, timeout=60) as line:
    line.write(sys.argv[1].encode() + b"\\r")
    heard = b""
    while sys.argv[2] not in " ".join(heard.decode(errors="replace").split()):
        piece = line.read(line.in_waiting or 1)
        heard += piece
        if not piece:
            break
print(" ".join(heard.decode(errors="replace").split()))
"""
"""Rows of 80 columns are one text again: where they are folded is no matter."""


def types(unit: Machine, word: str, until: str) -> str:
    """What is answered, up to these words or a minute's silence."""
    return unit.sh(f"/opt/trapd/bin/python - {word} '{until}' <<'END'{TYPE}END", patience_s=SLOW_S)


def trapctl(unit: Machine, words: str) -> str:
    """What the laptop's own program tells."""
    return unit.sh(f"/opt/trapd/bin/python -m trapd.ctl --port /dev/ttyACM0 {words}", patience_s=SLOW_S)


def pull_cable(unit: Machine) -> None:
    """Both ends notice it as they would notice a pull."""
    unit.sh(f"cat {CABLE} >/run/controller; echo >{CABLE}")
    wait_for(lambda: unit.run("test -e /dev/ttyACM0").code != 0)


def put_cable(unit: Machine) -> None:
    unit.sh(f"cat /run/controller >{CABLE}")
