"""One part after the other; a report to keep, and to attach to an issue."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from field_check import system, watch
from field_check.camera import camera
from field_check.findings import Findings
from field_check.lamp import lamp
from trapd.config.profile import Profile
from trapd.config.read import load
from trapd.core.errors import TrapdError


def main() -> int:
    """0 if nothing was found amiss, 1 if something was, 78 for a profile that cannot be read."""
    wish = _wish()
    try:
        profile = load(wish.profile)
    except TrapdError as err:
        print(f"field-check: {err}", file=sys.stderr)
        return err.exit_code
    os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "*:WARN")
    findings = Findings()
    now = datetime.now(UTC).replace(microsecond=0)
    findings.part(f"{profile.unit.name}, {platform.release()}, {now.isoformat()}")
    try:
        _all(wish, profile, findings)
    finally:
        system.start()
        findings.write(wish.report)
        print(f"\n{findings.failed} not in order; written: {wish.report}")
    if wish.crash:
        _crash()
    return bool(findings.failed)


def _all(wish: argparse.Namespace, profile: Profile, findings: Findings) -> None:
    findings.part("From power to armed")
    with findings.whatever_happens("boot"):
        watch.boot(findings)
    system.stop()
    findings.part("Each part: trapd check, as the user that the service runs as")
    with findings.whatever_happens("trapd check"):
        _parts(wish.profile, findings)
    findings.part("Camera: mode, speed, light")
    if profile.camera.backend == "pi":
        camera(profile, findings)
    findings.part("Flash: dark after its owner was killed?")
    with findings.whatever_happens("flash"):
        lamp(wish.profile, profile, findings)
    findings.part("The service")
    with findings.whatever_happens("service"):
        watch.service(findings)
    with findings.whatever_happens("idle"):
        watch.idle(findings)
    if wish.alone:
        findings.add("left out", "motion", "nobody walks past (--alone)")
    else:
        with findings.whatever_happens("motion"):
            watch.motion(findings)


def _parts(profile: Path, findings: Findings) -> None:
    command = ["runuser", "-u", "trapd", "--", sys.executable, "-m", "trapd", "check", str(profile), "--json"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd="/var/lib/trapd", check=False).stdout
    for line in told.splitlines():
        part = json.loads(line)
        findings.judge(part["ok"], part["part"], part["text"])


def _crash() -> None:
    input("\nEnter crashes the kernel now. The unit must be armed again by itself within two minutes: ")
    subprocess.run(["sync"], check=True)
    Path("/proc/sys/kernel/panic").write_text("0")
    Path("/proc/sysrq-trigger").write_text("c")


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/field-check", description=__doc__, allow_abbrev=False)
    parser.add_argument("--alone", action="store_true", help="leave out what needs a person in front of the unit")
    parser.add_argument("--crash", action="store_true", help="in the end crash the kernel: the watchdog must mend it")
    parser.add_argument("--report", type=Path, default=Path("field-check.txt"), help="where the findings go")
    parser.add_argument("profile", type=Path, nargs="?", default=Path("/etc/trapd/profile.toml"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
