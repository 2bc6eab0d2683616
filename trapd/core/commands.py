"""What a technician can ask for, and how the trap describes itself, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import Enum

from trapd.core.battery.gauge import Charge
from trapd.core.caption import TimeSource
from trapd.core.forecast import DaysLeft
from trapd.core.geotag import Level as GeotagLevel
from trapd.core.outlook import NO_PACK
from trapd.core.readiness import Chosen
from trapd.core.sensor import State as SensorState
from trapd.core.signals import State as Signal
from trapd.core.value import value


class Command(Enum):
    """One order, by the word that is typed for it."""

    STATUS = "status"
    SHOT = "shot"
    ARM = "arm"
    DISARM = "disarm"


@value
class SetTime:
    """It is `utc_ns` now, says a person: by a watch (`technician`), or read from the pair's other unit (`peer`)."""

    utc_ns: int
    source: TimeSource
    anyway: bool = False
    """Though a receiver or the clock chip knows it otherwise, or it was later already."""


@value(kw_only=True)
class Status:
    """How the unit is, at one moment. Every `None` is unknown, or there is no such part."""

    unit: str
    station: str
    armed: bool
    why_not: str | None
    """Why it is not armed: a time window, a technician, a fault."""
    utc_ns: int
    utc_offset_min: int
    """The station's standard time, minutes east of UTC."""
    time_source: TimeSource
    time_uncertainty_s: float | None
    time_refused: str | None
    """Why the receiver's time is not believed."""
    lat: float | None
    lon: float | None
    position_error_m: float | None
    position_fixes: int
    """How many fixes the averaged position rests on."""
    geotag: GeotagLevel = "exact"
    """How much of it may be told: with `none` it is not known here."""
    card_free_mb: int | None
    """None: the card takes no pictures."""
    card_low: bool
    """Nearly full: clips are left out."""
    card_why: str | None
    """It takes no pictures."""
    reserve_mb: int | None
    """Free in the reserve, which takes them meanwhile; None where nothing does."""
    temperature_c: float | None
    battery_v: float | None
    last_motion_utc_ns: int | None
    last_motion_sensor: str | None
    last_fault: str | None
    """What went wrong last since the start, mended or not."""
    stills: int
    clips: int
    charge: Charge | None = None
    """Of the pack; None where the profile does not say which, or not what the unit takes."""
    readiness: Chosen | None = None
    """How ready the camera waits, and what chose that."""
    charging: str | None = None
    """Whether the pack may be charged, or why not; None: trapd has no say in it."""
    heater: str | None = None
    """On or off, and why; None: there is none."""
    spares: str | None = None
    """The step of the ladder that it stands on, and why; None: everything is as the profile says."""
    energy_wh: Mapping[str, float] = field(default_factory=dict)
    """What each consumer took since the start; empty where the profile does not say what they take."""
    days_left: DaysLeft | str = NO_PACK
    """Or why nobody knows, and the mend."""
    offload: str | None = None
    """What becomes of the disk that was plugged in for the pictures."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """Each part that it has to do without -> why."""
    sensors: Mapping[str, SensorState] = field(default_factory=dict)
    """Each sensor -> what it is fit for."""
    found: bool = False
    """Whether any fix told its place since the start, be it told here or not."""
    shows: Signal = "armed"
    """What the LED says, or would if it spoke."""


@value
class Empty:
    """Remove every picture from the card."""

    anyway: bool = False
    """Those that are on no other disk too, and those that somebody protected."""


class Refused(str):
    """An order was not carried out: why, and the mend, in one sentence."""

    __slots__ = ()


Order = Command | SetTime | Empty
Obey = Callable[[Order], Status | str]
"""Give the trap an order. It answers with its status, or with one sentence: what it did, or why it did not."""
