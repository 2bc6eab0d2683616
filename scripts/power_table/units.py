"""The units of the table: the profiles of hw_profiles/, each with other packs and other readiness."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from trapd.config.cross import problems
from trapd.config.profile import Battery, Charger, Plan, Plans, Profile
from trapd.config.read import load

TUNED_S = 5.5
"""From power-on to armed with a system made for it: docs/power.md, Readiness."""
BOARDS = {
    "Zero 2 W": ("zero2w", "witty-pi-4", None),
    "Zero 2 W, tuned boot": ("zero2w", "witty-pi-4", TUNED_S),
    "4B": ("4b", "witty-pi-4", None),
    "5": ("5", "wakealarm", None),
}
"""Its profile, what powers it while it is gated, and how fast it boots, if not as the profile says."""
LEVELS = ("gated", "cool", "warm", "hot")
PANEL_W = 20.0
PACKS = {
    "L91 4x3, 54 Wh": Battery(chemistry="l91", series=4, parallel=3, ah=3.0),
    "Li-ion 1x6, 64 Wh": Battery(chemistry="li-ion", series=1, parallel=6, ah=2.9),
    "Li-ion 1x6 and panel": Battery(chemistry="li-ion", series=1, parallel=6, ah=2.9),
    "lead-acid 6x1, 12 Ah": Battery(chemistry="lead-acid", series=6, ah=12),
    "LiFePO4 4x1, 100 Ah": Battery(chemistry="lifepo4", series=4, ah=100),
    "LiFePO4 4x1, 100 Ah and panel": Battery(chemistry="lifepo4", series=4, ah=100),
}
WITTY_MW = 7
"""It cuts the board's supply, whichever board: as hw_profiles/zero2w.toml has it."""
FREE_PIN = 26
"""A Witty Pi takes the one that the profiles give to the flash."""


def units(profiles: Path) -> dict[str, Profile]:
    """Each by its board, pack and readiness."""
    return {
        f"{board}, {pack}, {level}": _unit(_booting(load(profiles / f"{name}.toml"), boot_s), holder, pack, level)
        for board, (name, holder, boot_s) in BOARDS.items()
        for pack in PACKS
        for level in LEVELS
    }


def _booting(profile: Profile, boot_s: float | None) -> Profile:
    return profile if boot_s is None else replace(profile, board=replace(profile.board, boot_s=boot_s))


def _unit(profile: Profile, holder: str, pack: str, level: str) -> Profile:
    cells = PACKS[pack]
    if profile.battery is not None and cells.series == profile.battery.series:
        cells = replace(cells, least_v=profile.battery.least_v)  # any other pack has a converter for its own voltage
    changed = replace(
        profile,
        battery=cells,
        charger=Charger(panel_w=PANEL_W, backend="sim") if "panel" in pack else Charger(),
        camera=replace(profile.camera, readiness=level),
    )
    if level == "gated":
        own_supply = tuple(replace(sensor, powered="always") for sensor in profile.pir.sensors)
        pir = replace(profile.pir, sensors=own_supply)
        changed = replace(changed, readiness=replace(profile.readiness, board=holder), pir=pir)
    if level == "gated" and holder == "witty-pi-4":
        ready = replace(changed.readiness, off_mw=WITTY_MW)
        changed = replace(changed, flash=replace(profile.flash, pin=FREE_PIN), readiness=ready)
    if level == "hot":
        changed = replace(changed, plan=Plans(day=Plan(clip=True), night=Plan(clip=True)))
    wrong = list(problems(changed))
    assert not wrong, wrong
    return changed
