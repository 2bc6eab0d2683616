"""What is remembered and told of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trapd.core.actions import Report, ShowNothing
from trapd.core.caption import Caption
from trapd.core.events import Kept, PicturesRepaired
from trapd.core.shots import Trigger


@dataclass(slots=True)
class Logbook:
    """Counts and last things since the start."""

    stills: int = 0
    clips: int = 0
    motions: int = 0
    faults: int = 0
    last_motion_ns: int | None = None
    """mono_ns: an anchor may still come, and put its time right."""
    last_motion_sensor: str | None = None
    last_fault: str | None = None

    def motion(self, mono_ns: int, sensor: str) -> None:
        self.motions += 1
        self.last_motion_ns, self.last_motion_sensor = mono_ns, sensor

    def fault(self, part: str, why: str) -> None:
        self.faults += 1
        self.last_fault = f"{part}: {why}"

    def kept(self, caption: Caption) -> None:
        if caption.media == "still":
            self.stills += 1
        else:
            self.clips += 1


def repaired_facts(event: PicturesRepaired) -> dict[str, Any]:
    """What is told of pictures that were dated anew: `renamed` gives for each old name what is new of it."""
    renamed = {
        was: {
            "name": name,
            "taken_utc_ns": caption.utc_ns,
            "time_source": caption.time_source,
            "time_uncertainty_s": caption.time_uncertainty_s,
        }
        for was, name, caption in event.captions
    }
    why = {} if event.why_not is None else {"why_not": event.why_not}
    return {"count": len(renamed), "renamed": renamed} | why


def shot_failed(sequence: int, number: int, why: str) -> Report:
    """A picture that will not be: still `number`, or 0 for the clip."""
    return Report("shot-failed", {"sequence": sequence, "number": number, "why": why})


def not_taken(trigger: Trigger, number: int, why: str) -> Report | ShowNothing:
    """The same for whoever waits for a frame to aim by."""
    return ShowNothing(why) if trigger.kind == "aim" else shot_failed(trigger.sequence, number, why)


TOLD = (
    "media",
    "sequence",
    "number",
    "trigger",
    "sensor",
    "confirmed_by",
    "latency_ms",
    "lit",
    "night",
    "exposure_us",
    "gain",
    "pre_roll_s",
    "frames",
    "missing_frames",
    "time_source",
    "time_uncertainty_s",
    "lat",
    "lon",
    "sun_deg",
)
"""The caption's facts that a `shot` report repeats."""


def picture_facts(kept: Kept) -> dict[str, Any]:
    """What is told of a picture that is durable and announced: `taken_*` is when it was exposed."""
    caption = kept.caption
    facts: dict[str, Any] = {"name": kept.name, "size": kept.size}
    for name in TOLD:
        if (fact := getattr(caption, name)) is not None:
            facts[name] = fact
    facts["taken_mono_ns"], facts["taken_utc_ns"] = caption.mono_ns, caption.utc_ns
    if kept.on_reserve:
        facts["reserve"] = True
    if kept.edge_to_durable_ms is not None:
        facts["edge_to_durable_ms"] = round(kept.edge_to_durable_ms, 3)
    return facts
