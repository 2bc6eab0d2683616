"""The shipped Zero 2 W at each level, and what a winter's fortnight makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from msgspec.structs import replace

from trapd.commands.season_once import season_once
from trapd.config import scenario
from trapd.config.cross import problems
from trapd.config.profile import Ladder, Plan, Plans, Profile, Sensor
from trapd.config.read import load

ROOT = Path(__file__).parents[2]
STARTS_S = 2.0
"""(m) Of trapd itself, on a Zero 2 W."""
BOOTS_S = {"gated, tuned boot": 3.5 + STARTS_S, "gated, stock boot": 12.0 + STARTS_S}
"""From power to user space as others measured it, and on to the unit."""
LEVELS = ("hot", "warm", "cool", *BOOTS_S)
FREE_PIN = 26
PRE_ROLL_S = 3.0
HOUR_S = 3_600
NEVER = Ladder(no_clips=0, stills=0, fewest_wakeups=0, dormant=0, off=0)


@dataclass(frozen=True, slots=True)
class Level:
    """One level: the figures of its profile, and those of its season."""

    name: str
    late_s: float
    """From the edge to the first frame, at the most; negative: before the edge."""
    watts: float
    """Out of the pack, mean of the season."""
    taken: float
    """Share of the passes."""


def shipped() -> Profile:
    return load(ROOT / "hw_profiles" / "zero2w.toml")


def measured(days: int, seeds: int) -> list[Level]:
    """Each on a supply that never ends, or no level would see the second week."""
    winter = replace(scenario.load(ROOT / "scenarios" / "kedrovaya-winter.toml"), charge=None)
    found = []
    for name in LEVELS:
        profile = at_level(shipped(), name)
        seasons = [season_once(profile, winter, days, winter.seed + seed) for seed in range(seeds)]
        watts = fmean(sum(facts["energy_wh"].values()) for facts in seasons) / (24 * days)
        taken = sum(facts["causes"].get("taken", 0) for facts in seasons) / sum(facts["passes"] for facts in seasons)
        found.append(Level(name, late_s(profile), watts, taken))
    return found


def at_level(profile: Profile, name: str) -> Profile:
    """The same unit, readier or less so."""
    changed = replace(profile, ladder=NEVER)
    if name == "hot":
        filming = Plan(clip=True, pre_roll_s=PRE_ROLL_S)
        changed = replace(changed, plan=Plans(day=filming, night=filming))
    if name in BOOTS_S:
        changed = replace(
            changed,
            board=replace(profile.board, boot_s=BOOTS_S[name]),
            flash=replace(profile.flash, pin=FREE_PIN),
            readiness=replace(profile.readiness, board="witty-pi-4"),
            pir=replace(profile.pir, sensors=_own_supply(profile)),
        )
    changed = replace(changed, camera=replace(profile.camera, readiness=name.split(",")[0]))
    wrong = list(problems(changed))
    assert not wrong, wrong
    return changed


def _own_supply(profile: Profile) -> tuple[Sensor, ...]:
    """Sensors that feel something while the board is off."""
    return tuple(replace(sensor, powered="always") for sensor in profile.pir.sensors)


def late_s(profile: Profile) -> float:
    """As the profile says."""
    frame_s, start_s = 1 / profile.camera.fps, profile.board.camera_start_s
    match profile.camera.readiness:
        case "hot":
            return -PRE_ROLL_S
        case "warm":
            return frame_s
        case "cool":
            return start_s + frame_s
    return profile.board.boot_s + start_s + frame_s
