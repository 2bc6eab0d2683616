"""How the unit is now, gathered from its reports: the rows of the live panel."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from trapd.config.profile import Profile
from trapd.core.actions import Report
from trapd.core.units import S
from trapd.view.words import POWER, clock, count, known, sentence

Mood = Literal["plain", "good", "busy", "bad"]
LATENCIES = 101
"""The median is that of so many newest triggers: the first still of each."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the panel."""

    name: str
    text: str
    mood: Mood = "plain"


class Board:
    """Takes reports in, gives rows out."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._newest: dict[str, dict[str, Any]] = {}
        """Event -> its newest facts."""
        self._armed = Row("state", "starting", "busy")
        self._sensors = {sensor.name: "" for sensor in profile.pir.sensors}
        self._motion = "none yet"
        self._faults: dict[str, str] = {}
        self._taken = {"still": 0, "clip": 0}
        self._latencies: deque[float] = deque(maxlen=LATENCIES)
        self._recording: tuple[int, int] | None = None
        """Sequence of the clip that runs, and since when (mono_ns)."""

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        """Bring the board up to date."""
        facts = self._newest[report.event] = report.facts
        match report.event:
            case "armed":
                self._armed = Row("state", "armed", "good")
            case "disarmed":
                self._armed = Row("state", sentence(report), "bad")
            case "sensor":
                self._sensors[facts["sensor"]] = facts["state"]
            case "motion":
                self._motion = f"{clock(mono_ns, utc_ns, self._profile.unit.utc_offset_min)}  {sentence(report)}"
                if facts["outcome"] == "shot" and self._plan.clip:
                    self._recording = facts["sequence"], mono_ns
            case "shot":
                self._picture(facts)
            case "shot-failed" if "sequence" in facts:
                self._ended(facts["sequence"], clip=facts["number"] == 0)
            case "fault":
                self._faults[facts["part"]] = facts["why"]
            case "reserve":
                self._faults["card"] = f"{facts['why']}; pictures go to the reserve"
            case "mended":
                self._faults.pop(facts["part"], None)

    def rows(self, mono_ns: int) -> list[Row]:
        """Top to bottom; a row without news is left out."""
        told = self._newest
        rows = [
            self._armed,
            *(Row("fault", f"{part}: {why}", "bad") for part, why in self._faults.items()),
            Row("light", sentence(Report("light", told["light"])).removeprefix("light ") if "light" in told else ""),
            Row("sensors", " · ".join(f"{name} {state}".strip() for name, state in self._sensors.items())),
            Row("motion", self._motion),
            Row("taken", self._counts()),
            self._clip(mono_ns),
            Row("position", self._position()),
            Row("time", self._time()),
            Row("card", sentence(Report("card", told["card"])).removeprefix("card ") if "card" in told else ""),
            Row("power", known(told.get("power", {}), *POWER)),
            Row("console", known(told.get("console", {}), "{port}  (screen {port})")),
        ]
        return [row for row in rows if row.text]

    @property
    def _plan(self) -> Any:
        night = self._newest.get("light", {}).get("night", False)
        return self._profile.plan.night if night else self._profile.plan.day

    def _picture(self, facts: dict[str, Any]) -> None:
        self._taken[facts["media"]] += 1
        if facts["number"] == 1 and facts.get("latency_ms") is not None:
            self._latencies.append(facts["latency_ms"])
        self._ended(facts["sequence"], clip=facts["media"] == "clip")

    def _ended(self, sequence: int, clip: bool) -> None:
        if clip and self._recording is not None and self._recording[0] == sequence:
            self._recording = None

    def _counts(self) -> str:
        counts = ", ".join(count(number, media) for media, number in self._taken.items())
        if not self._latencies:
            return counts
        last, middle = self._latencies[-1], median(self._latencies)
        return f"{counts}; from edge to exposure {last:.0f} ms, median {middle:.0f} ms"

    def _clip(self, mono_ns: int) -> Row:
        if self._recording is None:
            return Row("clip", "")
        sequence, since_ns = self._recording
        pre_roll = f", and {self._plan.pre_roll_s:g} s before the motion" if self._plan.pre_roll_s else ""
        return Row("clip", f"● {sequence} recording for {(mono_ns - since_ns) // S} s{pre_roll}", "busy")

    def _position(self) -> str:
        awake = self._newest.get("gps", {}).get("awake", False)
        receiver = "receiver awake" if awake else "receiver asleep"
        fix = self._newest.get("fix", {})
        place = known(fix, "{lat:.8g}, {lon:.8g}") or "unknown"
        fixes = f"{fix['fixes']} fixes averaged; " if fix.get("fixes") else ""
        return f"{place}; {fixes}{receiver}"

    def _time(self) -> str:
        fix = self._newest.get("fix", {})
        if fix.get("time_source", "none") == "none":
            return "not set: from the system clock"
        return "from " + known(fix, "{time_source} ±{time_uncertainty_s:.2g} s")
