"""What the profile says of energy, as the trap counts it: out of the pack."""

from __future__ import annotations

from trapd.config.camera_memory import takes_clips
from trapd.config.profile import Profile
from trapd.core.energy import DIMMED, J_PER_WH, UNKNOWN, EnergyRules

SUPPLY_V = 5.0


def energy(profile: Profile) -> EnergyRules:
    """Consumers that this unit has not are left out."""
    section = profile.energy
    if section is None:
        return UNKNOWN
    watts = {"board": section.board_w, "camera": section.camera_w}
    if takes_clips(profile):
        watts["encoder"] = section.encoder_w
    if profile.gps.backend != "none":
        watts["gps"] = section.gps_w
    drawn = {consumer: one / section.efficiency for consumer, one in watts.items()}
    if profile.flash.backend != "none":
        drawn["flash"] = section.flash_w
        if profile.flash.dim_pin is not None:
            drawn[DIMMED[0]] = section.flash_w / 2 if section.dim_w is None else section.dim_w
    if profile.heater.backend != "none":
        drawn["heater"] = section.heater_w
    off_w = SUPPLY_V * (profile.board.power_off_ma or 0) / 1_000 / section.efficiency
    if profile.readiness.board != "none" and profile.readiness.off_mw is not None:
        off_w = profile.readiness.off_mw / 1_000
    still_j = section.still_mwh / 1_000 * J_PER_WH
    boot_s = profile.board.boot_s
    return EnergyRules(watts=drawn, still_j=still_j / section.efficiency, off_w=off_w, boot_s=boot_s)
