"""One season of one seed, from power-on to its last day, as plain facts."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from trapd.app import Season
from trapd.config.instants import instant
from trapd.config.profile import Profile
from trapd.config.scenario import Scenario
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock, utc
from trapd.view.digest import Digest
from trapd.view.history import History
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
    clock = VirtualClock(starts_ns)
    history = History(clock.now_ns(), days)
    unit = Season(
        replace(profile, world=world),
        clock,
        [digest, tally, history],
        boot=f"{world.seed % 2**16:04x}",
        card_gb=scenario.card_gb,
        nature=scenario,
    )

    def look_around(hour: int) -> None:
        history.look(clock.now_ns(), unit.world.air_c, unit.world.snow_cm, unit.charge)
        if hour and hour % 24 == 0:
            dawn()
        unit.loop.after(HOUR_S * S, look_around, hour + 1)

    unit.loop.after(0, look_around, 0)
    gc.set_threshold(VALUES)
    unit.run(days * DAY_S)
    kinds, causes, count = unit.account.kinds(), unit.account.causes(), tally.counts
    return {
        "scenario": scenario.name,
        "days": days,
        "seed": world.seed,
        "begins": utc(starts_ns).isoformat().replace("+00:00", "Z"),
        "passes": sum(causes.values()),
        "causes": causes,
        "kinds": kinds,
        "motions": count["motion"],
        "false_motions": unit.account.false_motions,
        "stills": count["still"],
        "clips": count["clip"],
        "shots_failed": count["shot-failed"],
        "faults": count["fault"],
        **history.told(clock.now_ns()),
        "digest": digest.hex(),
    }
