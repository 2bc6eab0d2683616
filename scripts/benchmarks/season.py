"""A season of 180 days and 100,000 motions on the virtual clock."""

from __future__ import annotations

import heapq
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec.structs import replace

from benchmarks.figures import Result, Row, number
from benchmarks.unit_inside import DESKTOP, ROOT
from benchmarks.unit_process import environment
from trapd.config import scenario
from trapd.config.instants import instant
from trapd.config.read import load
from trapd.runtime.clock import Inbox, Job, VirtualClock
from trapd.season import Season

SCENARIO = ROOT / "scenarios" / "busy-trail.toml"
TARGET_S = 15.0
DAY_S = 86_400
SAMPLE_DAYS = 2


def measure(quick: bool) -> Result:
    whole = scenario.load(SCENARIO).days
    days = 6 if quick else whole
    runs = [_season(days), _season(days)]
    seconds = [run["seconds"] for run in runs]
    steps = _steps_a_day() * days
    floor_s = _bare(steps)
    same = runs[0]["digest"] == runs[1]["digest"]
    slower = max(seconds)
    return Result(
        what=f"a season of {days} days, {runs[0]['motions']:,} motions",
        target=f"≤ {TARGET_S:g} s for {whole} days and 100,000 motions, same digest twice",
        measured=f"{number(slower)} s the slower of two, digest {'the same' if same else 'NOT THE SAME'}",
        floor=f"{number(floor_s)} s: a bare heap loop that takes as many steps",
        met=slower * whole <= TARGET_S * days and same,
        how=(
            "`trapd season hw_profiles/desktop.toml scenarios/busy-trail.toml`, twice; its own count of seconds. "
            "Floor: `heapq` alone, one timer popped and one pushed for each of the loop's steps, whose number is "
            f"that of a season of {SAMPLE_DAYS} days, made longer."
        ),
        rows=(
            *(Row(f"run {order}", _told(run)) for order, run in enumerate(runs, 1)),
            Row("steps of the loop, about", f"{steps:,}"),
            Row("time for each step", f"{number(slower / steps * 1e6)} µs; bare {number(floor_s / steps * 1e6)} µs"),
        ),
    )


class CountingClock(VirtualClock):
    """Counts the loop's steps."""

    steps = 0

    def wait(self, inbox: Inbox, until_ns: int | None) -> Job | None:
        self.steps += 1
        return super().wait(inbox, until_ns)


def _season(days: int) -> dict[str, Any]:
    with TemporaryDirectory(prefix="trapd-bench-") as name:
        command = [
            sys.executable,
            "-m",
            "trapd",
            "season",
            str(DESKTOP),
            str(SCENARIO),
            "--days",
            str(days),
            "--json",
        ]
        done = subprocess.run(command, env=environment(Path(name)), check=True, stdout=subprocess.PIPE, text=True)
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def _steps_a_day() -> int:
    nature, profile = scenario.load(SCENARIO), load(DESKTOP)
    world = nature.world(profile.world, seed=None)
    clock = CountingClock(instant(world.starts))
    season = Season(replace(profile, world=world), clock, [], boot="0000", nature=nature)
    season.run(SAMPLE_DAYS * DAY_S)
    season.close()
    return clock.steps // SAMPLE_DAYS


def _bare(steps: int) -> float:
    """A hundred timers wait; each one that is due waits anew."""
    heap = [(when, when, None) for when in range(100)]
    began = time.monotonic()
    for count in range(100, 100 + steps):
        when, _, _ = heapq.heappop(heap)
        heapq.heappush(heap, (when + 97, count, None))
    return time.monotonic() - began


def _told(run: dict[str, Any]) -> str:
    return (
        f"{run['seconds']} s, {run['passes']:,} animals, {run['motions']:,} motions, {run['stills']:,} stills, "
        f"{run['clips']:,} clips, {run['shots_failed']:,} failed, digest {run['digest']}"
    )
