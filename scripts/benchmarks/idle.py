"""Armed and idle: what a night without an animal costs."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks import bare, kernel
from benchmarks.figures import Result, Row
from benchmarks.kernel import together
from benchmarks.unit_process import trapd_run

PROFILE = Path(__file__).with_name("idle.toml")
SPAN_S = 60
SETTLE_S = 8
"""From the receiver's sleep on: the last library is loaded, the last thread has ended."""
PERCENT, WAKE_UPS = 0.2, 2.0
ASLEEP = "import time; print(flush=True); time.sleep(3600)"


def measure(quick: bool) -> Result:
    span_s = 5 if quick else SPAN_S
    with trapd_run(PROFILE, program=("-m", "benchmarks.named_threads")) as unit:
        unit.wait("gps", awake=False)
        time.sleep(SETTLE_S)
        unit.name_threads()
        costs = kernel.cost(unit.pid, span_s)
        resident_mb = kernel.resident_mb(unit.pid)
    ours = together(list(costs.values()))
    floor, floor_mb = bare.cost(ASLEEP, min(span_s, 10))
    busy = {name: one for name, one in costs.items() if one.wake_ups}
    return Result(
        what="armed and idle: camera closed, receiver asleep",
        target=f"≤ {PERCENT} % of a core, ≤ {WAKE_UPS:g} wake-ups a second",
        measured=f"{ours}, {resident_mb:.0f} MB",
        floor=f"{floor}, {floor_mb:.0f} MB: a bare Python asleep",
        met=ours.percent <= PERCENT and ours.per_second <= WAKE_UPS,
        how=(
            f"`trapd run` with calendar, console and two simulated sensors, over {span_s} s that begin {SETTLE_S} "
            "s after the receiver fell asleep; the kernel's counts (schedstat, voluntary_ctxt_switches) of all "
            f"its {len(costs)} threads together."
        ),
        rows=(
            *(Row(f"thread {name.split()[0]}", str(one)) for name, one in busy.items()),
            Row("threads that slept throughout", f"{len(costs) - len(busy)}"),
        ),
    )
