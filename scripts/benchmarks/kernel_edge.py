"""From the kernel's own timestamp of an edge to the order for the shot, on a real GPIO chip."""

from __future__ import annotations

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.in_machine import machine

TIMES_FLOOR = 10


def measure(quick: bool) -> Result:
    from pin_tools import tool

    with machine() as unit:
        took = tool(unit, f"order.py {20 if quick else 200}", 600)
    order, bare = Spread.of(took["order"], "ms"), Spread.of(took["bare"], "ms")
    return Result(
        what="PIR edge to the order for the shot, on a real kernel",
        target=f"≤ {TIMES_FLOOR} × the floor",
        measured=f"median {number(order.median)} ms, p90 {number(order.share(90))} ms",
        floor=f"median {number(bare.median)} ms: a thread that awaits the same edge with libgpiod alone",
        met=order.median <= TIMES_FLOOR * bare.median,
        how=(
            "gpio-sim's line rises; the kernel stamps it; our libgpiod pins, pi/pir.py, loop and trap are the real "
            "ones, the camera notes the clock. In turn with it the floor, after 50 ms of sleep each. The processor "
            "is emulated, and several times slower than this one."
        ),
        rows=(Row("edge to order, ms", order), Row("bare libgpiod, ms", bare)),
    )
