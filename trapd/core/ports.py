"""What the trap needs from hardware: small protocols, no more.

Every call returns at once. What comes of it arrives later as an event, posted through `Post` from whatever thread
the backend works in. Methods are called on the loop's thread only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from trapd.core.caption import Caption
from trapd.core.events import Event
from trapd.core.frames import Frame, Packet
from trapd.core.shots import Clip, Exposure, Shot

Post = Callable[[Event], None]
"""Hand one event to the trap. The only thing that a backend's thread may call."""

PostPacket = Callable[[Packet], None]
"""Hand one encoded packet to whoever records. Safe from any thread."""


class Camera(Protocol):
    """Frames and packets. One configuration serves stills, bursts and clips."""

    def open(self, exposure: Exposure) -> None:
        """Start streaming: `CameraReady`, or `CameraLost`."""
        ...

    def close(self) -> None:
        """Stop streaming and let go of the hardware; pending shots fail."""
        ...

    def expose(self, exposure: Exposure) -> None:
        """Expose like this from now on; takes effect some frames later, as their metadata show."""
        ...

    def shoot(self, shot: Shot) -> None:
        """Deliver the first frame that `shot.accepts`: one `ShotDone`, or `ShotFailed` after its deadline."""
        ...


class Flash(Protocol):
    """The IR flash, and the IR-cut filter where there is one."""

    def light(self, until_ns: int, dim: bool = False) -> None:
        """Drive the line: `FlashLit`, or `FlashOut`. The backend itself ends it at `until_ns`, loop alive or not.
        `dim`: at half its current; asked only of a flash that has a line for that."""
        ...

    def douse(self) -> None:
        """Dark, at once. Never fails silently: trouble is a `FlashOut` that says so."""
        ...

    def ir_cut(self, day: bool) -> None:
        """Filter in (day) or out (night); nothing where the profile says `ir_cut = "none"`."""
        ...

    def close(self) -> None:
        """Dark, and the line let go."""
        ...


class Pir(Protocol):
    """All motion sensors of the unit, edge-driven."""

    def start(self) -> dict[str, int]:
        """Deliver every edge as `PirEdge` from now on; a line already high is an edge now. A sensor that cannot be
        read is a `SensorLost`. Returns when each readable sensor was powered on (mono_ns; negative: before boot)."""
        ...

    def close(self) -> None:
        """No more edges."""
        ...


class Gps(Protocol):
    """The receiver: `FixTaken`, `GpsLost`, `GpsBack`."""

    def power(self, on: bool) -> None:
        """Speak, or sleep: silence while asleep is no fault."""
        ...

    def close(self) -> None: ...


class OffloadLight(Protocol):
    """Tells from afar how an offload goes; one state until the next."""

    def busy(self) -> None: ...

    def may_be_pulled(self) -> None: ...

    def failed(self) -> None: ...

    def close(self) -> None: ...


class PowerBoard(Protocol):
    """What powers a unit that switched itself off."""

    def woken_by_motion(self) -> bool | None:
        """Whether a motion powered it; None: it cannot tell. Raises HardwareMissing if it does not answer."""
        ...

    def wake_in(self, seconds: float | None) -> None:
        """The alarm; None: as it was. Raises HardwareMissing if it does not answer."""
        ...

    def close(self) -> None: ...


class Power(Protocol):
    """Battery and temperature."""

    def read(self) -> None:
        """One `PowerRead`."""
        ...

    def close(self) -> None: ...


class Line(Protocol):
    """One line that is high or low: the charger's, the heater's."""

    def switch(self, on: bool) -> None:
        """It may charge, it heats; or not, until the next call: one `LineSet` or `LineLost`. Before the first call it
        is as if nobody drove the line: the charger charges as it sees fit, the heater is off."""
        ...

    def close(self) -> None:
        """As before the first call, and the line let go."""
        ...


class Led(Protocol):
    """The status LED. Whoever makes it blink calls this at each change: often for minutes, then not for months."""

    def light(self, on: bool) -> None:
        """Lit, or dark. Trouble is one `LineLost`, its end one `LineSet`."""
        ...

    def close(self) -> None:
        """Dark, and the line let go."""
        ...


class Card(Protocol):
    """Where pictures become durable."""

    def open(self) -> None:
        """Sweep and start: `CardReady`, or `CardLost`."""
        ...

    def keep_still(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        """Encode, write, announce, release the frame: one `Kept` or `KeepFailed`."""
        ...

    def take(self, packet: Packet) -> None:
        """One packet of the camera's stream, for the pre-roll ring and the clip that runs."""
        ...

    def begin_clip(self, clip: Clip, caption: Caption) -> None:
        """Record from `clip.from_ns` (as far back as the ring reaches) until `end_clip`."""
        ...

    def end_clip(self, clip_id: int, until_ns: int) -> None:
        """Close the clip once packets reach `until_ns`, or stay away: one `Kept` or `KeepFailed`."""
        ...

    def note(self, record: Mapping[str, Any]) -> None:
        """Add this line to the catalog, durably; while nothing can be written it waits."""
        ...

    def empty(self, anyway: bool) -> None:
        """Remove its pictures, in the background: `Emptied` until one is `over`. Not `anyway`: none if any of them is
        on no other disk, and no protected ones."""
        ...

    def redate(self, unit: str) -> None:
        """Give each of this unit's pictures the best time that the catalog's lines tell by now, in the background:
        `PicturesRepaired` if there were any. Without a card it is forgotten."""
        ...

    def close(self) -> None:
        """Finish what is queued, close the running clip, let go. Waits; called once, at the end."""
        ...


class Rtc(Protocol):
    """The clock chip. Not a port like the others: a unit without one knows the time as well, once it has a fix."""

    def read(self) -> None:
        """One `RtcRead`."""
        ...
