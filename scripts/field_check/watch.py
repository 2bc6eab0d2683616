"""The service left alone, and then with somebody in front of it."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from statistics import median

from benchmarks import kernel

from field_check import system
from field_check.findings import Findings

SPAN_S = 60
SETTLE_S = 30
"""From armed on: the receiver may search on, but all libraries are loaded."""


def boot(findings: Findings) -> None:
    """How long it took from power to armed, by what systemd knows."""
    findings.add("figure", "boot", system.run("systemd-analyze", "time").splitlines()[0])
    findings.add(
        "figure", "what the unit waited for", system.run("systemd-analyze", "critical-chain", system.SERVICE)
    )


def service(findings: Findings) -> None:
    """Armed under systemd, watched by it, and shut in."""
    status = system.start()
    findings.judge(status.startswith("armed"), "status", status or "none within the time")
    findings.judge(system.show("WatchdogUSec") not in ("0", "infinity"), "watched", system.show("WatchdogUSec"))
    shut_in = system.run("systemd-analyze", "security", "--no-pager", system.SERVICE).splitlines()[-1]
    findings.add("figure", "sandbox", shut_in.strip("→ "))
    for name in ("identity", "timeout"):
        file = Path("/sys/class/watchdog/watchdog0", name)
        shown = file.read_text().strip() if file.exists() else "none"
        findings.judge(shown != "none", f"hardware watchdog, {name}", shown)


def idle(findings: Findings) -> None:
    """Armed and left alone: what the whole process costs."""
    time.sleep(SETTLE_S)
    pid = system.pid()
    costs = kernel.cost(pid, SPAN_S)
    ours = kernel.together(list(costs.values()))
    shown = f"{ours}, {kernel.resident_mb(pid):.0f} MB, over {SPAN_S} s"
    findings.judge(ours.per_second <= 2, "wake-ups at rest, 2 a second at most", shown)
    for name, one in costs.items():
        if one.per_second > 0.5:
            findings.add("figure", f"thread {name}", one)


def motion(findings: Findings) -> None:
    """Somebody walks past: every sensor fires, and pictures come of it."""
    input(f"\n  Walk past the unit for {SPAN_S} s, on both sides. Enter, when you are ready: ")
    began = time.time()
    time.sleep(SPAN_S)
    events = list(system.events(began))
    sensors = Counter(one["sensor"] for one in events if one["event"] == "motion")
    findings.judge(bool(sensors), "motions by sensor", dict(sensors) or "none")
    shots = [one for one in events if one["event"] == "shot"]
    findings.judge(bool(shots), "pictures", len(shots))
    for key in ("latency_ms", "edge_to_durable_ms"):
        values = [one[key] for one in shots if one.get(key) is not None]
        if values:
            findings.add("figure", key, f"median {median(values):.0f}, worst {max(values):.0f} of {len(values)}")
    for one in shots[-3:]:
        facts = {key: one.get(key) for key in ("name", "night", "lit", "exposure_us", "gain")}
        findings.add("figure", "look at", facts)
    for one in events:
        if one["event"] in ("fault", "shot-failed"):
            findings.add("NOT OK", one["event"], one)
