"""One season of one seed, from power-on to its last day, as plain facts."""

from __future__ import annotations

import gc
from collections.abc import Callable
from itertools import count
from typing import Any

from msgspec.structs import replace

from trapd.boots import Boots
from trapd.config.instants import instant
from trapd.config.profile import Profile
from trapd.config.scenario import Scenario
from trapd.core.energy import J_PER_WH
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock, utc
from trapd.view.digest import Digest
from trapd.view.history import History
from trapd.view.tally import Tally

DAY_S = 86_400
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
    hours = count()

    def look_around() -> None:
        unit = boots.now
        history.look(clock.now_ns(), unit.world.air_c, unit.world.snow_cm, unit.charge, boots.so_far_wh())
        if (hour := next(hours)) and hour % 24 == 0:
            dawn()

    boots = Boots(
        replace(profile, world=world),
        clock,
        [digest, tally, history],
        seed=world.seed,
        card_gb=scenario.card_gb,
        nature=scenario,
        hourly=look_around,
    )
    gc.set_threshold(VALUES)
    boots.run(days * DAY_S)
    look_around()
    unit = boots.now
    kinds, causes, counts = unit.account.kinds(), unit.account.causes(), tally.counts
    return {
        "scenario": scenario.name,
        "days": days,
        "seed": world.seed,
        "begins": utc(starts_ns).isoformat().replace("+00:00", "Z"),
        "passes": sum(causes.values()),
        "causes": causes,
        "kinds": kinds,
        "motions": counts["motion"],
        "false_motions": unit.account.false_motions,
        "stills": counts["still"],
        "clips": counts["clip"],
        "shots_failed": counts["shot-failed"],
        "faults": counts["fault"],
        **history.told(clock.now_ns()),
        **_supply(boots, starts_ns, days),
        "digest": digest.hex(),
    }


def _supply(boots: Boots, starts_ns: int, days: int) -> Facts:
    """What the pack gave, and where it did not suffice; `died`: when it gave out for the first time."""
    cuts_ns = boots.brown_outs
    facts: Facts = {
        "boots": boots.count,
        "brown_outs": len(cuts_ns),
        "pack_lasted_days": round(cuts_ns[0] / S / DAY_S, 2) if cuts_ns else days,
        "dead_days": round(boots.dead_ns / S / DAY_S, 2),
    }
    if cuts_ns:
        facts["died"] = utc(starts_ns + cuts_ns[0]).isoformat(timespec="seconds").replace("+00:00", "Z")
    if not boots.now.battery.fed:
        facts["pack_gave_wh"] = round(boots.now.battery.given_j / J_PER_WH, 3)
    charger = boots.now.world.charger
    if charger is not None:
        facts["charged_wh"] = round(charger.joules / J_PER_WH, 3)
    return facts
