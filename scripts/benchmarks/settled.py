"""What a unit costs once it has settled: armed, its receiver asleep, nothing left to load."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks import kernel
from benchmarks.kernel import Cost
from benchmarks.unit_process import trapd_run

SETTLE_S = 8
"""From the receiver's sleep on: the last library is loaded, the last thread has ended."""


def cost(profile: Path, span_s: float) -> tuple[dict[str, Cost], float]:
    """Of each thread by name over `span_s`, and the resident megabytes at its end."""
    with trapd_run(profile, program=("-m", "benchmarks.named_threads")) as unit:
        unit.wait("gps", awake=False)
        time.sleep(SETTLE_S)
        unit.name_threads()
        costs = kernel.cost(unit.pid, span_s)
        return costs, kernel.resident_mb(unit.pid)
