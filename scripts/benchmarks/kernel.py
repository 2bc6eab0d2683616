"""What the kernel counts of a process: time on a core, wake-ups, memory."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Task:
    """One thread."""

    name: str
    cpu_ns: int
    wake_ups: int
    """Times it gave its core up to wait, and so had to be woken again."""


@dataclass(frozen=True)
class Cost:
    """What a group of threads took over a span of time."""

    seconds: float
    cpu_ns: int
    wake_ups: int

    @property
    def percent(self) -> float:
        """Of one core."""
        return self.cpu_ns / self.seconds / 1e7

    @property
    def per_second(self) -> float:
        """Wake-ups a second."""
        return self.wake_ups / self.seconds

    def __str__(self) -> str:
        return f"{self.percent:.2f} %, {self.per_second:.1f} wake-ups/s"


def cost(pid: int, seconds: float) -> dict[str, Cost]:
    """What each thread of a process takes while we wait so long, by `name tid`; threads that ended are left out."""
    before, began = tasks(pid), time.monotonic()
    time.sleep(seconds)
    after, took = tasks(pid), time.monotonic() - began
    fresh = Task("", 0, 0)
    return {
        f"{task.name} {tid}": Cost(
            took, task.cpu_ns - before.get(tid, fresh).cpu_ns, task.wake_ups - before.get(tid, fresh).wake_ups
        )
        for tid, task in after.items()
    }


def together(costs: list[Cost]) -> Cost:
    """The sum over threads that were watched at once."""
    return Cost(costs[0].seconds, sum(one.cpu_ns for one in costs), sum(one.wake_ups for one in costs))


def tasks(pid: int) -> dict[int, Task]:
    """Every thread of a process. `schedstat` counts nanoseconds, `stat` only hundredths of a second."""
    found = {}
    for folder in sorted((PROC / str(pid) / "task").iterdir(), key=lambda folder: int(folder.name)):
        status = (folder / "status").read_text()
        cpu_ns = int((folder / "schedstat").read_text().split()[0])
        found[int(folder.name)] = Task(_of("Name", status), cpu_ns, int(_of("voluntary_ctxt_switches", status)))
    return found


def resident_mb(pid: int) -> float:
    """Resident memory now, in millions of bytes, shared libraries included."""
    return int(_of("VmRSS", (PROC / str(pid) / "status").read_text()).split()[0]) * 1024 / 1e6


def _of(key: str, status: str) -> str:
    found = re.search(rf"^{key}:\s+(.+)$", status, re.MULTILINE)
    assert found is not None, f"no {key} in /proc"
    return found[1]
