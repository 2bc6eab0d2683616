"""A plan that runs: the light it began in, what was taken so far, what is on order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trapd.core.plans import Plan
from trapd.core.shots import Clip, Exposure, Shot, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraRules:
    """What the plan must know of the camera."""

    readiness: Literal["hot", "warm", "cool"]
    linger_ns: int
    longest_exposure_us: int
    night_exposure_us: int
    night_gain: float
    shot_timeout_ns: int
    silent_ns: int
    """Streaming without a frame for so long, it is lost."""

    def exposure(self, night: bool) -> Exposure:
        """By day the camera meters, held to the longest exposure; by night everything is fixed for the flash."""
        if night:
            return Exposure(self.night_exposure_us, self.night_gain)
        return Exposure(self.longest_exposure_us)


@dataclass(slots=True)
class Run:
    """The plan that runs."""

    trigger: Trigger
    plan: Plan
    night: bool
    exposure: Exposure
    begun: bool = False
    taken: int = 0
    """Stills ordered so far."""
    next_still_ns: int = 0
    wants_light: bool = False
    """A still is ordered as soon as the flash is lit."""
    shot: Shot | None = None
    """The still that is on order: one at a time, so that no frame can serve two."""
    clip: Clip | None = None
    clip_until_ns: int = 0
    clip_limit_ns: int = 0

    @property
    def over(self) -> bool:
        return self.begun and self.shot is None and self.clip is None and self.taken >= self.plan.stills
