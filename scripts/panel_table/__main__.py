"""Each month's mean: watt-hours a day for each rated watt, and the hours of light in which Li-ion may be charged."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import fmean

from trapd.config.scenario import Scenario, load
from trapd.core.battery.li_ion import LI_ION
from trapd.core.units import S
from trapd.runtime.sun import azimuth_deg, elevation_deg
from trapd.sim.climate import HOUR_NS, Climate
from trapd.sim.panel import STEP_NS, Panel

SEEDS = 10
EFFICIENCY = 0.8
MONTHS = (10, 11, 12, 1, 2, 3, 4, 7)


def main() -> int:
    """The table, as docs/power.md has it."""
    if len(sys.argv) != 2:
        print("usage: scripts/panel-table SCENARIO", file=sys.stderr)
        return 2
    scenario = load(Path(sys.argv[1]))
    print(
        "| month | all light | only when the air is above 0 °C | hours a day of such light |",
        "|---|---|---|---|",
        sep="\n",
    )
    for month in MONTHS:
        days = [list(_steps(scenario, month, seed)) for seed in range(SEEDS)]
        whole, mild, hours = (fmean(_a_day(steps, what) for steps in days) for what in range(3))
        print(f"| {datetime(2027, month, 1, tzinfo=UTC):%B} | {whole:.1f} | {mild:.1f} | {hours:.1f} |")
    return 0


def _steps(scenario: Scenario, month: int, seed: int) -> Iterator[tuple[float, float, float]]:
    """Of each step of this month: Wh, Wh when it is mild enough, hours of mild light."""
    begin = datetime(2027, month, 1, tzinfo=UTC)
    end = (begin + timedelta(days=32)).replace(day=1)
    zero_ns, end_ns = (round(one.timestamp()) * S for one in (begin, end))
    lat, lon = scenario.place.lat, scenario.place.lon
    weather = Climate(scenario.climate, Random(seed), lon, zero_ns)

    def sun(utc_ns: int) -> tuple[float, float]:
        return elevation_deg(utc_ns, lat, lon), azimuth_deg(utc_ns, lat, lon)

    panel = Panel(scenario.panel, EFFICIENCY, 0.0, weather, sun, lambda ns: ns)
    for ns in range(zero_ns, end_ns, STEP_NS):
        hours = STEP_NS / HOUR_NS
        wh = panel.watts(ns) * hours
        mild = weather.temperature_c(ns) >= (LI_ION.charge_from_c or 0)
        yield wh, wh * mild, hours * (mild and wh > 0)


def _a_day(steps: list[tuple[float, float, float]], what: int) -> float:
    return sum(step[what] for step in steps) / (len(steps) * STEP_NS / (24 * HOUR_NS))


if __name__ == "__main__":
    sys.exit(main())
