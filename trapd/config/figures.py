"""What each level of readiness takes, and how long an animal waits for it: by the profile alone."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from trapd.config.profile import Profile
from trapd.config.use import use
from trapd.core.readiness import Level


@dataclass(frozen=True, slots=True)
class Figure:
    """Of one level."""

    watts: float | None
    """On the mean of an expected day; None where nobody said what the parts take."""
    latency_s: float
    """From the motion to the first picture, as far as something must be switched on first."""


def figure(profile: Profile, level: Level) -> Figure:
    """Of this unit, at this level all day."""
    taken = use(replace(profile, camera=replace(profile.camera, readiness=level)))
    opens_s, boots_s = profile.board.camera_start_s, profile.board.boot_s
    waits_s = {"gated": boots_s + opens_s, "cool": opens_s}.get(level, 0.0)
    return Figure(None if taken is None else taken.watts, waits_s)
