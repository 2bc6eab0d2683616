"""Hold what a process holds: `outlive.py PID` duplicates its lines, which then stay as they are when it is gone.

As a child does that inherited them. Says `ready`, and lets go when it is ended.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PIDFD_GETFD = 438
"""The system call's number, on every architecture; Python has no name for it."""


def is_line(file: Path) -> bool:
    """Whether this descriptor is a GPIO line; one that was closed since it was listed is none."""
    try:
        return "gpio-line" in str(file.readlink())
    except FileNotFoundError:
        return False


def main(pid: int) -> None:
    process = os.pidfd_open(pid)
    for file in Path(f"/proc/{pid}/fd").iterdir():
        if is_line(file):
            assert ctypes.CDLL(None).syscall(PIDFD_GETFD, process, int(file.name), 0) >= 0
    print("ready", flush=True)
    signal.pause()


main(int(sys.argv[1]))
