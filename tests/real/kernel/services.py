"""What systemd and the card tell of the installed unit."""

from __future__ import annotations

import json
from typing import Any

from machine import Machine
from waiting import wait_for

SLOW_S = 240
PIR = "/sys/devices/platform/gpio-sim.0/gpiochip*/sim_gpio12/pull"


def tells(unit: Machine, fact: str, service: str = "trapd.service") -> str:
    """One property of a service, by its name in systemd."""
    return unit.sh(f"systemctl show -P {fact} {service}")


def armed(unit: Machine) -> bool:
    return tells(unit, "ActiveState") == "active" and tells(unit, "StatusText").startswith("armed")


def catalog(unit: Machine) -> list[dict[str, Any]]:
    """What the card says that it holds."""
    lines = unit.run("cat /media/trapd/catalog.jsonl").text.splitlines()
    return [record for line in lines if "name" in (record := json.loads(line))]


def picture(unit: Machine) -> dict[str, Any]:
    """Somebody walks past: the record of the picture that this leads to."""
    before = len(catalog(unit))
    unit.sh(f"echo pull-up >{PIR}; sleep 0.2; echo pull-down >{PIR}")
    return wait_for(lambda: catalog(unit)[before:], SLOW_S)[0]


def checksums(unit: Machine) -> dict[str, str]:
    """Of every picture on the card, by its path."""
    lines = unit.sh("cd /media/trapd && find . -name '*.jpg' -exec sha256sum {} +").splitlines()
    return {name: checksum for checksum, name in map(str.split, lines)}
