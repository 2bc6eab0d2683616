"""What systemd and the card tell of the installed unit."""

from __future__ import annotations

import json
from typing import Any

from machine import Machine
from waiting import wait_for

SLOW_S = 240
WALK_PAST = """
pir=$(echo /sys/devices/platform/gpio-sim.0/gpiochip*/sim_gpio12/pull)
before=$(wc -l </media/trapd/catalog.jsonl)
echo pull-up >"$pir"; sleep 0.2; echo pull-down >"$pir"
for _ in $(seq 60); do
    [ "$(wc -l </media/trapd/catalog.jsonl)" = "$before" ] || exit 0
    sleep 0.5
done
"""


def tells(unit: Machine, fact: str, service: str = "trapd.service") -> str:
    """One property of a service, by its name in systemd."""
    return unit.sh(f"systemctl show -P {fact} {service}")


def armed(unit: Machine) -> bool:
    """With its card."""
    return tells(unit, "ActiveState") == "active" and tells(unit, "StatusText").startswith("armed:")


def on_reserve(unit: Machine) -> bool:
    """Armed all the same."""
    return tells(unit, "StatusText").startswith("armed, without its card: pictures go to the reserve")


def reports(unit: Machine, event: str) -> list[dict[str, Any]]:
    """What the unit said of it since the kernel's start."""
    lines = unit.sh("journalctl --boot --unit trapd --output cat").splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    return [report for report in told if report["event"] == event]


def catalog(unit: Machine) -> list[dict[str, Any]]:
    """What the card says that it holds."""
    lines = unit.run("cat /media/trapd/catalog.jsonl").text.splitlines()
    return [record for line in lines if "name" in (record := json.loads(line))]


def picture(unit: Machine) -> dict[str, Any]:
    """Somebody walks past, again if need be: by night an emulated camera may miss the flash. The picture's record."""
    before = len(catalog(unit))

    def taken() -> list[dict[str, Any]]:
        unit.sh(WALK_PAST, SLOW_S)
        return catalog(unit)[before:]

    return wait_for(taken, SLOW_S)[0]


def checksums(unit: Machine, where: str = "/media/trapd") -> dict[str, str]:
    """Of every picture there, by its path."""
    lines = unit.sh(f"cd {where} && find . -name '*.jpg' -exec sha256sum {{}} +").splitlines()
    return {name: checksum for checksum, name in map(str.split, lines)}
