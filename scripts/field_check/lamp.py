"""Whether the flash goes dark when its owner is killed: the one thing that no software can promise alone."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from field_check import system
from field_check.findings import Findings
from trapd.config.profile import Profile

LIT_S = 5
UNREADABLE = "no `pinctrl` on this system: measure it at the connector"
LIGHT = """
import sys, time
from pathlib import Path
from trapd.app import Bench
from trapd.config.read import load
from trapd.runtime.clock import FieldClock
bench = Bench(load(Path(sys.argv[1])), FieldClock(), [])
bench.post = lambda event: None
flash = bench.port("flash")
flash.light(bench.loop.clock.now_ns() + int(sys.argv[2]) * 10**9)
print("lit", flush=True)
time.sleep(60)
"""


def lamp(path: Path, profile: Profile, findings: Findings) -> None:
    """Lit by a process of its own, which is then killed; read back by whatever this system has for it."""
    if profile.flash.backend != "pi":
        findings.add("left out", "flash", "none on pins in this profile")
        return
    owner = subprocess.Popen([sys.executable, "-c", LIGHT, str(path), str(LIT_S)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    try:
        findings.judge(owner.stdout.readline().strip() == "lit", "flash lit by its own process", f"pid {owner.pid}")
        time.sleep(0.5)
        findings.add("figure", "its line while lit", _level(profile))
        owner.send_signal(signal.SIGKILL)
    finally:
        owner.kill()
        owner.wait()
    time.sleep(0.2)
    findings.add(
        "figure", "its line after SIGKILL (dark only with dtparam=strict_gpiod and a pull-down)", _level(profile)
    )
    for line in system.run("systemctl", "cat", system.SERVICE).splitlines():
        if line.startswith("ExecStopPost="):
            command = line.removeprefix("ExecStopPost=").lstrip("-+!")
            findings.add("figure", "ExecStopPost", f"{command} → {system.run(*shlex.split(command)) or 'done'}")
    dark = "hi" if profile.flash.active_low else "lo"
    level = _level(profile)
    if level == UNREADABLE:
        findings.add("left out", "its line after ExecStopPost", level)
    else:
        findings.judge(f" {dark} " in f" {level} ", "its line after ExecStopPost", level)


def _level(profile: Profile) -> str:
    """By `pinctrl`, which reads the pad without asking for the line; elsewhere nothing can."""
    try:
        return system.run("pinctrl", "get", str(profile.flash.pin))
    except FileNotFoundError:
        return UNREADABLE
