"""A technician's laptop at the unit's USB port."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from at_the_cable import FIXES, Visit, plug_in
from machine import Machine
from receiver import LON, Receiver
from terminal import Laptop, Terminal
from waiting import wait_for

SLOW_S = 240
LOOK_S = 0.3
DAY_S = 86_400
NOON_S = DAY_S / 2 - LON * 240
"""Of the sun, in seconds of a day of UTC."""
PINS = {"left": 12, "right": 16}
REPORTS = "journalctl --unit trapd --output cat --cursor-file /run/heard"
PORT = "/dev/ttyACM0"
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


def trapctl(unit: Machine, words: str, port: str = f"--port {PORT}") -> str:
    """What the laptop's own program tells."""
    return unit.sh(f"/opt/trapd/bin/trapctl {port} {words}", patience_s=SLOW_S)


def pull_cable(unit: Machine) -> None:
    """Both ends notice it as they would notice a pull."""
    unit.sh(f"cat {CABLE} >/run/controller; echo >{CABLE}")
    wait_for(lambda: unit.run("test -e /dev/ttyACM0").code != 0)


def put_cable(unit: Machine) -> None:
    unit.sh(f"cat /run/controller >{CABLE}")


class Journal:
    """What the unit reports from now on."""

    def __init__(self, unit: Machine) -> None:
        self._unit = unit
        self._unheard: deque[dict[str, Any]] = deque()
        unit.sh(REPORTS)

    def next(self, event: str) -> dict[str, Any]:
        """The next such report that was not heard yet."""
        while (told := wait_for(self._one, SLOW_S))["event"] != event:
            pass
        return told

    def _one(self) -> dict[str, Any] | None:
        if not self._unheard:
            lines = self._unit.sh(REPORTS).splitlines()
            self._unheard.extend(json.loads(line) for line in lines if line.startswith("{"))
        return self._unheard.popleft() if self._unheard else None


class AtUsb:
    """The installed unit, for a `Visit`; `laptop` is the machine itself, at the other end of its own cable."""

    name = "VM-1"

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.run = Journal(machine)
        self.laptop = Laptop(machine.sh, SLOW_S, LOOK_S)

    def see_sky(self) -> None:
        while self.run.next("fix")["fixes"] < FIXES:
            pass

    def wave(self, sensor: str) -> None:
        pull = f"/sys/devices/platform/gpio-sim.0/gpiochip*/sim_gpio{PINS[sensor]}/pull"
        self.machine.sh(f"echo pull-up | tee {pull}; sleep 0.2; echo pull-down | tee {pull}")

    @contextmanager
    def plugged_in(self, lang: str) -> Iterator[Visit]:
        """At the end the cable is pulled, with the terminal open, and put in again."""
        wait_for(lambda: self.machine.run(f"test -e {PORT}").code == 0, SLOW_S)
        with Terminal("picocom", PORT, "/run", self.laptop) as terminal:
            visit = Visit(terminal, self, lang)
            plug_in(visit)
            yield visit
            pull_cable(self.machine)
        put_cable(self.machine)


@contextmanager
def at_noon(unit: Machine) -> Iterator[AtUsb]:
    """With its receiver under a sky at which it is day: by night an emulated camera may miss the flash."""
    with Receiver(unit.place("gps"), ahead_s=(NOON_S - time.time()) % DAY_S):
        yield AtUsb(unit)
