"""The system read-only: what is written to `/` goes to memory and is forgotten, so a power cut has nothing to break.

Debian's overlayroot does it, on Raspberry Pi OS by way of raspi-config. What trapd must remember stays on a small
partition of its own, labelled `trapd-state`, which is not in fstab: overlayroot would lay its cover over that too.
"""

from __future__ import annotations

from pathlib import Path

from installing import boot
from installing.files import OPTIONAL, UNITS
from installing.machine import STATE, Change, Ledger, Machine, Trouble

LABEL = "trapd-state"
KEEPER = UNITS / "trapd-state.service"
SETTING = Path("/etc/overlayroot.local.conf")


def refuse_if_on(machine: Machine) -> None:
    """What is installed onto the cover is gone with the next start."""
    if "overlayroot=" in (machine.read(Path("/proc/cmdline")) or "") or machine.at(Path("/media/root-ro")).is_dir():
        raise Trouble(
            "the system is read-only: `raspi-config nonint do_overlayfs 1` (Debian: `overlayroot-chroot rm "
            f"{SETTING}`), restart, do this again, and then --overlay-root"
        )


def changes(machine: Machine, ledger: Ledger, checkout: Path) -> list[Change]:
    """The last step of all: from the next start on nothing is kept. Raises Trouble."""
    if machine.answer("blkid", "-L", LABEL) is None:
        raise Trouble(
            f"--overlay-root needs an ext4 partition labelled {LABEL}, or trapd forgets everything at each start: "
            "docs/installing.md shows how to make one"
        )
    todo = []
    unit = (checkout / "systemd" / OPTIONAL / KEEPER.name).read_text()
    if machine.read(KEEPER) != unit:
        todo.append(Change(f"keep {STATE} on the partition {LABEL}", lambda: _keep_state(machine, ledger, unit)))
    if not _set(machine):
        todo.append(Change("make the system read-only from the next start on", lambda: _cover(machine, ledger)))
    return todo


def undo(machine: Machine) -> list[Change]:
    """Before anything else: on Raspberry Pi OS it is a word in cmdline.txt."""
    if _set(machine) and machine.has("raspi-config"):
        return [
            Change(
                "make the system writable again", lambda: machine.run("raspi-config", "nonint", "do_overlayfs", "1")
            )
        ]
    return []


def _set(machine: Machine) -> bool:
    place = boot.folder(machine)
    cmdline = machine.read(place / "cmdline.txt") if place else ""
    return "overlayroot=" in (cmdline or "") or machine.read(SETTING) is not None


def _keep_state(machine: Machine, ledger: Ledger, unit: str) -> None:
    machine.write(KEEPER, unit)
    machine.at(STATE).mkdir(parents=True, exist_ok=True)
    ledger.covered.append(str(KEEPER))
    machine.run("systemctl", "--quiet", "enable", KEEPER.name)


def _cover(machine: Machine, ledger: Ledger) -> None:
    if machine.has("raspi-config"):
        machine.run("raspi-config", "nonint", "do_overlayfs", "0")
    else:
        machine.run("apt-get", "-qq", "-y", "--no-install-recommends", "install", "overlayroot")
        machine.write(SETTING, 'overlayroot="tmpfs:recurse=0"\n')
        ledger.covered.append(str(SETTING))
