"""Units: enabled for the next start, and started at once where the system runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from installing.files import UNITS
from installing.machine import Change, Machine

CONTROLLERS = Path("/sys/class/udc")
"""Of USB ports that can be a gadget. systemd starts usb-gadget.target when the first one comes, and then no more."""
PLUGGED = ("trapd-card@*.service", "trapd-offload@*.service", "media-trapd*.mount")
"""What comes and goes with a card or a disk."""
WANTED_BY = re.compile(r"^(?:WantedBy|RequiredBy)=(.+)$", re.M)


def changes(machine: Machine, wanted: dict[Path, Path]) -> list[Change]:
    """Every shipped unit with an [Install] section is enabled."""
    names = [
        place.name for place, source in wanted.items() if place.parent == UNITS and not _enabled(machine, source)
    ]
    return (
        [Change(f"enable {' '.join(names)}", lambda: machine.run("systemctl", "--quiet", "enable", *names))]
        if names
        else []
    )


def refresh(machine: Machine) -> None:
    """What was changed takes effect. Devices are announced again, so that a card that is in already is mounted."""
    machine.run("systemctl", "daemon-reload")
    machine.run("udevadm", "control", "--reload")
    machine.run("udevadm", "trigger", "--settle")
    machine.run("systemctl", "restart", "systemd-modules-load.service")
    if any(machine.at(CONTROLLERS).glob("*")):
        machine.run("systemctl", "start", "usb-gadget.target")
    machine.run("systemctl", "try-restart", "systemd-journald.service", "chrony.service")
    machine.run("systemctl", "reset-failed")
    machine.run("systemctl", "--no-block", "restart", "trapd.service")


def stop(machine: Machine, units: Iterable[Path]) -> None:
    """For the way back. Those of cards and disks are named by a pattern, which may match none."""
    names = [unit.name for unit in units if "@" not in unit.name]
    machine.run("systemctl", "--quiet", "disable", *names)
    if machine.booted():
        machine.run("systemctl", "stop", *names, *PLUGGED)


def _enabled(machine: Machine, source: Path) -> bool:
    targets = [name for line in WANTED_BY.findall(source.read_text()) for name in line.split()]
    return all(
        any(machine.at(UNITS / f"{name}.{kind}" / source.name).is_symlink() for kind in ("wants", "requires"))
        for name in targets
    )
