"""The machine that is installed to: its files, its programs, what was put onto it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

OPT = Path("/opt/trapd")
PROFILE = Path("/etc/trapd/profile.toml")
STATE = Path("/var/lib/trapd")
CARD = Path("/media/trapd")
USER = "trapd"
LEDGER = OPT / "installed.json"
"""What was put where, for the next run and for the way back."""


class Trouble(Exception):
    """What went wrong, where, and the mend, on one line. Ends the program with exit code 69."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is still to be done."""

    text: str
    do: Callable[[], object]
    diff: str = ""
    """Of a file that decides how the machine starts: shown, and changed only with consent."""


class Machine:
    """`root` is `/`, or a folder that looks like it: the tests install into one."""

    def __init__(self, root: Path = Path("/")) -> None:
        self.root = root

    def at(self, path: Path) -> Path:
        """Where `path` of the machine is seen from here."""
        return self.root / path.relative_to("/")

    def read(self, path: Path) -> str | None:
        """None where there is no such file."""
        try:
            return self.at(path).read_text()
        except FileNotFoundError:
            return None

    def write(self, path: Path, text: str, mode: int = 0o644) -> None:
        """Whole or not at all, also when the power goes: the boot partition is vfat, where a renamed file has to be
        synced under its new name too."""
        place = self.at(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(place.name + ".new")
        fresh.write_text(text)
        fresh.chmod(mode)
        _sync(fresh)
        fresh.rename(place)
        _sync(place)
        _sync(place.parent)

    def remove(self, path: Path) -> None:
        """The file, and a folder of systemd's settings that it leaves empty (`chrony.service.d`)."""
        place = self.at(path)
        place.unlink(missing_ok=True)
        if path.parent.suffix == ".d" and path.is_relative_to("/etc/systemd") and not any(place.parent.iterdir()):
            place.parent.rmdir()

    def has(self, program: str) -> bool:
        return shutil.which(program) is not None

    def knows(self, name: str) -> bool:
        """A user or a group of that name."""
        texts = (self.read(Path("/etc/passwd")), self.read(Path("/etc/group")))
        return any(line.startswith(f"{name}:") for text in texts for line in (text or "").splitlines())

    def booted(self) -> bool:
        """Whether systemd runs here: not in a root that is only being built."""
        return self.at(Path("/run/systemd/system")).is_dir()

    def answer(self, *command: str) -> str | None:
        """What the command prints; None if it fails."""
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    def run(self, *command: str) -> None:
        """With its errors on the terminal, and nothing else. Raises Trouble."""
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=env)
        except (OSError, subprocess.CalledProcessError) as err:
            raise Trouble(
                f"`{' '.join(command)}` failed ({err}); its reason stands above; mend it and run this again"
            ) from err


@dataclass
class Ledger:
    """The memory of an installation."""

    program: str = ""
    """A digest of what the venv was filled from."""
    files: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    """Files that --overlay-root wrote."""
    groups: list[str] = field(default_factory=list)
    """Made for us; those that were there before stay."""
    login_console: str = ""
    """What was taken out of cmdline.txt."""

    @classmethod
    def of(cls, machine: Machine) -> Ledger:
        text = machine.read(LEDGER)
        return cls(**json.loads(text)) if text else cls()

    def keep(self, machine: Machine) -> None:
        machine.write(LEDGER, json.dumps(vars(self), indent=1, sort_keys=True) + "\n")


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
