"""`trapd season`: the same trap, weeks in seconds.

Every port is simulated and no pixel is painted; everything that decides is the program of the field.
"""

from __future__ import annotations

import gc
import hashlib
import json
import marshal
import sys
from pathlib import Path

from msgspec.structs import replace

from trapd.app import Season
from trapd.config.instants import instant
from trapd.config.profile import Profile
from trapd.config.scenario import load
from trapd.core.actions import Report
from trapd.core.units import S
from trapd.runtime.clock import FieldClock, VirtualClock, utc
from trapd.view.tally import Tally

DAY_S = 86_400
VALUES = 100_000
"""From one search for garbage in rings to the next: a season makes millions of small values and hardly a ring."""


PLAIN = 2
"""The last version of marshal that writes equal values as equal bytes, whoever else refers to them."""


class Digest:
    """One figure for everything that was reported, in order: two seasons with the same digest are the same."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=8)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self._hash.update(marshal.dumps((mono_ns, utc_ns, report.event, report.facts), PLAIN))

    def close(self) -> None:
        """Nothing is held."""

    def hex(self) -> str:
        return self._hash.hexdigest()


class Progress:
    """Days gone by, on stderr where somebody looks on."""

    def __init__(self, season: Season, days: int) -> None:
        self._season = season
        self._days = days
        season.loop.after(0, self._day, 0)

    def _day(self, day: int) -> None:
        if sys.stderr.isatty():
            bar = "#" * (40 * day // self._days)
            sys.stderr.write(f"\r  [{bar:<40}] day {day} of {self._days}" + ("\n" if day == self._days else ""))
            sys.stderr.flush()
        if day < self._days:
            self._season.loop.after(DAY_S * S, self._day, day + 1)


def season(profile: Profile, scenario_path: Path, days: int | None, seed: int | None, as_json: bool) -> int:
    """Simulate, and say what came of it. Raises `BadSettings` for a scenario that cannot be followed."""
    scenario = load(scenario_path)
    world = scenario.world if seed is None else replace(scenario.world, seed=seed)
    days = days or scenario.days
    begun_ns = FieldClock().now_ns()
    starts_ns = FieldClock().utc_ns() if world.starts == "now" else instant(world.starts)
    digest, tally = Digest(), Tally()
    profile, boot = replace(profile, world=world), f"{world.seed:04x}"
    unit = Season(profile, VirtualClock(starts_ns), [digest, tally], boot=boot, card_gb=scenario.card_gb)
    Progress(unit, days)
    gc.set_threshold(VALUES)
    unit.run(days * DAY_S)
    count = tally.counts
    facts = {
        "scenario": scenario.name,
        "days": days,
        "seed": world.seed,
        "begins": utc(starts_ns).isoformat().replace("+00:00", "Z"),
        "passes": unit.passes,
        "motions": count["motion"],
        "stills": count["still"],
        "clips": count["clip"],
        "shots_failed": count["shot-failed"],
        "faults": count["fault"],
        "digest": digest.hex(),
    }
    seconds = (FieldClock().now_ns() - begun_ns) / S
    if as_json:
        print(json.dumps({"event": "season", **facts, "seconds": round(seconds, 2)}))
    else:
        width = max(map(len, facts))
        print(*(f"{name.replace('_', ' '):<{width}}  {value}" for name, value in facts.items()), sep="\n")
        print(f"{'computed in':<{width}}  {seconds:.1f} s")
    return 0
