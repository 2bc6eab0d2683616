"""The ladder that a profile describes."""

from __future__ import annotations

from trapd.config.profile import Profile
from trapd.config.windows import clock_time
from trapd.core.ladder import LadderRules
from trapd.core.units import seconds

NOON_S = 12 * 3_600


def ladder(profile: Profile) -> LadderRules:
    """Thresholds downwards; a unit that is off is wanted for its daily picture, and at noon."""
    section, proof = profile.ladder, profile.watch.proof_of_life
    at = NOON_S if proof is None else clock_time(proof).minute * 60
    return LadderRules(
        below=(section.no_clips, section.stills, section.fewest_wakeups, section.dormant, section.off),
        hysteresis=section.hysteresis,
        falls_ns=seconds(section.falls_min * 60),
        climbs_ns=seconds(section.climbs_h * 3_600),
        wakes_s=tuple(sorted({at, NOON_S})),
    )
