"""How long the flash is needed."""

from __future__ import annotations

from trapd.config.profile import Profile
from trapd.core.units import US, S


def still_light_ns(profile: Profile) -> int:
    """How long one lit still needs the flash: whatever the phase of the frames, one whole exposure of all rows fits
    in, and one more frame to spare."""
    camera, flash = profile.camera, profile.flash
    exposed_us = camera.night_exposure_us + camera.readout_us + flash.rise_us + 2 * flash.margin_us
    return exposed_us * US + round(2 * S / camera.fps)
