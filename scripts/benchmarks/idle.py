"""Armed and idle: what a night without an animal costs."""

from __future__ import annotations

from pathlib import Path

from benchmarks import bare, settled
from benchmarks.figures import Result, Row
from benchmarks.kernel import together

PROFILE = Path(__file__).with_name("idle.toml")
SPAN_S = 60
PERCENT, WAKE_UPS = 0.2, 2.0
ASLEEP = "import time; print(flush=True); time.sleep(3600)"


def measure(quick: bool) -> Result:
    span_s = 5 if quick else SPAN_S
    costs, resident_mb = settled.cost(PROFILE, span_s)
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
            f"`trapd run` with calendar, console and two simulated sensors, over {span_s} s that begin "
            f"{settled.SETTLE_S} s after the receiver fell asleep; the kernel's counts (schedstat, "
            f"voluntary_ctxt_switches) of all its {len(costs)} threads together."
        ),
        rows=(
            *(Row(f"thread {name.split()[0]}", str(one)) for name, one in busy.items()),
            Row("threads that slept throughout", f"{len(costs) - len(busy)}"),
        ),
    )
