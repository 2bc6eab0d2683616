"""Settings that are each in order and cannot be together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from trapd.config.board_limits import board_limits
from trapd.config.imaging import imaging
from trapd.config.instants import instant
from trapd.config.profile import Plan, Profile
from trapd.config.readiness import levels, may_be_hot
from trapd.config.sag_limits import sag_limits
from trapd.config.still_light import still_light_ns
from trapd.config.windows import clock_time, window
from trapd.config.wiring import wiring
from trapd.core.flash import USABLE
from trapd.core.geotag import FIELD_DEG, Geotag
from trapd.core.units import MS


def problems(profile: Profile) -> Iterator[str]:
    """Each as one line: the keys, why they disagree, the mend."""
    parts = (wiring, imaging, board_limits, sag_limits, _flash, _ladder, _pair, _light)
    for check in (*parts, _plans, _watch, levels, _unit, _world):
        yield from check(profile)


def _flash(profile: Profile) -> Iterator[str]:
    flash, needed_ms = profile.flash, still_light_ns(profile) / MS
    if flash.backend == "none":
        return
    parts = "rise, exposure, readout, margins and two frames' wait"
    if flash.longest_ms < needed_ms:
        yield f"flash.longest_ms is {flash.longest_ms}; a night picture needs {needed_ms:.0f} ms: {parts}"
    if flash.duty * flash.duty_window_s * 1000 < needed_ms:
        yield (
            f"flash.duty allows {flash.duty * flash.duty_window_s * 1000:.0f} ms in flash.duty_window_s; a night"
            f' picture needs {needed_ms:.0f} ms: {parts}; raise it, or set flash.backend = "none"'
        )


def _ladder(profile: Profile) -> Iterator[str]:
    """Each step lies below the one before it."""
    section = profile.ladder
    steps = [(key, getattr(section, key)) for key in ("no_clips", "stills", "fewest_wakeups", "dormant", "off")]
    for (above, more), (key, share) in pairwise(steps):
        if share > more:
            yield (
                f"ladder.{key} is {share:g}, more than ladder.{above} ({more:g}), which comes before it; 0 leaves a"
                " step out, and all below it"
            )


def _pair(profile: Profile) -> Iterator[str]:
    pair, needed_ms = profile.pair, still_light_ns(profile) / MS / USABLE
    if pair.slot >= pair.slots:
        yield f"pair.slot is {pair.slot} of {pair.slots} pair.slots; they count from 0 to {pair.slots - 1}"
    if pair.slots > 1 and profile.flash.backend != "none" and pair.slot_ms < needed_ms:
        yield f"pair.slot_ms is {pair.slot_ms}; a night picture needs a slot of {needed_ms:.0f} ms"


def _light(profile: Profile) -> Iterator[str]:
    light = profile.light
    if light.night_below_deg >= light.day_above_deg:
        yield (
            f"light.night_below_deg is {light.night_below_deg:g}, not below light.day_above_deg"
            f" ({light.day_above_deg:g}); leave a degree or two between them"
        )


def _plans(profile: Profile) -> Iterator[str]:
    yield from _plan("plan.day", profile.plan.day, profile)
    yield from _plan("plan.night", profile.plan.night, profile)


def _plan(key: str, plan: Plan, profile: Profile) -> Iterator[str]:
    if plan.stills == 0 and not plan.clip:
        yield f"{key} takes neither stills nor a clip; set {key}.stills = 1 or more, or {key}.clip = true"
    if not plan.clip:
        return
    if plan.pre_roll_s > 0 and not may_be_hot(profile):
        yield (
            f'{key}.pre_roll_s is {plan.pre_roll_s:g} and camera.readiness is "{profile.camera.readiness}"; only a'
            f' "hot" camera sees what came before: set {key}.pre_roll_s = 0, or camera.readiness'
        )
    if plan.post_roll_s > plan.longest_s:
        yield f"{key}.post_roll_s is {plan.post_roll_s:g}, more than {key}.longest_s ({plan.longest_s:g})"


def _watch(profile: Profile) -> Iterator[str]:
    watch = profile.watch
    for text in watch.windows:
        try:
            parsed = window(text)
        except ValueError as err:
            yield f"watch.windows: {err}"
            continue
        if parsed.needs_position and profile.gps.backend == "none" and profile.unit.lat is None:
            yield f'watch.windows: "{text}" goes by the sun, and gps.backend is "none"; set unit.lat and unit.lon'
    if watch.proof_of_life is not None:
        try:
            clock_time(watch.proof_of_life)
        except ValueError as err:
            yield f"watch.proof_of_life: {err}"


def _unit(profile: Profile) -> Iterator[str]:
    if (profile.unit.lat is None) != (profile.unit.lon is None):
        yield "unit.lat and unit.lon go together; set both, or neither"
    geotag = Geotag(profile.privacy.geotag)
    for key, deg in (("unit.lat", profile.unit.lat), ("unit.lon", profile.unit.lon)):
        if deg is not None and geotag.is_fine(deg):
            enough = FIELD_DEG[geotag.level]
            yield (
                f'{key} = {deg:g} tells more than privacy.geotag = "{geotag.level}" allows; for the sun the'
                f" nearest {enough:g} degree is enough: set {key} = {geotag.cell(deg, deg)[0]:g}"
            )


def _world(profile: Profile) -> Iterator[str]:
    if profile.world.starts == "now":
        return
    try:
        instant(profile.world.starts)
    except ValueError as err:
        yield f'world.starts: {err}, or "now"'
