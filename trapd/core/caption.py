"""What is written on the back of every picture.

One flat value serves EXIF, the MP4's tags and the catalog's line, so the three can never disagree.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from trapd.core.value import value

TimeSource = Literal["gps", "rtc", "technician", "peer", "order", "none"]
"""Who told the time: the receiver, the clock chip, a person with a watch, the pair's other unit, or the order of what
was taken; `none` is a provisional time from the system clock, marked as such wherever it is shown."""


@value(kw_only=True)
class Caption:
    """The facts of one still or clip. Every `None` is unknown, and is then left out of the file."""

    media: Literal["still", "clip"]
    station: str
    unit: str
    side: str | None = None
    make: str
    model: str
    firmware: str
    boot: str
    """Four hex digits drawn at each start: with unit and sequence they make a name that no unit ever repeats."""
    sequence: int
    number: int
    """Still 1, 2, … of its sequence; 0 for the clip."""
    trigger: str
    """motion | time-lapse | proof-of-life | test"""
    sensor: str | None = None
    confirmed_by: str | None = None
    edge_mono_ns: int
    """The PIR edge (or tick), CLOCK_MONOTONIC of this boot."""
    mono_ns: int
    """Start of the kept frame's exposure; of a clip, the start of its first frame, pre-roll included."""
    latency_ms: float | None = None
    """PIR edge to start of exposure; of a clip, None."""
    utc_ns: int
    """`mono_ns` as UTC."""
    utc_offset_min: int
    """The station's standard time, minutes east of UTC; no summer time."""
    time_source: TimeSource
    time_uncertainty_s: float | None = None
    lat: float | None = None
    lon: float | None = None
    alt_m: float | None = None
    hdop: float | None = None
    position_error_m: float | None = None
    position_fixes: int = 0
    """How many fixes the averaged position rests on."""
    exposure_us: int | None = None
    gain: float | None = None
    lit: bool = False
    night: bool = False
    temperature_c: float | None = None
    battery_v: float | None = None
    pre_roll_s: float | None = None
    sun_deg: float | None = None
    frames: int | None = None
    """Of a clip, once it is whole: known too late for the caption inside the file."""
    missing_frames: int | None = None
    """How many the camera or a slow card left out between the clip's first and last."""
    part: int | None = None
    """2, 3, … of a clip that went on elsewhere when its card failed; None for the first, as a rule the only one."""
    interrupted: bool = False
    """Of a clip that power or card cut short: it is kept as far as it got."""

    @property
    def synchronised(self) -> bool:
        """Whether the time rests on an anchor rather than on an unset clock."""
        return self.time_source != "none"

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude; None if unknown. 0, 0 is what a lost receiver says: it is no position."""
        if self.lat is None or self.lon is None or self.lat == self.lon == 0:
            return None
        return self.lat, self.lon

    def facts(self) -> dict[str, Any]:
        """Every known fact by name, for the catalog's line and the comment inside the file."""
        return {name: value for name, value in asdict(self).items() if value is not None}
