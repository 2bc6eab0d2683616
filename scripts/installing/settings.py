"""The unit's own settings and the place for its card. What is there is never overwritten."""

from __future__ import annotations

from pathlib import Path

from installing.machine import CARD, PROFILE, Change, Machine, Trouble


def in_force(machine: Machine, given: Path | None, checkout: Path) -> Path:
    """The profile that the unit runs by: the installed one, else the one that is given. Raises Trouble."""
    installed = machine.at(PROFILE)
    if installed.exists():
        if given and given.read_text() != installed.read_text():
            print(f"stays: {PROFILE}, which differs from {given}; to take that one: cp {given} {PROFILE}")
        return installed
    if given is None:
        names = " ".join(
            sorted(str(file.relative_to(checkout)) for file in (checkout / "hw_profiles").glob("*.toml"))
        )
        raise Trouble(f"which unit is this? Name a profile: --profile FILE, one of {names} or your own")
    return given


def changes(machine: Machine, given: Path | None) -> list[Change]:
    todo = []
    if given and not machine.at(PROFILE).exists():
        todo.append(Change(f"write {PROFILE} from {given}", lambda: machine.write(PROFILE, given.read_text())))
    if not machine.at(CARD).is_dir():
        todo.append(Change(f"make the folder {CARD}", lambda: machine.at(CARD).mkdir(parents=True)))
    return todo
