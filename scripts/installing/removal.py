"""The way back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from installing import boot, overlay, services
from installing.files import UNITS
from installing.machine import CARD, OPT, PROFILE, STATE, USER, Change, Ledger, Machine


def parts(machine: Machine) -> list[Callable[[], list[Change]]]:
    """Everything that scripts/install brought, but the distribution's packages, the settings and the memory."""
    ledger = Ledger.of(machine)
    return [
        lambda: overlay.undo(machine),
        lambda: boot.undo(machine, ledger),
        lambda: _stop(machine, ledger),
        lambda: _rest(machine, ledger),
    ]


def _stop(machine: Machine, ledger: Ledger) -> list[Change]:
    """The card is let go too: what is below its mount point shows only then."""
    units = [place for place in _places(machine, ledger) if place.parent == UNITS]
    return [Change("stop and disable trapd and its units", partial(services.stop, machine, units))] if units else []


def _places(machine: Machine, ledger: Ledger) -> list[Path]:
    return [Path(name) for name in (*ledger.files, *ledger.covered) if machine.at(Path(name)).exists()]


def _rest(machine: Machine, ledger: Ledger) -> list[Change]:
    todo = [Change(f"remove {place}", partial(machine.remove, place)) for place in _places(machine, ledger)]
    todo += [Change(f"remove the user {USER}", partial(machine.run, "userdel", USER))] if machine.knows(USER) else []
    todo += [
        Change(f"remove the group {name}", partial(machine.run, "groupdel", name))
        for name in ledger.groups
        if machine.knows(name)
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


def _tell(machine: Machine) -> None:
    machine.run("systemctl", "daemon-reload")
    machine.run("udevadm", "control", "--reload")
    machine.run("systemctl", "try-restart", "systemd-journald.service", "chrony.service")
