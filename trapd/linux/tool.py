"""The system's own programs."""

from __future__ import annotations

import os
import subprocess

from trapd.core.errors import TrapdError, WrongUse


def root_alone(command: str) -> None:
    """Raises `WrongUse` for anybody who may not mount."""
    if os.geteuid() != 0:
        raise WrongUse(f"{command} mounts a device, as udev asks it to: run it as root, with sudo")


def run(*command: str, told: str | None = None, well: int = 0) -> None:
    """`told`: its standard input; `well`: the highest exit code that is no failure. Raises TrapdError with what the
    program said last."""
    try:
        done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    except FileNotFoundError as err:
        raise TrapdError(f"{command[0]} is missing: run scripts/install") from err
    if not 0 <= done.returncode <= well:
        said = " ".join((done.stderr or done.stdout).split()) or f"exit code {done.returncode}"
        raise TrapdError(f"{command[0]} failed ({said}): check the card or disk on a computer, or put in another")
