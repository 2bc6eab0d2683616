"""The floor of everything that runs on: a bare Python with a few lines of code."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import kernel
from benchmarks.kernel import Cost, together


def cost(code: str, seconds: float) -> tuple[Cost, float]:
    """What it takes over so many seconds, all threads together, and its resident MB; `code` prints one line first."""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            found = together(list(kernel.cost(process.pid, seconds).values()))
            return found, kernel.resident_mb(process.pid)
        finally:
            process.terminate()
