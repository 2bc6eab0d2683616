"""Everything that can reach the trap, as frozen facts.

Backends post these through the loop; `Trap.handle(event, now_ns)` takes them one at a time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from trapd.core.caption import Caption
from trapd.core.fix import Fix
from trapd.core.frames import Frame
from trapd.core.look import Look
from trapd.core.value import value


@value
class PirEdge:
    """A sensor's line rose or fell, with the kernel's own timestamp."""

    sensor: str
    high: bool
    mono_ns: int


@value
class SensorLost:
    """A sensor's line cannot be read."""

    sensor: str
    why: str


@value
class SwitchTurned:
    """The arm switch: how it stands at the start, and each change."""

    on: bool
    """Off holds the unit back."""


@value
class SwitchLost:
    """The arm switch cannot be read: it counts as it stood last, and as on at the start."""

    why: str


@value
class CameraReady:
    """The camera streams frames."""


@value
class CameraLost:
    """The camera is gone, or cannot be opened; the backend has closed it, and `OpenCamera` may be tried again."""

    why: str
    stuck: bool = False
    """Opening or closing never returned, and may hold the hardware for as long as this process lives."""


@value
class ShotDone:
    """The frame that shot `shot_id` ordered."""

    shot_id: int
    frame: Frame


@value
class ShotFailed:
    """No frame will come for this shot, as it is: its deadline is past, or the camera is closed."""

    shot_id: int
    why: str


@value
class Metered:
    """The brightness of a frame: what the picture itself says of day and night, if no flash of ours lit it."""

    start_ns: int
    """When its first row began to gather light."""
    luma: float
    """Mean brightness of the picture, 0 (black) to 1 (white)."""
    exposure_us: int
    gain: float


@value
class FlashLit:
    """The flash line was driven at `mono_ns`; full light comes `rise_us` later."""

    mono_ns: int
    until_ns: int
    """Of the `LightFlash` that it answers: two may follow each other faster than their answers."""


TIME_UP = "longest on-time"
"""Why a flash goes out that was neither doused nor at fault: its own guard, at the end it was given."""


@value
class FlashOut:
    """The flash went out by itself (`TIME_UP`), cannot be lit, or cannot be put out."""

    mono_ns: int
    why: str


@value
class Kept:
    """A picture is durable on the card and announced in the catalog."""

    id: int
    """The shot's or clip's."""
    name: str
    """Path below the card's root, `/` between the parts."""
    size: int
    """Bytes."""
    caption: Caption
    """As written: a clip's start is that of the first frame really kept."""
    edge_to_durable_ms: float | None
    """From the PIR edge (or tick) to here; None for a clip."""
    free_mb: int | None = None
    """Left where it was written."""
    on_reserve: bool = False
    """In the reserve on the system disk: a card that comes takes it over."""


@value
class KeepFailed:
    """A picture could not be written."""

    id: int
    caption: Caption
    why: str


@value
class Looked:
    """What a picture looks like that may tell whether the camera sees (`eyes.telling`)."""

    mono_ns: int
    """Start of its exposure."""
    lit: bool
    """By the flash."""
    look: Look


@value
class CardReady:
    """The card takes pictures."""

    free_mb: int
    last_sequence: int
    """The highest sequence in its catalog, 0 for a blank card."""
    size_mb: int = 0
    """Of the whole card."""
    written_by: str | None = None
    """The unit whose line is its catalog's last; None for a blank card."""
    last_utc_ns: int = 0
    """The latest time that it was told, provisional or not."""


@value
class CardSlow:
    """A picture was held up by the card for so long: told once, until one is not."""

    ms: int


@value
class Carried:
    """What the reserve had taken is on the card now."""

    pictures: int


@value
class Retired:
    """Pictures had to make room for new ones, as the profile allows."""

    pictures: int
    mb: float


@value
class Emptied:
    """A technician had the card emptied: how far that is, and at last that it is over."""

    pictures: int
    """Gone so far."""
    left: int = 0
    """To go."""
    kept: int = 0
    """Protected: they stay."""
    mb: float = 0.0
    over: bool = False
    why: str | None = None
    """It ended before its end."""

    def ended(self, why: str | None) -> Emptied:
        return replace(self, over=True, why=why)


@value
class CardSwept:
    """The card is in order again, whatever ended the last start. All but the first two count files."""

    last_sequence: int
    """The highest on it, those without a line in its catalog included."""
    took_s: float
    announced: int = 0
    """Pictures that were whole, but had no line in the catalog."""
    closed: int = 0
    """Clips that were cut short, and can be shown now as far as they got."""
    set_aside: int = 0
    """Broken: in `_unfinished/` now."""
    removed: int = 0
    """Those of pictures that were deleted, repaired or closed before, but for the last step."""
    failed: int = 0
    """Left to the next start: the card did not let them be read or changed."""


@value
class ChoreFailed:
    """Work in the background was not done, or not all of it; another start tries again at the latest."""

    chore: str
    why: str
    """And what it means."""


@value
class ChoreDone:
    """The same work, after it had failed."""

    chore: str


@value
class PicturesRepaired:
    """Pictures got a better time, and with it a new file and name."""

    captions: tuple[tuple[str, str, Caption], ...]
    """Of each the old name, the new one, and its caption."""
    why_not: str | None = None
    """Why others keep theirs for now."""


@value
class CardLost:
    """The card takes no pictures: full, read-only, gone, failing."""

    why: str
    full: bool = False
    """All that ails it."""
    reserve_mb: int | None = None
    """Free in the reserve, which takes the pictures meanwhile; None where there is none, or it does not work."""


@value
class Recorded:
    """Something was done to the unit that its catalog shall tell in later years."""

    kind: str
    """Of the line, and of the report."""
    facts: dict[str, Any]
    """Who, when and which start are added."""


@value
class OnTrial:
    """The unit was started with new settings, which it goes back from if it does not become armed."""

    amiss: frozenset[str]
    """What was amiss before them (`Trap.amiss`)."""


@value
class SettingsLeft:
    """Other settings than those that were committed are in force."""

    why: str


@value
class Typed:
    """Somebody is at the technician's line."""


@value
class LineGone:
    """The technician's line was hung up: its cable was pulled, or the laptop was shut."""


@value
class Held:
    """A technician wants no pictures meanwhile, or wants them again; left alone, the unit sees to that by itself."""

    by: Literal["walk-test", "setup"]
    on: bool


@value
class AimAsked:
    """A technician wants to see one frame: exactly one `ShowFrame` or `ShowNothing` follows."""

    flash: bool
    """By the flash, be it day or night."""


@value
class FixTaken:
    """A valid epoch of the GPS receiver."""

    fix: Fix


@value
class GpsLost:
    """The receiver is silent while it should speak, or its port is gone; the backend goes on trying."""

    why: str


@value
class GpsBack:
    """The receiver speaks again."""


@value
class RtcRead:
    """What the clock chip says; `utc_ns` is None where there is no chip, or it cannot be read."""

    mono_ns: int
    utc_ns: int | None
    """The whole second that runs."""
    chip: str = ""
    """The kernel's name for it, to know it again."""
    drift_ppm: float = 0.0
    """The most that this kind may drift."""


@value
class PowerRead:
    """What the meters say; None where there is no such meter, or it gave no sense."""

    battery_v: float | None
    temperature_c: float | None
    current_a: float | None = None
    """Out of the battery; negative while it is charged."""
    gauge_charge: float | None = None
    """What a fuel gauge makes of it, 0 (empty) to 1."""


Switched = Literal["charger", "heater", "led"]
"""What hangs on a line of its own (`ports.Line`)."""


@value
class LineSet:
    """The line stands as it was asked to."""

    part: Switched
    on: bool


@value
class LineLost:
    """The line cannot be had, or does not obey; it may be asked again."""

    part: Switched
    why: str


@value
class Duty:
    """What the calendar wants the unit for next, and when."""

    utc_ns: int | None
    """None: for nothing."""


@value
class Tick:
    """A timer or a job of the schedule came due. `id` tells which plan or shot it was meant for."""

    name: str
    id: int = 0


Event = (
    PirEdge
    | SensorLost
    | SwitchTurned
    | SwitchLost
    | CameraReady
    | CameraLost
    | ShotDone
    | ShotFailed
    | Metered
    | FlashLit
    | FlashOut
    | Kept
    | KeepFailed
    | Looked
    | CardReady
    | CardSlow
    | Carried
    | Retired
    | Emptied
    | CardSwept
    | ChoreFailed
    | ChoreDone
    | PicturesRepaired
    | CardLost
    | Recorded
    | OnTrial
    | SettingsLeft
    | Typed
    | LineGone
    | Held
    | AimAsked
    | FixTaken
    | GpsLost
    | GpsBack
    | RtcRead
    | PowerRead
    | LineSet
    | LineLost
    | Duty
    | Tick
)
