"""The way back."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from installing import boot, overlay, services
from installing.files import UNITS
from installing.machine import CARD, OPT, PROFILE, STATE, USER, Change, Ledger, Machine


def changes(machine: Machine) -> list[Change]:
    """Everything that scripts/install brought, but the distribution's packages, the settings and the memory."""
    ledger = Ledger.of(machine)
    places = [Path(name) for name in (*ledger.files, *ledger.covered) if machine.at(Path(name)).exists()]
    todo = overlay.undo(machine)
    if any(place.parent == UNITS for place in places):
        todo.append(Change("stop and disable trapd and its units", partial(services.stop, machine, places)))
    todo += [Change(f"remove {place}", partial(machine.remove, place)) for place in places]
    todo += boot.undo(machine, ledger)
    todo += (
        [Change(f"remove the user {USER}", partial(machine.run, "userdel", USER))] if _knows(machine, USER) else []
    )
    todo += [
        Change(f"remove the group {name}", partial(machine.run, "groupdel", name))
        for name in ledger.groups
        if _knows(machine, name)
    ]
    if machine.at(OPT).exists():
        todo.append(Change(f"remove {OPT}", partial(shutil.rmtree, machine.at(OPT))))
    if machine.at(CARD).is_dir() and not machine.at(CARD).is_mount() and not any(machine.at(CARD).iterdir()):
        todo.append(Change(f"remove the empty folder {CARD}", machine.at(CARD).rmdir))
    if todo and machine.booted():
        todo.append(Change("tell systemd and udev", partial(_tell, machine)))
    return todo


def memories(machine: Machine) -> list[Change]:
    """What is only removed when asked: the settings, and what the unit knows of its past."""
    folders = [folder for folder in (PROFILE.parent, STATE) if machine.at(folder).is_dir()]
    return [Change(f"remove {folder}", partial(shutil.rmtree, machine.at(folder))) for folder in folders]


def _knows(machine: Machine, name: str) -> bool:
    """A user or a group, which here have one name."""
    files = (machine.read(Path("/etc/passwd")), machine.read(Path("/etc/group")))
    return any(line.startswith(f"{name}:") for text in files for line in (text or "").splitlines())


def _tell(machine: Machine) -> None:
    machine.run("systemctl", "daemon-reload")
    machine.run("udevadm", "control", "--reload")
    machine.run("systemctl", "try-restart", "systemd-journald.service", "chrony.service")
