"""From the kernel's first moment to armed, phase by phase."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.in_machine import machine

PHASES = ("kernel and initrd", "systemd until the unit's turn", "trapd until READY", "until armed")
MOMENTS = """
systemctl show -P UserspaceTimestampMonotonic
systemctl show -P ExecMainStartTimestampMonotonic trapd
systemctl show -P ActiveEnterTimestampMonotonic trapd
journalctl -b -o json -u trapd | grep -m1 '"armed' | grep -o '__MONOTONIC_TIMESTAMP" *: *"[0-9]*' | grep -o '[0-9]*$'
"""
BOOT_S = 300


def measure(quick: bool) -> Result:
    boots = [_boot() for _ in range(1 if quick else 3)]
    spreads = [Spread.of(values, "s") for values in zip(*boots, strict=True)]
    armed = Spread.of((sum(boot) for boot in boots), "s")
    before = Spread.of((boot[0] + boot[1] for boot in boots), "s")
    return Result(
        what="power to armed, on a real kernel",
        target="what we add ≤ what was there",
        measured=f"median {number(armed.median)} s",
        floor=f"median {number(before.median)} s: kernel and systemd until it is the unit's turn",
        met=armed.median <= 2 * before.median,
        how=(
            f"{len(boots)} restarts of the virtual machine, by systemd's own moments. The processor is emulated, and "
            "several times slower than this one; a Pi's firmware comes before all of it."
        ),
        rows=(
            *(Row(f"{phase}, s", spread) for phase, spread in zip(PHASES, spreads, strict=True)),
            Row("together, s", armed),
        ),
    )


def _boot() -> list[float]:
    """Seconds of each phase."""
    from waiting import wait_for

    with machine() as unit:
        boot = unit.guest.boot_id()
        unit.run("systemctl reboot --no-block")
        unit.guest.wait_until_up(not_boot=boot)
        wait_for(lambda: _armed(unit), BOOT_S)
        moments = [0, *(int(line) for line in unit.sh(MOMENTS).splitlines())]
    return [(later - earlier) / 1e6 for earlier, later in pairwise(moments)]


def _armed(unit: Any) -> bool:
    return bool(unit.sh("systemctl show -P StatusText trapd").startswith("armed"))
