"""The sensor, its mode, its speed, and whether light is obeyed: all from the frames' own metadata."""

from __future__ import annotations

import statistics
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

from field_check.findings import Findings
from trapd.config.profile import Profile
from trapd.core.shots import Exposure
from trapd.pi.stack import Stack
from trapd.runtime.clock import FieldClock

FRAMES = 120
PATIENCE_S = 60
SETTLED = 30
"""Frames until an order of light has surely come through."""


def camera(profile: Profile, findings: Findings) -> None:
    """By day's rules and by night's, each in a session of its own."""
    section = profile.camera
    packets: list[Any] = []
    nights = Exposure(section.night_exposure_us, section.night_gain)
    for name, exposure in (("night", nights), ("day", Exposure(section.longest_exposure_us))):
        with findings.whatever_happens(f"camera by {name}"):
            packets.clear()
            _session(profile, Stack(section, packets.append), exposure, name, findings)
            findings.judge(len(packets) > FRAMES / 2, "packets of the encoder", f"{len(packets)} in {FRAMES} frames")


def _session(profile: Profile, stack: Stack, exposure: Exposure, name: str, findings: Findings) -> None:
    section, frames, enough = profile.camera, list[dict[str, Any]](), threading.Event()

    def see(request: Any) -> None:
        frames.append(request.get_metadata())
        if len(frames) >= FRAMES:
            enough.set()

    began = FieldClock().now_ns()
    stack.start(exposure, see)
    try:
        if not enough.wait(PATIENCE_S):
            findings.add("NOT OK", "frames", f"{len(frames)} of {FRAMES} within {PATIENCE_S} s")
            return
        free = _cma_free()
    finally:
        stack.close()
    stamps = [frame["SensorTimestamp"] for frame in frames]
    gaps = [(after - before) / 1e6 for before, after in pairwise(stamps)]
    first = (frames[0]["SensorTimestamp"] - began) / 1e6
    findings.add("figure", f"first frame by {name}", f"{first:.0f} ms after the start, by SensorTimestamp")
    findings.judge(
        max(gaps[SETTLED:]) < 1.5 * 1000 / section.fps,
        f"frames by {name} come every {1000 / section.fps:.1f} ms",
        f"median {statistics.median(gaps):.2f}, longest {max(gaps[SETTLED:]):.2f} ms",
    )
    settled = frames[SETTLED:]
    exposures = sorted({frame.get("ExposureTime") for frame in settled}, key=str)
    gains = [frame.get("AnalogueGain", 0.0) for frame in settled]
    longest = max((us or 0) for us in exposures)
    findings.judge(
        0 < longest <= exposure.exposure_us * 1.02,
        f"exposure by {name} at most {exposure.exposure_us} us",
        exposures[-3:],
    )
    if exposure.gain is not None:
        worst = max(abs(gain - exposure.gain) for gain in gains)
        findings.judge(worst <= 0.05 * exposure.gain, f"gain is {exposure.gain:g}", f"off by {worst:.2f} at most")
    if section.lens_position is not None:
        lens = {round(frame.get("LensPosition", -1), 2) for frame in settled}
        findings.judge(lens == {round(section.lens_position, 2)}, f"lens at {section.lens_position:g} dioptres", lens)
    findings.add("figure", "camera memory (CMA) free while it streams", free)


def _cma_free() -> str:
    with Path("/proc/meminfo").open() as lines:
        found = [int(line.split()[1]) // 1024 for line in lines if line.startswith("CmaFree")]
    return f"{found[0]} MB" if found else "none on this kernel"
