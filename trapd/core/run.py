"""A plan that runs: the light it began in, what was taken so far, what is on order."""

from __future__ import annotations

from dataclasses import dataclass

from trapd.core.plans import Plan
from trapd.core.shots import Clip, Exposure, Shot, Trigger
from trapd.core.value import value


@value(kw_only=True)
class CameraRules:
    """What the plan must know of the camera."""

    linger_ns: int
    longest_exposure_us: int
    night_exposure_us: int
    night_gain: float
    dim_gain: float
    """With half the flash."""
    shot_timeout_ns: int
    silent_ns: int
    """Streaming without a frame for so long, it is lost."""

    def exposure(self, night: bool, dim: bool = False) -> Exposure:
        """By day the camera meters, held to the longest exposure; by night everything is fixed for the flash."""
        if night:
            return Exposure(self.night_exposure_us, self.dim_gain if dim else self.night_gain)
        return Exposure(self.longest_exposure_us)


ORDERED_AGAIN = 1
"""Stills of one plan that are ordered a second time: a camera that lets two orders pass wants more than a third."""


@dataclass(slots=True)
class Run:
    """The plan that runs."""

    trigger: Trigger
    plan: Plan
    night: bool
    exposure: Exposure
    dim: bool = False
    """With half the flash."""
    begun: bool = False
    taken: int = 0
    """Stills ordered so far."""
    next_still_ns: int = 0
    wants_light: bool = False
    """A still is ordered as soon as the flash is lit."""
    lapses: int = 0
    """Orders for stills that the camera let pass."""
    got: bool = False
    """A still of this plan came."""
    shot: Shot | None = None
    """The still that is on order: one at a time, so that no frame can serve two."""
    clip: Clip | None = None
    clip_until_ns: int = 0
    clip_limit_ns: int = 0

    @property
    def lit(self) -> bool:
        """By flash."""
        return self.plan.lit(self.night)

    @property
    def over(self) -> bool:
        return self.begun and self.shot is None and self.clip is None and self.taken >= self.plan.stills

    @property
    def in_vain(self) -> bool:
        """Whether the camera let all that was ordered of it pass, the second order too."""
        return self.lapses > ORDERED_AGAIN and not self.got
