"""How many days are left, as the unit says it day by day, against the day on which its simulated pack gave out."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any

import msgspec

from benchmarks.figures import Result, Row
from benchmarks.unit_inside import DESKTOP, ROOT
from trapd.boots import Boots
from trapd.config import scenario
from trapd.config.expected import expected
from trapd.config.instants import instant
from trapd.config.pack import pack
from trapd.config.profile import Profile
from trapd.config.read import load
from trapd.config.use import use
from trapd.core.actions import Report
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock

SCENARIO = ROOT / "scenarios" / "kedrovaya-winter.toml"
DAY_S = 86_400
STILLS = {"stills": 3, "clip": False, "pre_roll_s": 0}
UNIT: dict[str, Any] = {
    "camera": {"readiness": "cool"},
    "plan": {"day": STILLS, "night": STILLS},
    "ladder": dict.fromkeys(("no_clips", "stills", "fewest_wakeups", "dormant", "off"), 0),
    "world": {"charge": 1.0},
    "forecast": {"motions_a_day": 20},
}
PACKS: dict[str, dict[str, Any]] = {
    "li-ion 2x20, 2.9 Ah": {"chemistry": "li-ion", "series": 2, "parallel": 20, "ah": 2.9},
    "l91 4x20, 3.0 Ah": {"chemistry": "l91", "series": 4, "parallel": 20, "ah": 3.0},
    "lifepo4 2x20, 3.3 Ah": {"chemistry": "lifepo4", "series": 2, "parallel": 20, "ah": 3.3},
    "lead-acid 6x1, 35 Ah": {"chemistry": "lead-acid", "series": 6, "parallel": 1, "ah": 35.0},
}
NOMINAL_V = {"li-ion": 3.6, "lifepo4": 3.2, "l91": 1.5, "lead-acid": 2.0}
DAYS = 90
WITHIN = 0.15
LEAST_DAYS = 3
"""The last words are about hours."""
Days = tuple[float, float, float]


@dataclass
class Told:
    """An observer: what the unit said, and when, in days."""

    zero_ns: int
    said: list[tuple[float, Days]] = field(default_factory=list)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        if report.event == "energy" and "days_left" in report.facts:
            self.said.append(((mono_ns - self.zero_ns) / S / DAY_S, report.facts["days_left"]))

    def close(self) -> None:
        """Nothing is held."""


def measure(quick: bool) -> Result:
    seasons = [_season(name, battery) for name, battery in list(PACKS.items())[: 1 if quick else None]]
    off = [abs(one) for season in seasons for one in season.off]
    label = [abs(_by_label(season.profile) - season.ended) / season.ended for season in seasons]
    return Result(
        what="days left, foreseen day by day in a winter",
        target=f"within {WITHIN:.0%} of what was left, on the median day",
        measured=f"{median(off):.0%} on the median day",
        floor=f"{median(label):.0%}: watt-hours by the label over the watts that are expected, the cold left out",
        met=median(off) <= WITHIN,
        how=(
            f"{SCENARIO.relative_to(ROOT)} from its first day, a simulated unit with its camera closed and no ladder,"
            f" until its pack gave out; the `energy` note of each day that had {LEAST_DAYS} more to come"
        ),
        rows=tuple(Row(season.name, season.words) for season in seasons),
    )


@dataclass
class Seen:
    """A season until its pack gave out. Days are those since its beginning."""

    name: str
    profile: Profile
    ended: float
    said: list[tuple[float, Days]]
    """When, and what."""

    @property
    def off(self) -> list[float]:
        """Of each day's word, as a share of what was really left."""
        return [(days[1] - left) / left for left, days in self._judged]

    @property
    def words(self) -> str:
        promise = expected(self.profile, instant(self.profile.world.starts))
        held = [days[0] <= left <= days[2] for left, days in self._judged]
        return (
            f"gave out after {self.ended:.1f} days; promised before: {promise}; day by day off by"
            f" {median(self.off):+.0%}, {max(self.off, key=abs):+.0%} at worst, in its range on {sum(held)} of"
            f" {len(held)} days"
        )

    @property
    def _judged(self) -> list[tuple[float, Days]]:
        return [(self.ended - at, days) for at, days in self.said if self.ended - at >= LEAST_DAYS]


def _season(name: str, battery: dict[str, Any]) -> Seen:
    nature = scenario.load(SCENARIO)
    climate = {"mean_c": nature.climate.mean_c, "spell_c": nature.climate.spell_c}
    tables = msgspec.to_builtins(load(DESKTOP))
    for section, changes in (UNIT | {"battery": battery, "climate": climate}).items():
        tables[section] = (tables.get(section) or {}) | changes
    profile = msgspec.convert(tables, Profile)
    profile = msgspec.structs.replace(profile, world=nature.world(profile.world, seed=None))
    clock = VirtualClock(instant(profile.world.starts))
    told = Told(clock.now_ns())
    boots = Boots(profile, clock, [told], nature=nature)
    boots.run(DAYS * DAY_S)
    ended = (boots.brown_outs[0] - told.zero_ns) / S / DAY_S
    return Seen(name, profile, ended, [(at, days) for at, days in told.said if at < ended])


def _by_label(profile: Profile) -> float:
    """Days by what stands on the cells, and by the watts that are expected."""
    cells, taken = pack(profile), use(profile)
    assert cells is not None
    assert taken is not None
    return cells.rated_ah * cells.series * NOMINAL_V[cells.chemistry.name] / taken.watts / 24
