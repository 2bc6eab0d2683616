"""The unit as systemd runs it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from typing import Any

SERVICE = "trapd.service"
PATIENCE_S = 90
"""From a start to armed, on the slowest board and a card that is checked first."""


def run(*command: str) -> str:
    """What it printed, errors too; it may fail."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.strip()


def show(key: str) -> str:
    return run("systemctl", "show", "--property", key, "--value", SERVICE)


def start() -> str:
    """The service, started afresh; its status text, once it says that it is armed, or after `PATIENCE_S`."""
    run("systemctl", "reset-failed", SERVICE)
    run("systemctl", "restart", SERVICE)
    give_up = time.monotonic() + PATIENCE_S
    while not (status := show("StatusText")).startswith("armed") and time.monotonic() < give_up:
        time.sleep(1)
    return status


def stop() -> None:
    run("systemctl", "stop", SERVICE)


def pid() -> int:
    return int(show("MainPID"))


def events(since: float) -> Iterator[dict[str, Any]]:
    """What the service told since this moment of `time.time`."""
    told = run("journalctl", "--unit", SERVICE, "--output", "cat", "--no-pager", "--since", f"@{since:.3f}")
    for line in told.splitlines():
        if line.startswith("{"):
            yield json.loads(line)
