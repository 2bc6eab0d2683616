"""When a sensor was powered on: a PIR needs tens of seconds after its own power-on, not after the program's start."""

from __future__ import annotations

from typing import Literal

LONG_AGO_NS = -(10**18)
"""Some 30 years before boot: warm by any warm-up time."""


def powered_ns(powered: Literal["with-board", "always", "now"], now_ns: int, booted_ns: int = 0) -> int:
    """mono_ns of the power-on. CLOCK_MONOTONIC counts from boot; only a simulated one may have run before."""
    return {"with-board": booted_ns, "always": LONG_AGO_NS, "now": now_ns}[powered]
