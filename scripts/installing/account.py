"""The user that the service runs as, and the groups that it needs. systemd-sysusers makes both."""

from __future__ import annotations

from pathlib import Path

from installing.machine import USER, Change, Ledger, Machine

SYSUSERS = Path("/etc/sysusers.d/trapd.conf")


def changes(machine: Machine, ledger: Ledger, checkout: Path) -> list[Change]:
    """By the file that is shipped, which systemd-sysusers reads where it was installed."""
    groups = _groups((checkout / "systemd" / "sysusers.d" / "trapd.conf").read_text())
    known = _members(machine)
    todo = [name for name in groups if USER not in known.get(name, ())]
    if machine.knows(USER) and not todo:
        return []

    def make() -> None:
        machine.run("systemd-sysusers", str(SYSUSERS))
        ledger.groups += [name for name in groups if name not in known]

    return [Change(f"make the user {USER}, in the groups {' '.join(groups)}", make)]


def _groups(sysusers: str) -> list[str]:
    words = [line.split() for line in sysusers.splitlines()]
    return [word[2] for word in words if word[:2] == ["m", USER]]


def _members(machine: Machine) -> dict[str, set[str]]:
    """Group -> who is in it."""
    lines = (machine.read(Path("/etc/group")) or "").splitlines()
    return {
        fields[0]: set(fields[3].split(",")) for fields in (line.split(":") for line in lines) if len(fields) == 4
    }
