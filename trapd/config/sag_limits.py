"""What the sag guard goes by: the board's limit, and the flash that may be dimmed."""

from __future__ import annotations

from collections.abc import Iterator

from trapd.config.pack import pack
from trapd.config.profile import Profile
from trapd.core.battery.chemistry import WARM_C


def sag_limits(profile: Profile) -> Iterator[str]:
    """Each problem as one line: the keys, what is wrong, the mend."""
    battery, described, energy, flash = profile.battery, pack(profile), profile.energy, profile.flash
    if battery is not None and described is not None and battery.least_v is not None:
        full_v = described.rest_v(1.0, WARM_C)
        if battery.least_v >= full_v:
            yield (
                f"battery.least_v is {battery.least_v:g}, and this pack has {full_v:.2f} V when it is full and warm:"
                " it is the pack's voltage under load, not the board's own"
            )
        if energy is None:
            yield "battery.least_v guards nothing while nobody says what a plan takes: fill in [energy]"
    if energy is not None and energy.dim_w is not None and energy.dim_w > energy.flash_w:
        yield f"energy.dim_w is {energy.dim_w:g}, more than energy.flash_w ({energy.flash_w:g}): it is the dimmed one"
    if flash.dim_pin is not None and flash.backend == "none":
        yield 'flash.dim_pin dims nothing while flash.backend is "none"; leave it out'
