"""Writes the caption of every picture from what the unit knows at that moment."""

from __future__ import annotations

from typing import Literal

from trapd.core.caption import Caption
from trapd.core.frames import Frame
from trapd.core.light import Light
from trapd.core.shots import Clip, Shot, Trigger
from trapd.core.timeline import Timeline
from trapd.core.units import MS
from trapd.core.value import value
from trapd.core.whereabouts import Whereabouts


@value(kw_only=True)
class Identity:
    """What never changes between a start and a stop."""

    unit: str
    station: str
    side: str | None
    make: str
    model: str
    firmware: str
    boot: str
    boot_id: str
    """The kernel's: starts that share it share one monotonic clock."""
    boot_before: str | None = None
    """The kernel's boot before this one, if the unit remembers it: what tells their order."""
    utc_offset_min: int


class Captions:
    """Knows who, where, when, how cold; the shot or clip says the rest."""

    def __init__(self, identity: Identity, timeline: Timeline, where: Whereabouts, light: Light) -> None:
        self.identity = identity
        self.temperature_c: float | None = None
        self.battery_v: float | None = None
        self._timeline = timeline
        self._where = where
        self._light = light

    def still(self, shot: Shot, frame: Frame, night: bool) -> Caption:
        """The caption of this frame, kept for this shot; `night`: whether its plan was that of the night."""
        trigger, start_ns = shot.trigger, frame.start_ns
        return self._caption(
            media="still",
            trigger=trigger,
            number=shot.number,
            mono_ns=start_ns,
            latency_ms=round((start_ns - trigger.mono_ns) / MS, 3),
            lit=shot.lit,
            night=night,
            exposure_us=frame.exposure_us,
            gain=frame.gain,
        )

    def clip(self, clip: Clip, night: bool) -> Caption:
        """The caption of a clip that begins; the card moves its start to the first frame that it really keeps."""
        return self._caption(
            media="clip",
            trigger=clip.trigger,
            number=0,
            mono_ns=clip.from_ns,
            latency_ms=None,
            lit=clip.lit,
            night=night,
            exposure_us=None,
            gain=None,
        )

    def _caption(
        self,
        *,
        media: Literal["still", "clip"],
        trigger: Trigger,
        number: int,
        mono_ns: int,
        latency_ms: float | None,
        lit: bool,
        night: bool,
        exposure_us: int | None,
        gain: float | None,
    ) -> Caption:
        identity, position = self.identity, self._where.told
        moment = self._timeline.moment(mono_ns)
        return Caption(
            media=media,
            station=identity.station,
            unit=identity.unit,
            side=identity.side,
            make=identity.make,
            model=identity.model,
            firmware=identity.firmware,
            boot=identity.boot,
            sequence=trigger.sequence,
            number=number,
            trigger=trigger.kind,
            sensor=trigger.sensor,
            confirmed_by=trigger.confirmed_by,
            edge_mono_ns=trigger.mono_ns,
            mono_ns=mono_ns,
            latency_ms=latency_ms,
            utc_ns=moment.utc_ns,
            utc_offset_min=identity.utc_offset_min,
            time_source=moment.source,
            time_uncertainty_s=None if moment.uncertainty_s is None else round(moment.uncertainty_s, 3),
            exposure_us=exposure_us,
            gain=gain,
            lit=lit,
            night=night,
            temperature_c=self.temperature_c,
            battery_v=self.battery_v,
            sun_deg=self._light.told_deg,
            lat=position.lat if position else None,
            lon=position.lon if position else None,
            alt_m=position.alt_m if position else None,
            hdop=position.hdop if position else None,
            position_error_m=position.error_m if position else None,
            position_fixes=position.fixes if position else 0,
        )
