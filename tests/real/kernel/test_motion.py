"""A running unit and its sensor on a real gpiochip."""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median, quantiles

from machine import Machine
from nights import SENSOR, midnight
from pin_tools import carry, tool
from waiting import wait_for

PULSES = 1_000
A_FEW = 8
EDGES = 200
LATE_NS = 500_000_000
"""A simulated interrupt comes after the write that causes it, and an emulated processor may stand still meanwhile.
Half of the time that passes before a stopped unit goes on."""

Rises = list[tuple[int, int]]


def rises(played: list[tuple[bool, int, int]]) -> Rises:
    """The times before and after each of them."""
    return [(before, after) for high, before, after in played if high]


def motions(unit: Machine) -> list[int]:
    """The edges that it took for motion, by their times, since its last start."""
    started = unit.sh("systemctl show -P InvocationID trapd")
    lines = unit.sh(f'journalctl -o cat _SYSTEMD_INVOCATION_ID={started} | grep \'"event": "motion"\' || true')
    return [json.loads(line)["edge_mono_ns"] for line in lines.splitlines()]


def all_heard(unit: Machine, played: Rises) -> bool:
    heard = motions(unit)
    return len(heard) == len(played) and all(
        before <= at <= after + LATE_NS for (before, after), at in zip(played, heard, strict=True)
    )


def test_a_running_unit_misses_no_pulse_of_a_thousand_and_dates_each_by_the_kernels_time(unit: Machine) -> None:
    carry(unit)
    midnight(unit, clip=False)
    played = rises(tool(unit, f"play.py {PULSES} {SENSOR}")[str(SENSOR)])
    wait_for(lambda: all_heard(unit, played))


def test_pulses_that_came_while_it_stood_still_have_the_time_at_which_they_came(unit: Machine) -> None:
    carry(unit)
    midnight(unit, clip=False)
    unit.sh("kill -STOP $(systemctl show -P MainPID trapd)")
    played = rises(tool(unit, f"play.py {A_FEW} {SENSOR}")[str(SENSOR)])
    unit.sh("sleep 1; kill -CONT $(systemctl show -P MainPID trapd)")
    wait_for(lambda: all_heard(unit, played))


def test_from_the_kernels_edge_to_the_order_for_the_shot(
    unit: Machine, record_property: Callable[[str, object], None]
) -> None:
    carry(unit)
    took = tool(unit, f"order.py {EDGES}")
    assert len(took["order"]) == EDGES
    assert all(ms > 0 for ms in took["order"])
    record_property("ms from the kernel's edge to the order for the shot", spread(took["order"]))
    record_property("ms from the kernel's edge to a thread that waits with bare libgpiod", spread(took["bare"]))


def spread(values: list[float]) -> str:
    cuts = quantiles(values, n=100, method="inclusive")
    return f"median {median(values):.2f}, p10 {cuts[9]:.2f}, p90 {cuts[89]:.2f}, p99 {cuts[98]:.2f}"
