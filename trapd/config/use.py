"""What an expected day takes out of the pack, and how many pictures it brings: by the profile alone."""

from __future__ import annotations

from dataclasses import dataclass

from trapd.config.consumers import energy
from trapd.config.profile import Gps, Plan, Profile
from trapd.config.still_light import still_light_ns
from trapd.core.battery.gauge import RECKONED
from trapd.core.energy import BOARD, CAMERA, FLASH, GPS, EnergyRules
from trapd.core.forecast import Use
from trapd.core.units import S

ALWAYS = {"hot": BOARD + CAMERA, "warm": BOARD + CAMERA, "cool": BOARD, "gated": ()}
"""What is on while nothing happens, by readiness."""
NIGHT = 0.5
"""Of all motions. An assumption."""
UNSURE = 0.5
"""Of what motions take: nobody knows a trail so well."""
FINDS_S = 30.0
"""A receiver that slept for a day finds its satellites anew (m)."""
DAY_S = 86_400.0
DAY_MIN = 1_440.0
STILL = Plan(stills=1, clip=False)
"""What the calendar takes."""


@dataclass(frozen=True, slots=True)
class Taking:
    """One of so many a day, on the mean of day and night."""

    a_day: float
    stills: float
    clips: float
    streams_s: float
    """The camera, if it was closed."""
    lit_s: float


def pictures_a_day(profile: Profile) -> float:
    """Stills and clips."""
    return sum(one.a_day * (one.stills + one.clips) for one in _takings(profile))


def use(profile: Profile) -> Use | None:
    """Watts; None where nobody said what the parts take. Windows that make the camera readier are not in it."""
    rules = energy(profile)
    if not rules.watts:
        return None
    always = ALWAYS[profile.camera.readiness]
    rest_w = _watts(rules, always) + (0.0 if always else rules.off_w)
    gps_w = _watts(rules, GPS) * _gps_share(profile.gps) if always else 0.0
    motion, calendar = (_taking_w(profile, rules, one) for one in _takings(profile))
    watts = rest_w + gps_w + motion + calendar
    return Use(watts, RECKONED * watts + UNSURE * motion, _watts(rules, always or BOARD))


def _takings(profile: Profile) -> tuple[Taking, Taking]:
    """Those that motions bring, and those of the calendar."""
    watch, plan = profile.watch, profile.plan
    planned = float(watch.proof_of_life is not None) + (DAY_MIN / watch.timelapse_min if watch.timelapse_min else 0.0)
    return (
        _taking(profile, profile.forecast.motions_a_day, plan.day, plan.night),
        _taking(profile, planned, STILL, STILL),
    )


def _taking(profile: Profile, a_day: float, day: Plan, night: Plan) -> Taking:
    def mean(of_day: float, of_night: float) -> float:
        return of_day + NIGHT * (of_night - of_day)

    return Taking(
        a_day,
        mean(day.stills, night.stills),
        mean(day.clip, night.clip),
        profile.board.camera_start_s + mean(_shoots_s(day), _shoots_s(night)) + profile.camera.linger_s,
        mean(0, _lit_s(profile, night)),
    )


def _taking_w(profile: Profile, rules: EnergyRules, one: Taking) -> float:
    """What these add to the rest, on the mean of a day."""
    always = ALWAYS[profile.camera.readiness]
    streams = min(1.0, one.a_day * one.streams_s / DAY_S)
    runs = min(1.0, one.a_day * (profile.board.boot_s + one.streams_s) / DAY_S)
    lit = min(profile.flash.duty, one.a_day * one.lit_s / DAY_S)
    watts = lit * _watts(rules, FLASH) + one.a_day * one.stills * rules.still_j / DAY_S
    for parts, share in ((CAMERA, streams), (BOARD, runs)):
        if not set(parts) <= set(always):
            watts += share * _watts(rules, parts)
    return watts


def _shoots_s(plan: Plan) -> float:
    burst_s = max(0, plan.stills - 1) * plan.interval_ms / 1_000
    return max(burst_s, plan.post_roll_s if plan.clip else 0.0)


def _lit_s(profile: Profile, plan: Plan) -> float:
    stills_s = plan.stills * still_light_ns(profile) / S
    clip_s = min(plan.post_roll_s, profile.flash.longest_ms / 1_000) if plan.clip else 0.0
    return max(stills_s, clip_s)


def _gps_share(gps: Gps) -> float:
    """Of the day that it is awake."""
    if gps.backend == "none":
        return 0.0
    return min(1.0, (FINDS_S + gps.fixes) / (gps.every_h * 3_600)) if gps.every_h else 1.0


def _watts(rules: EnergyRules, consumers: tuple[str, ...]) -> float:
    """Those that this unit has not take none."""
    return sum(rules.watts.get(one, 0.0) for one in consumers)
