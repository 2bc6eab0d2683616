"""What a Raspberry Pi starts from, config.txt and cmdline.txt: shown as a diff, changed only with consent."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import unified_diff
from functools import partial
from pathlib import Path

from installing.facts import Facts
from installing.machine import Change, Ledger, Machine

FOLDERS = (Path("/boot/firmware"), Path("/boot"))
"""Debian 12 moved the boot partition; what it left in /boot/config.txt is a note that says so."""
BEGIN = "# trapd: written by scripts/install, taken away by scripts/uninstall"
END = "# trapd: end"
BLOCK = re.compile(rf"\n{re.escape(BEGIN)}\n.*?{re.escape(END)}\n", re.DOTALL)
BACKUP = ".before-trapd"
ALIAS = "serial0"
"""The firmware's name for the UART that is meant for a login; which one that is differs from board to board."""


def folder(machine: Machine) -> Path | None:
    """None on a machine that does not start from config.txt."""
    return next((place for place in FOLDERS if machine.at(place / "config.txt").is_file()), None)


def changes(machine: Machine, facts: Facts, ledger: Ledger) -> list[Change]:
    place = folder(machine)
    if place is None:
        return []
    todo = []
    config, cmdline = place / "config.txt", place / "cmdline.txt"
    old = machine.read(config) or ""
    if (new := with_lines(old, facts.config_txt)) != old:
        todo.append(_edit(machine, config, old, new))
    old = machine.read(cmdline) or ""
    new, console = without_login(old, uarts(machine, facts.serial_ports))
    if console:

        def free_port(old: str = old, new: str = new) -> None:
            _write(machine, cmdline, old, new)
            ledger.login_console = console

        todo.append(
            Change(f"take the login shell off the serial port, in {cmdline}", free_port, _diff(cmdline, old, new))
        )
    return todo


def undo(machine: Machine, ledger: Ledger) -> list[Change]:
    """Our own lines only: what somebody else changed since stays."""
    place = folder(machine)
    if place is None:
        return []
    todo = []
    config, cmdline = place / "config.txt", place / "cmdline.txt"
    old = machine.read(config) or ""
    if (new := with_lines(old, ())) != old:
        todo.append(_edit(machine, config, old, new))
    old = machine.read(cmdline) or ""
    if ledger.login_console and ledger.login_console not in old:
        todo.append(_edit(machine, cmdline, old, f"{ledger.login_console} {old}"))
    for file in (config, cmdline):
        backup = file.with_name(file.name + BACKUP)
        if machine.at(backup).exists():
            todo.append(Change(f"remove {backup}", partial(machine.remove, backup)))
    return todo


def with_lines(text: str, lines: Sequence[str]) -> str:
    """config.txt with our block at its end: those of `lines` that do not stand outside of it for every board."""
    others = BLOCK.sub("", text)
    missing = [line for line in lines if line not in _for_all(others)]
    if not missing:
        return others
    if others and not others.endswith("\n"):
        others += "\n"
    return others + "\n".join(["", BEGIN, "[all]", *missing, END, ""])


def uarts(machine: Machine, ports: Sequence[str]) -> set[str]:
    """Every name by which cmdline.txt may call one of `ports`."""
    names = {Path(port).name for port in ports}
    alias = machine.at(Path("/dev") / ALIAS)
    behind = {alias.resolve().name} if alias.is_symlink() else {"ttyAMA0", "ttyS0"}
    if ALIAS in names:
        return names | behind
    return names | {ALIAS} if names & behind else names


def without_login(text: str, names: Collection[str]) -> tuple[str, str]:
    """cmdline.txt without the console on a port called one of `names`, and what was taken out; "" if nothing was."""
    for word in text.split():
        if word.startswith("console=") and word.removeprefix("console=").partition(",")[0] in names:
            return " ".join(other for other in text.split() if other != word) + "\n", word
    return text, ""


def _for_all(text: str) -> set[str]:
    """The lines of config.txt that hold for every board: under no heading, or under `[all]`."""
    found, section = set(), "all"
    for line in (line.strip() for line in text.splitlines()):
        if heading := re.fullmatch(r"\[(.*)\]", line):
            section = heading[1]
        elif section == "all":
            found.add(line)
    return found


def _edit(machine: Machine, path: Path, old: str, new: str) -> Change:
    return Change(f"edit {path}", lambda: _write(machine, path, old, new), _diff(path, old, new))


def _write(machine: Machine, path: Path, old: str, new: str) -> None:
    """The file as it was before our first change is kept beside it."""
    backup = path.with_name(path.name + BACKUP)
    if machine.read(backup) is None:
        machine.write(backup, old)
    machine.write(path, new)


def _diff(path: Path, old: str, new: str) -> str:
    lines = unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), str(path), f"{path} with trapd"
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)
