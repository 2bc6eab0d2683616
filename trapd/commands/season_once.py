"""One season of one seed, from power-on to its last day, as plain facts."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import fmean
from typing import Any

from msgspec.structs import replace

from trapd.app import Season
from trapd.config.instants import instant
from trapd.config.profile import Profile
from trapd.config.scenario import Scenario
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock, utc
from trapd.view.digest import Digest
from trapd.view.tally import Tally

HOUR_S = 3_600
DAY_S = 24 * HOUR_S
VALUES = 100_000
"""From one search for garbage in rings to the next: a season makes millions of small values and hardly a ring."""

Facts = dict[str, Any]


def season_once(
    profile: Profile,
    scenario: Scenario,
    days: int,
    seed: int,
    dawn: Callable[[], object] = lambda: None,
) -> Facts:
    """What came of it; `dawn` is called with each day that is over."""
    world = scenario.world(profile.world, seed)
    digest, tally = Digest(), Tally()
    starts_ns = instant(world.starts)
    unit = Season(
        replace(profile, world=world),
        VirtualClock(starts_ns),
        [digest, tally],
        boot=f"{world.seed % 2**16:04x}",
        card_gb=scenario.card_gb,
        nature=scenario,
    )

    air_c, snow_cm = [], []

    def look_outside(hour: int) -> None:
        air_c.append(unit.world.air_c)
        snow_cm.append(unit.world.snow_cm)
        if hour and hour % 24 == 0:
            dawn()
        unit.loop.after(HOUR_S * S, look_outside, hour + 1)

    unit.loop.after(0, look_outside, 0)
    gc.set_threshold(VALUES)
    unit.run(days * DAY_S)
    kinds, causes, count = unit.account.kinds(), unit.account.causes(), tally.counts
    return {
        "scenario": scenario.name,
        "days": days,
        "seed": world.seed,
        "begins": utc(starts_ns).isoformat().replace("+00:00", "Z"),
        "coldest_c": min(air_c),
        "mean_c": round(fmean(air_c), 2),
        "warmest_c": max(air_c),
        "snow_cm": max(snow_cm),
        "passes": sum(causes.values()),
        "causes": causes,
        "kinds": kinds,
        "motions": count["motion"],
        "false_motions": unit.account.false_motions,
        "stills": count["still"],
        "clips": count["clip"],
        "shots_failed": count["shot-failed"],
        "faults": count["fault"],
        "digest": digest.hex(),
    }
