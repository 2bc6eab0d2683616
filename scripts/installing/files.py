"""What the system reads: units, udev rules, settings. A file's place below systemd/ says where it goes."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePath

from installing.machine import OPT, Change, Ledger, Machine

UNITS = Path("/etc/systemd/system")
RULES = Path("/etc/udev/rules.d")
UNIT_KINDS = {".service", ".socket", ".timer", ".mount", ".path", ".target"}
FOLDERS = {
    "chrony": Path("/etc/chrony/conf.d"),
    "journald.conf.d": Path("/etc/systemd/journald.conf.d"),
    "system.conf.d": Path("/etc/systemd/system.conf.d"),
    "libexec": OPT / "libexec",
}
"""`sysusers.d` and its like go to /etc under their own names, `NAME.service.d` beside its unit."""
OPTIONAL = "overlay-root"
"""Installed only where it is asked for (`overlay.py`)."""


def destination(name: PurePath) -> Path:
    """Of a file, by its path below systemd/. Raises KeyError for one that has no place."""
    folder = name.parent.name
    if not folder:
        return {".rules": RULES, **dict.fromkeys(UNIT_KINDS, UNITS)}[name.suffix] / name.name
    if folder in FOLDERS:
        return FOLDERS[folder] / name.name
    if PurePath(folder).stem.endswith(tuple(UNIT_KINDS)):
        return UNITS / name
    return {kind: Path("/etc") for kind in ("sysusers.d", "tmpfiles.d", "modules-load.d", "modprobe.d", "sysctl.d")}[
        folder
    ] / name


def shipped(checkout: Path) -> dict[Path, Path]:
    """Destination -> source."""
    tree = checkout / "systemd"
    names = sorted(file.relative_to(tree) for file in tree.rglob("*") if file.is_file())
    return {destination(name): tree / name for name in names if name.parts[0] != OPTIONAL}


def changes(machine: Machine, ledger: Ledger, wanted: dict[Path, Path]) -> list[Change]:
    """New, changed, and no longer shipped."""
    todo = []
    for place, source in wanted.items():
        mode = 0o755 if place.parent == FOLDERS["libexec"] else 0o644
        found = machine.at(place)
        if machine.read(place) != source.read_text() or found.stat().st_mode & 0o777 != mode:
            todo.append(Change(f"write {place}", partial(machine.write, place, source.read_text(), mode)))
        if str(place) not in ledger.files:
            ledger.files.append(str(place))
    for name in [name for name in ledger.files if Path(name) not in wanted]:
        todo.append(Change(f"remove {name}, which is no longer needed", partial(_drop, machine, ledger, name)))
    return todo


def _drop(machine: Machine, ledger: Ledger, name: str) -> None:
    machine.remove(Path(name))
    ledger.files.remove(name)
