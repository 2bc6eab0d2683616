"""A real unit in this very process, its loop on a thread: for benchmarks that look inside."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from trapd.app import Bench
from trapd.config.profile import Profile
from trapd.config.read import load
from trapd.core.actions import Report
from trapd.runtime.clock import FieldClock
from trapd.unit import Ports

ROOT = Path(__file__).parents[2]
DESKTOP = ROOT / "hw_profiles" / "desktop.toml"
DEADLINE_S = 60.0
"""Whoever waits longer waits for something that will not come."""


def desktop(**sections: dict[str, Any]) -> Profile:
    """The desktop's profile at noon of a winter's day, without animals; each section changed as told.

    The unit is not told where it hangs: until its first fix it would take the hour of the benchmark for its own.
    """
    profile = load(DESKTOP)
    quiet: dict[str, dict[str, Any]] = {
        "unit": {"lat": None, "lon": None},
        "world": {"starts": "2026-01-15T12:00:00+10:00", "passes_per_hour": 0, "first_pass_s": None},
    }
    for name in quiet.keys() | sections.keys():
        section = replace(getattr(profile, name), **quiet.get(name, {}) | sections.get(name, {}))
        profile = replace(profile, **{name: section})
    return profile


class Reports:
    """Keeps what the unit reports, and lets a thread wait for it."""

    def __init__(self) -> None:
        self._all: list[Report] = []
        self._news = threading.Condition()

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        with self._news:
            self._all.append(report)
            self._news.notify_all()

    def close(self) -> None:
        """Nothing is held."""

    def of(self, event: str, **facts: Any) -> list[dict[str, Any]]:
        """The facts of every such report so far."""
        with self._news:
            told = [report.facts for report in self._all if report.event == event]
        return [one for one in told if facts.items() <= one.items()]

    def wait(self, count: int, event: str, **facts: Any) -> dict[str, Any]:
        """The facts of the report that makes them so many."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.of(event, **facts)) >= count, DEADLINE_S):
                raise TimeoutError(f"no {event} number {count}; the unit said {self._all[-5:]}")
        return self.of(event, **facts)[count - 1]


@contextmanager
def running(profile: Profile, ports: Callable[[Bench], Ports]) -> Iterator[tuple[Bench, Reports]]:
    """The unit on its loop's thread, from its start to its clean end."""
    reports = Reports()
    bench = Bench(profile, FieldClock(), [reports])
    bench.loop.post(lambda: bench.unit.start(ports(bench)))
    thread = threading.Thread(target=bench.loop.run, name="loop")
    thread.start()
    try:
        reports.wait(1, "armed")
        yield bench, reports
    finally:
        bench.loop.post(bench.loop.stop)
        thread.join()
        bench.unit.stop("measured")
        bench.close()
