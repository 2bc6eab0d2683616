"""What the profile says of readiness: the levels that a unit may have, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from trapd.config.profile import Profile
from trapd.config.windows import WatchWindow, window
from trapd.core.readiness import LEVELS, Level, ReadinessRules

GATED = LEVELS[0]


def readiness(profile: Profile) -> ReadinessRules:
    """As the trap goes by it."""
    section = profile.readiness
    return ReadinessRules(always=profile.camera.readiness, busy=section.busy, busy_share=section.busy_share)


def waking_sensor(profile: Profile) -> str:
    """The sensor that the power board feels: the first that triggers by itself and has a supply of its own."""
    found = [sensor.name for sensor in profile.pir.sensors if sensor.role != "confirm" and sensor.powered == "always"]
    return found[0] if found else profile.pir.sensors[0].name


def may_be_hot(profile: Profile) -> bool:
    """Whether there is ever a pre-roll."""
    section = profile.readiness
    return "hot" in (profile.camera.readiness, section.busy) or bool(section.hot)


def level_windows(profile: Profile) -> dict[Level, tuple[str, ...]]:
    """The windows of each level that has any, the readiest level first."""
    section = profile.readiness
    by_level: dict[Level, tuple[str, ...]] = {"hot": section.hot, "warm": section.warm, "cool": section.cool}
    return {level: texts for level, texts in by_level.items() if texts}


def levels(profile: Profile) -> Iterator[str]:
    """Each problem as one line: the keys, why they disagree, the mend."""
    section = profile.readiness
    for level, texts in level_windows(profile).items():
        for text in texts:
            yield from _window(profile, level, text)
    if profile.camera.readiness != GATED:
        return
    if section.board == "none":
        yield (
            'camera.readiness is "gated" and readiness.board is "none": switched off, nothing would wake the unit on'
            ' a motion; set readiness.board = "witty-pi-4" or "wakealarm" (docs/wiring.md), or leave it "cool"'
        )
    if not any(sensor.powered == "always" and sensor.role != "confirm" for sensor in profile.pir.sensors):
        yield (
            'camera.readiness is "gated" and no sensor that triggers by itself is powered = "always": without a'
            " supply of its own none wakes a board that is off (docs/wiring.md)"
        )
    if section.board == "witty-pi-4" and profile.pir.backend == "pi" and profile.board.i2c is None:
        yield 'readiness.board is "witty-pi-4" and board.i2c is missing; name its bus, as i2c = "/dev/i2c-1"'


def _window(profile: Profile, level: Level, text: str) -> Iterator[str]:
    try:
        parsed: WatchWindow = window(text)
    except ValueError as err:
        yield f"readiness.{level}: {err}"
        return
    if parsed.needs_position and profile.gps.backend == "none" and profile.unit.lat is None:
        yield f'readiness.{level}: "{text}" goes by the sun, and gps.backend is "none"; set unit.lat and unit.lon'
