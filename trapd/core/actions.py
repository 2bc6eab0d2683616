"""Everything that the trap can ask for, as values; `trapd/unit.py` carries them out on the ports."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from trapd.core.caption import Caption
from trapd.core.events import Switched, Tick
from trapd.core.frames import Frame
from trapd.core.shots import Clip, Exposure, Shot
from trapd.core.timeline import Anchor
from trapd.core.value import value


@value
class Wake:
    """Hand this tick to the trap at this time."""

    at_ns: int
    tick: Tick


@value
class OpenCamera:
    """Start streaming in this light."""

    exposure: Exposure


@value
class CloseCamera:
    """Stop streaming; the camera takes no power."""


@value
class SetLight:
    """From here on expose like this, and put the IR-cut filter in (`day`) or out."""

    exposure: Exposure
    day: bool


@value
class LightFlash:
    """Drive the flash; put it out at `until_ns` whatever happens. `FlashLit` or `FlashOut` follows."""

    until_ns: int
    dim: bool = False
    """At half its current."""


@value
class DouseFlash:
    """Put the flash out."""


@value
class Shoot:
    """Order one still; exactly one `ShotDone` or `ShotFailed` follows."""

    shot: Shot


@value
class KeepStill:
    """Write this frame to the card; exactly one `Kept` or `KeepFailed` follows."""

    shot: Shot
    frame: Frame
    caption: Caption


@value
class ShowFrame:
    """This frame was asked for to aim by: show it, keep it nowhere, and give its buffer back."""

    frame: Frame
    lit: bool
    """By the flash."""
    night: bool


@value
class ShowNothing:
    """The frame that was asked for will not come."""

    why: str


@value
class DropFrame:
    """Nobody wants this frame any more: give its buffer back."""

    frame: Frame


@value
class BeginClip:
    """Record from the pre-roll ring and on."""

    clip: Clip
    caption: Caption


@value
class EndClip:
    """The clip's last frame is the last before `until_ns`; exactly one `Kept` or `KeepFailed` follows."""

    clip_id: int
    until_ns: int


@value
class OpenCard:
    """Try the card again: `CardReady` or `CardLost` follows."""


@value
class EmptyCard:
    """Remove its pictures, in the background: `Emptied` follows."""

    anyway: bool


@value
class Redate:
    """Look for pictures of this unit on the card whose time is known better by now: `PicturesRepaired` may follow."""

    unit: str


@value
class Note:
    """A fact for the card's catalog, kept for years: one line of this kind."""

    kind: str
    facts: dict[str, Any]


@value
class Remember:
    """What a restart should know, under the names of `runtime/memory.py`."""

    changes: dict[str, Any]


@value
class ReadRtc:
    """Ask the clock chip: one `RtcRead` follows."""


@value
class SetClock:
    """This is believed of the time: the system's clock may be set by it."""

    anchor: Anchor


@value
class ReadPower:
    """Ask the meters: one `PowerRead` follows."""


@value
class WakeGps:
    """Power the receiver on, or let it sleep: intended silence is no fault."""

    on: bool


@value
class Switch:
    """Let the charger charge, or the heater heat, or not: `LineSet` or `LineLost` follows."""

    part: Switched
    on: bool


@value
class Blink:
    """Let the status LED tell this from now on: milliseconds, lit and dark by turns, again and again; one alone: lit;
    none: dark."""

    beats_ms: tuple[int, ...]


@value
class Reschedule:
    """UTC stepped, or the position came to be known: whoever keeps a calendar should look again."""


@value
class Leave:
    """End the process, cleanly, to be started afresh; where nobody would start it, the unit goes on as it can."""

    why: str


@value
class TrialOver:
    """New settings proved themselves, or did not; `why_not` None: the unit does with them what it is for."""

    why_not: str | None


@value
class PowerOff:
    """End the unit, cleanly, and switch its board off until `wake_utc_ns`, by the clock chip's alarm; None: until
    something else powers it."""

    why: str
    wake_utc_ns: int | None


@value
class WipeSecrets:
    """Forget the PIN; never a picture."""


@value
class Report:
    """A fact for people, programs and the journal: one line of `--json`."""

    event: str
    facts: dict[str, Any] = field(default_factory=dict)


Action = (
    Wake
    | OpenCamera
    | CloseCamera
    | SetLight
    | LightFlash
    | DouseFlash
    | Shoot
    | KeepStill
    | ShowFrame
    | ShowNothing
    | DropFrame
    | BeginClip
    | EndClip
    | OpenCard
    | EmptyCard
    | Redate
    | Note
    | Remember
    | ReadRtc
    | SetClock
    | ReadPower
    | WakeGps
    | Switch
    | Blink
    | Reschedule
    | Leave
    | TrialOver
    | PowerOff
    | WipeSecrets
    | Report
)
