"""A winter in which everything happens to the battery: meters that vanish, freeze and lie, cold snaps, a pack that is
emptied, one that gives out in mid-sentence, and others in its place. What the unit says of itself stays true.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from rig import profile

from trapd.boots import Boots
from trapd.config import scenario
from trapd.config.instants import instant
from trapd.core.actions import Report
from trapd.core.battery.gauge import Charge
from trapd.core.effort import intervals
from trapd.core.energy import J_PER_WH
from trapd.core.events import PowerRead
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock
from trapd.view.history import History

DAYS = 14
HOUR = 3_600
BEGINS = "2027-01-05T12:00:00+10:00"
WINTER = scenario.load(Path(__file__).parents[2] / "scenarios" / "kedrovaya-winter.toml")
STILLS = {"stills": 3, "interval_ms": 500, "clip": False, "pre_roll_s": 0}
UNIT: dict[str, Any] = {
    "battery": {"chemistry": "li-ion", "series": 1, "parallel": 3, "ah": 2.9, "least_v": 2.7},
    "camera": {"readiness": "cool"},
    "plan": {"day": STILLS, "night": STILLS},
    "board": {"power_off_ma": 3},
}
SPARING = {"ladder": {"no_clips": 0.25, "stills": 0.15, "fewest_wakeups": 0.1, "dormant": 0.06, "off": 0.03}}
CARELESS = {"ladder": dict.fromkeys(SPARING["ladder"], 0)}
"""It goes on as if its pack were full, to the last."""
HARMED = [(6, 52), (120, 141), (262, 296)]
"""Hours in which meters fail, and until the voltage has been asked again, which is every six hours."""
Span = tuple[int, int]
Fault = Callable[[PowerRead], PowerRead]


def frozen(*meters: str) -> Fault:
    """These as they were at first; all of them, if none is named."""
    first: list[PowerRead] = []

    def stands(read: PowerRead) -> PowerRead:
        first.append(read)
        return replace(read, **{meter: getattr(first[0], meter) for meter in meters}) if meters else first[0]

    return stands


def leaping() -> Fault:
    """Every second voltage is far lower."""
    good = cycle((True, False))
    return lambda read: (
        read if next(good) or read.battery_v is None else replace(read, battery_v=0.6 * read.battery_v)
    )


METERS: dict[float, Fault | None] = {
    6: lambda read: replace(read, battery_v=None),
    12: lambda read: PowerRead(None, None),
    16: None,
    24: frozen(),
    36: None,
    40: leaping(),
    44: lambda read: replace(read, temperature_c=85.0, current_a=500.0),
    48: None,
    120: lambda read: PowerRead(None, None),
    140: None,
    262: frozen("battery_v"),
    290: None,
}
"""Hour -> what becomes of each reading from then on."""
PACKS: dict[float, float] = {96: 1.0, 200: 0.45, 250: 1.0}
"""Hour -> the charge of the pack that is put in the place of the other, whatever that one was doing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the unit said of its charge, beside what was in the pack."""

    hour: int
    told: Charge
    true: float


class Winter(Boots):
    """How it went, beside what was told."""

    def __init__(self, **changes: Any) -> None:
        self.told: list[tuple[int, Report]] = []
        self.claims: list[Claim] = []
        """Each hour in which it lived."""
        self._hour_now = 0
        self._read_ns = 0
        self._fault: Fault | None = None
        there = structs.replace(WINTER, begins=BEGINS, climate=structs.replace(WINTER.climate, spell_days=1.5))
        unit = profile(BEGINS, **(UNIT | changes))
        unit = structs.replace(unit, world=there.world(unit.world, 3))
        clock = VirtualClock(instant(BEGINS))
        self.begun_ns = clock.now_ns()
        self.history = History(self.begun_ns, DAYS)
        self.now_ns = clock.now_ns
        super().__init__(unit, clock, [self, self.history], seed=3, nature=there, hourly=self._strike)
        self.run(DAYS * 24 * HOUR)
        self.history.look(clock.now_ns(), *self._outside())
        self.card = self.now._card
        assert self.card is not None

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self.told.append((mono_ns, report))
        if report.event == "power":
            self._read_ns = mono_ns

    def close(self) -> None:
        pass

    def reports(self, event: str) -> list[dict[str, Any]]:
        return [report.facts for _, report in self.told if report.event == event]

    def out(self) -> list[Span]:
        """From when to when it had no supply, mono_ns."""
        told = [*self.told, (self.now_ns(), Report("over", {}))]
        return [(at, later) for (at, report), (later, _) in pairwise(told) if report.event == "outage"]

    def said(self, state: str) -> list[Span]:
        """When this held, as its card says, mono_ns."""
        zero_ns = instant(BEGINS) - self.begun_ns
        found = intervals(map(dict, self.card.notes))
        return [(one.begin_ns - zero_ns, one.end_ns - zero_ns) for one in found if one.state == state]

    def _outside(self) -> tuple[float, int, float | None, dict[str, float]]:
        world = self.now.world
        return world.air_c, world.snow_cm, self.now.charge, self.so_far_wh()

    def _strike(self) -> None:
        """Each hour."""
        self.history.look(self.now_ns(), *self._outside())
        if self._hour_now == 0:
            card = self.now._card
            card.kept, card.notes = deque(card.kept), deque(card.notes)  # for this long story it forgets nothing
        self._fault = METERS.get(self._hour_now, self._fault)
        if self._hour_now in PACKS:
            self.now.battery.charge = PACKS[self._hour_now]
        ports, charge = self.now.unit._ports, self.now.unit.trap._supply.charge
        if ports is not None:
            ports.power.fault = self._fault
        if charge is not None and self.now_ns() - self._read_ns < 1_800 * S:
            self.claims.append(Claim(self._hour_now, charge, self.now.battery.charge))
        self._hour_now += 1


@pytest.fixture(scope="module", params=[SPARING, CARELESS], ids=["sparing", "careless"])
def winter(request: pytest.FixtureRequest) -> Winter:
    return Winter(**request.param)


def test_it_was_such_a_winter(winter: Winter) -> None:
    told = winter.history.told(winter.now_ns())
    assert told["coldest_c"] < -25
    assert len(winter.brown_outs) > 0
    assert min(day["charge"] for day in told["by_day"]) < 0.01
    assert sum(day["stills"] for day in told["by_day"]) > 100
    faults = {one["part"] for one in winter.reports("fault")}
    assert faults == {"voltmeter", "ammeter", "thermometer", "fuel gauge"}


def test_no_meter_fails_unnoticed_and_each_is_told_once_and_once_when_it_is_back(winter: Winter) -> None:
    news = [(one["part"], report) for report in ("fault", "mended") for one in winter.reports(report)]
    assert {part for part, _ in news} == {part for part, report in news if report == "mended"}
    for part in {part for part, _ in news}:
        story = [report.event for _, report in winter.told if report.facts.get("part") == part]
        assert story == ["fault", "mended"] * (len(story) // 2)


def test_another_pack_is_noticed(winter: Winter) -> None:
    noticed = [(at - winter.begun_ns) / S / HOUR for at, report in winter.told if report.event == "pack"]
    for hour in PACKS:
        assert any(hour <= at < hour + 1 for at in noticed), (hour, noticed)


def test_it_never_says_that_it_watches_while_it_has_no_supply(winter: Winter) -> None:
    dead = winter.out()
    assert len(dead) > 0
    for state in ("armed", "stills-only", "fewest-wakeups", "no-clips"):
        assert overlap_ns(winter.said(state), dead) < S * len(dead)


def test_it_says_that_the_battery_is_low_instead_of_armed(winter: Winter) -> None:
    low, armed = winter.said("battery-low"), winter.said("armed")
    assert overlap_ns(low, armed) == 0
    shot = [at for at, report in winter.told if report.event == "motion" and report.facts["outcome"] == "shot"]
    assert not any(begin < at < end for at in shot for begin, end in low)


def test_its_charge_is_within_what_it_says_while_its_meters_work(winter: Winter) -> None:
    sound = [one for one in winter.claims if not any(begin <= one.hour < end for begin, end in HARMED)]
    sound = [one for one in sound if not any(hour <= one.hour <= hour + 1 for hour in PACKS)]
    off = [abs(one.told.charge - one.true) for one in sound]
    assert len(off) > 100
    assert max(off) <= 0.08
    assert sum(one <= claim.told.unsure + 0.01 for one, claim in zip(off, sound, strict=True)) >= 0.95 * len(off)


def test_while_they_fail_it_is_not_far_off(winter: Winter) -> None:
    assert max(abs(one.told.charge - one.true) for one in winter.claims if one.hour not in PACKS) <= 0.2


def test_no_picture_is_lost(winter: Winter) -> None:
    names = [one["name"] for one in winter.reports("shot")]
    for told in winter.reports("repaired"):
        names = [told["renamed"].get(name, {"name": name})["name"] for name in names]
    kept = [name for name, _ in winter.card.kept]
    assert len(set(names)) == len(names)
    assert set(names) <= set(kept)
    assert len(set(kept)) == len(kept)


def test_the_account_adds_up(winter: Winter) -> None:
    causes, kinds = winter.now.account.causes(), winter.now.account.kinds()
    assert sum(causes.values()) == sum(sum(counts.values()) for counts in kinds.values()) > 50
    assert causes["taken"] > 0
    assert causes["dead"] > 0
    assert winter.now.battery.given_j / J_PER_WH == pytest.approx(sum(winter.so_far_wh().values()), rel=1e-3)


def overlap_ns(some: list[Span], others: list[Span]) -> int:
    """How long both hold."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in some for c, d in others)
