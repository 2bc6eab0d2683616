"""What the installed unit costs while nothing moves, and what each pin library costs, on a real kernel."""

from __future__ import annotations

import re

from benchmarks.figures import Result, Row
from benchmarks.in_machine import machine

SPAN_S = 60
WAKE_UPS = 2.0
LIBRARIES = {"gpiod": (22, 25), "lgpio": (23, 26)}
"""A sensor's line and a lamp's."""
CHOICES = "/opt/trapd/bin/pip install -q --no-index --find-links /opt/wheelhouse --target /root/choices lgpio"
"""What the unit itself does not need."""


def measure(quick: bool) -> Result:
    from pin_tools import PYTHON, tool
    from waiting import wait_for

    span_s = 10 if quick else SPAN_S
    with machine() as unit:
        unit.sh(CHOICES, 300)
        for library, (sensor, lamp) in LIBRARIES.items():
            unit.sh(
                f"systemd-run -q --unit=pins-{library} -p StandardOutput=file:/run/{library}"
                f" env {PYTHON} /root/pins/listen.py {library} {sensor} {lamp}"
            )
            wait_for(lambda library=library: "ready" in unit.run(f"cat /run/{library}").text, 120)  # type: ignore[misc]
        services = {"the unit": "trapd"} | {library: f"pins-{library}" for library in LIBRARIES}
        pids = {name: unit.sh(f"systemctl show -P MainPID {service}") for name, service in services.items()}
        wait_for(lambda: tool(unit, f"counted.py 5 {pids['the unit']}")[pids["the unit"]] <= 10, 180)
        counted = tool(unit, f"counted.py {span_s} {' '.join(pids.values())}", span_s + 120)
        memory = unit.sh(f"cat /proc/{pids['the unit']}/status")
    rate = {name: counted[pid] / span_s for name, pid in pids.items()}
    resident = {key: int(kb) / 1024 for key, kb in re.findall(r"(VmRSS|RssAnon|VmHWM):\s+(\d+) kB", memory)}
    return Result(
        what="armed and idle, the installed unit on a real kernel",
        target=f"≤ {WAKE_UPS:g} wake-ups a second, whole process",
        measured=f"{rate['the unit']:.2f} wake-ups/s, {resident['VmRSS']:.0f} MB",
        floor=f"{rate['gpiod']:.2f} wake-ups/s: a line and a lamp by libgpiod alone; by lgpio {rate['lgpio']:,.0f}",
        met=rate["the unit"] <= WAKE_UPS,
        how=(
            f"The service as installed, its camera closed, its receiver asleep, over {span_s} s; the kernel's count "
            "of all context switches of all its threads, those that it was forced to included. Beside it two "
            "processes that listen to one line each."
        ),
        rows=(
            *(Row(f"wake-ups a second, {name}", f"{count:.2f}") for name, count in rate.items()),
            Row("resident", f"{resident['VmRSS']:.0f} MB, of which its own {resident['RssAnon']:.0f} MB"),
            Row("at most so far", f"{resident['VmHWM']:.0f} MB"),
        ),
    )
