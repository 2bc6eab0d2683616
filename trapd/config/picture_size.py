"""How large a picture is expected to be: until the unit has taken some, nobody knows better."""

from __future__ import annotations

from trapd.config.profile import Camera, Plan, Profile
from trapd.config.readiness import may_be_hot
from trapd.config.use import NIGHT

BYTES_PER_PIXEL = 0.2
"""Of a JPEG at quality 90: foliage by day. An assumption."""


def mean_bytes(profile: Profile) -> float:
    """Of the stills and clips that motions bring, days and nights; 0 where no plan takes any."""
    shares = ((1 - NIGHT, profile.plan.day), (NIGHT, profile.plan.night))
    count = sum(share * (plan.stills + plan.clip) for share, plan in shares)
    hot = may_be_hot(profile)
    return sum(share * _bytes(profile.camera, plan, hot) for share, plan in shares) / count if count else 0.0


def _bytes(camera: Camera, plan: Plan, hot: bool) -> float:
    still = camera.width * camera.height * BYTES_PER_PIXEL
    clip_s = plan.post_roll_s + (plan.pre_roll_s if hot else 0.0)
    return plan.stills * still + plan.clip * clip_s * camera.bitrate_kbps * 1_000 / 8
