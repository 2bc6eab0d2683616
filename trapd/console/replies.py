"""What a unit tells, as values; the same ones are shown to people as lines and sent to programs as JSON.

Like requests.py this is shared by both ends of the line. Every None is unknown, or there is no such part.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Told(msgspec.Struct, frozen=True, kw_only=True, tag_field="tell"):
    """Something that is told; a subclass a thing."""


class Said(Told, tag="said", frozen=True, kw_only=True):
    """One sentence: what was done."""

    text: str


class Greeting(Told, tag="hello", frozen=True, kw_only=True):
    """Who answers."""

    version: int
    unit: str
    firmware: str
    serial: str | None
    """Of the board."""
    locked: bool
    """A PIN is asked for."""
    session: str = ""
    """Its id in the record of every change; another one after a restart."""


class BriefTold(Told, tag="brief", frozen=True, kw_only=True):
    """What anyone may know."""

    unit: str
    firmware: str
    armed: bool
    battery_v: float | None
    charge: float | None
    """0 to 1."""
    card_free_mb: int | None
    card_why: str | None


class StatusTold(Told, tag="status", frozen=True, kw_only=True):
    """One screen; times are UTC in ns, and the station's zone beside them."""

    unit: str
    station: str
    firmware: str
    armed: bool
    why_not: str | None
    utc_ns: int
    utc_offset_min: int
    time_source: str
    time_uncertainty_s: float | None
    time_refused: str | None
    lat: float | None
    lon: float | None
    position_error_m: float | None
    position_fixes: int
    geotag: str = "exact"
    """How much of the position may be told; `none`: it is not known here, though the unit may know it."""
    card_free_mb: int | None
    card_low: bool
    card_why: str | None
    card_pictures_left: int | None
    """Room for so many, as large as they were so far or are expected to be."""
    reserve_mb: int | None
    temperature_c: float | None
    battery_v: float | None
    charge: float | None
    charge_unsure: float | None
    charge_by: str | None
    """What it rests on: `voltage`, `count`; None: it is not known."""
    days_left: tuple[float, float, float] | None
    """At least, likely, at most."""
    days_left_why: str | None
    """Why nobody knows, and the mend."""
    energy_wh: dict[str, float]
    readiness: str | None
    readiness_by: str | None
    charging: str | None
    heater: str | None
    spares: str | None
    last_motion_utc_ns: int | None
    last_motion_sensor: str | None
    last_fault: str | None
    stills: int
    clips: int
    offload: str | None
    settings_pending: int = 0
    """Set and not yet committed."""
    on_trial: bool = False
    """What becomes of the settings of the last commit is not decided: the unit may still go back."""
    arms_in_s: float | None = None
    """Held back by a technician: left alone it arms itself then."""


class SafeTold(Told, tag="safe", frozen=True, kw_only=True):
    """Instead of a status: safe mode, no pictures are taken."""

    why: str | None
    """How the whole unit ended, if that is known."""
    problem: str | None
    """What is wrong with its settings; None: they are in order."""
    next_try_s: float
    """Until the whole unit is tried again by itself."""


class TimeTold(Told, tag="time", frozen=True, kw_only=True):
    """As the unit knows it."""

    utc_ns: int
    utc_offset_min: int
    source: str
    uncertainty_s: float | None
    refused: str | None


class Line(Told, tag="line", frozen=True, kw_only=True):
    """One report: of the log, or of the effort."""

    mono_ns: int | None
    utc_ns: int | None
    event: str
    text: str


class Seen(Told, tag="seen", frozen=True, kw_only=True):
    """A sensor's line changed."""

    sensor: str
    high: bool
    latency_ms: float
    """From the edge to the trap."""
    count: int
    """Of this sensor's rises since the walk test began."""
    utc_ns: int | None
    """None: nobody told the time yet."""


class Looked(Told, tag="looked", frozen=True, kw_only=True):
    """A picture to aim by."""

    width: int
    height: int
    sharpness: float
    """Higher is sharper; to compare pictures of one scene."""
    brightness: float
    """0 to 1, the mean."""
    exposure_us: int
    gain: float
    flash: bool
    night: bool
    size: int
    """Bytes of the JPEG, which comes as data before."""


class Tested(Told, tag="tested", frozen=True, kw_only=True):
    """One part of the unit."""

    part: str
    ok: bool
    text: str
    """How it is; if not in order, the mend as well."""


class Setting(Told, tag="setting", frozen=True, kw_only=True):
    """One, by its dotted name."""

    name: str
    value: Any
    origin: str
    """`profile`, `technician` (committed), `pending`, or `default`."""
    about: str = ""


class Change(msgspec.Struct, frozen=True):
    name: str
    was: Any
    becomes: Any


class Difference(Told, tag="difference", frozen=True, kw_only=True):
    """What was set and not committed."""

    changes: list[Change]
    problem: str | None
    """Why it cannot be committed like this, and the mend."""
    expected: str | None
    """`96 days (80–115), 41,000 pictures`, with the new settings; None if nobody knows."""
    expected_now: str | None


class Committed(Told, tag="committed", frozen=True, kw_only=True):
    """As the unit understood it."""

    settings: list[Setting]
    restarts: bool


class ReadinessTold(Told, tag="readiness", frozen=True, kw_only=True):
    """How ready the camera waits, what chose that, and what each level takes."""

    level: str
    by: str
    watts: dict[str, float]
    """Of each level, with all that a day brings; empty where nobody said what the parts take."""
    latency_s: dict[str, float]
    """From the motion to the first picture: what must be switched on first."""
    pending: str | None = None
    """The level from the next commit on, if it is another."""


class FileTold(Told, tag="file", frozen=True, kw_only=True):
    """One picture, as the catalog announces it."""

    name: str
    """With its folders, below the card's own."""
    size: int
    sha256: str
    utc_ns: int | None
    media: str
    trigger: str


class FilesTold(Told, tag="files", frozen=True, kw_only=True):
    """The end of a page."""

    count: int
    """Told of, each as a part."""
    left: int
    """Behind them."""


class ReadTold(Told, tag="read", frozen=True, kw_only=True):
    """What the bytes before are."""

    offset: int
    length: int
    size: int
    """Of the whole file."""


class Offloading(Told, tag="offload", frozen=True, kw_only=True):
    """How it goes."""

    state: str | None
    """None: no disk was plugged in."""


class Failed(Told, tag="failed", frozen=True, kw_only=True):
    """Not done: why, and the mend, in one line."""

    why: str
    code: int = 1
    """As exit codes: 1 not in order, 64 wrong use, 69 hardware missing, 77 locked, 78 bad settings."""


AnyTold = (
    Said | Greeting | BriefTold | StatusTold | SafeTold | TimeTold | Line | Seen | Looked | Tested | Setting
    | Difference | Committed | ReadinessTold | FileTold | FilesTold | ReadTold | Offloading | Failed
)  # fmt: skip
