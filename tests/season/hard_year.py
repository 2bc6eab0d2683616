"""A year of a unit whose parts fail a hundred times as often as they should. As a program: hard_year.py [DAYS [SEED]]

Power is cut as well: the trap is dropped in mid-sentence and a new one begins with what the system disk remembers.
After each boot all that must hold is checked; at its end the sum is printed.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from faults import FAULTS, Fault
from rig import Rig, longest_ms

from trapd.core.actions import BeginClip, EndClip, Shoot

DAY_S = 86_400.0
WORSE = 100
CUT_DAYS = 30.0
"""From power cut to power cut, in nature: an assumption, like all of these."""
FAULT_DAYS = {"camera": 30.0, "flash": 90.0, "pir": 60.0, "gps": 10.0, "power": 60.0, "card": 45.0, "switch": 120.0}
LASTS_S = (1.0, 20.0, 300.0, 3_600.0)
MOTIONS_A_DAY = 60
CLIP = {"stills": 3, "interval_ms": 500, "clip": True, "pre_roll_s": 2, "post_roll_s": 5, "longest_s": 15}
BEGINS = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(slots=True)
class Sum:
    """What came of it."""

    boots: int = 0
    motions: int = 0
    pictures: int = 0
    faults: Counter[str] = field(default_factory=Counter)


class Year:
    """One boot after the other, until the days are over."""

    def __init__(self, days: float, seed: int, memory: Path) -> None:
        self.sum = Sum()
        self._chance = Random(seed)
        self._days = days
        self._memory = memory
        self._names = set[str]()
        self._last_sequence = 0

    def __call__(self) -> Sum:
        at_s = 0.0
        while at_s < self._days * DAY_S:
            lasts_s = min(self._until(CUT_DAYS), self._days * DAY_S - at_s) + 1
            self._boot(at_s, lasts_s)
            at_s += lasts_s + self._chance.choice((5, 60, 3_600))
        return self.sum

    def _boot(self, at_s: float, lasts_s: float) -> None:
        rig = Rig(
            starts=(BEGINS + timedelta(seconds=at_s)).isoformat(),
            system_clock=BEGINS.isoformat(),
            memory=self._memory,
            camera={"readiness": self._chance.choice(("hot", "warm", "cool")), "silent_s": 2},
            plan={"day": CLIP | {"pre_roll_s": 0}, "night": CLIP | {"pre_roll_s": 0}},
            trigger={"retrigger_s": 1, "bucket": 20},
        )
        rig.card.kept = deque()
        orders = Orders(rig)
        for port, days in FAULT_DAYS.items():
            for when in self._times(days, lasts_s):
                self._strike(rig, self._chance.choice([fault for fault in FAULTS if fault.port == port]), when)
        for when in self._times(WORSE / MOTIONS_A_DAY, lasts_s):
            rig.pulse(self._chance.choice(("left", "right")), at=when, ms=self._chance.choice((30, 400, 5_000)))
        rig.run(until=lasts_s)
        if self._chance.random() < 0.5:
            rig.stop()
        self._judge(rig, orders)

    def _strike(self, rig: Rig, fault: Fault, when: float) -> None:
        self.sum.faults[f"{fault.port} {fault.name}"] += 1
        rig.at(when, fault.strike, rig)
        rig.at(when + self._chance.choice(LASTS_S), fault.mend, rig)

    def _judge(self, rig: Rig, orders: Orders) -> None:
        told = rig.reports("shot")
        names = [one["name"] for one in told]
        kept, spared = {name for name, _ in rig.card.kept}, {name for name, *_ in rig.card.reserve}
        lost = set(_names_now(rig)) - kept - spared - set(rig.card.let_go)
        assert not lost, "announced, and neither on the card nor in the reserve"
        assert self._names.isdisjoint(names), "a name came twice"
        assert len(set(names)) == len(names)
        self._names |= set(names)
        assert orders.first > self._last_sequence or not orders.first, "a sequence came twice"
        self._last_sequence = max(self._last_sequence, orders.last)
        assert longest_ms(rig.lit()) <= rig.profile.flash.longest_ms
        stamps = [one["mono_ns"] for one in rig.everything()]
        assert stamps == sorted(stamps), "time ran backwards"
        self.sum.boots += 1
        self.sum.motions += len(rig.reports("motion"))
        self.sum.pictures += len(names)

    def _until(self, natural_days: float) -> float:
        """Seconds to the next one of its kind, by chance."""
        return self._chance.expovariate(WORSE / (natural_days * DAY_S))

    def _times(self, natural_days: float, lasts_s: float) -> list[float]:
        times, at_s = list[float](), self._until(natural_days)
        while at_s < lasts_s:
            times.append(at_s)
            at_s += self._until(natural_days)
        return times


def _names_now(rig: Rig) -> list[str]:
    """What the announced pictures are called at the end: one may be dated anew more than once, and back again."""
    now: dict[str, None] = {}
    for told in rig.everything():
        if told["event"] == "shot":
            now[told["name"]] = None
        elif told["event"] == "repaired":
            for was, new in told["renamed"].items():
                now.pop(was, None)
                now[new["name"]] = None
    return list(now)


class Orders:
    """Watches what the trap orders: never something of an earlier plan once a later one has begun."""

    def __init__(self, rig: Rig) -> None:
        self.first = 0
        self.last = 0
        self._filming: dict[int, int] = {}
        hand_over = rig.unit._carry_out

        def watched(actions: object) -> None:
            for action in actions:  # type: ignore[attr-defined]
                self._look(action)
            hand_over(actions)  # type: ignore[arg-type]

        rig.unit._carry_out = watched  # type: ignore[method-assign]

    def _look(self, action: object) -> None:
        match action:
            case Shoot(shot):
                self._of(shot.trigger.sequence)
            case BeginClip(clip, _):
                self._of(clip.trigger.sequence)
                self._filming[clip.id] = clip.trigger.sequence
            case EndClip(clip_id, _):
                del self._filming[clip_id]

    def _of(self, sequence: int) -> None:
        assert sequence >= self.last, "two plans at once"
        assert all(filming == sequence for filming in self._filming.values()), "a clip of another plan still runs"
        self.first = self.first or sequence
        self.last = sequence


def main(days: float = 365, seed: int = 1) -> None:
    with tempfile.TemporaryDirectory(prefix="hard-year-") as memory:
        total = Year(days, seed, Path(memory))()
    print(f"{days:g} days, {total.boots} boots, {total.motions:,} motions, {total.pictures:,} pictures announced")
    print(f"{sum(total.faults.values()):,} faults, all survived:")
    for name, times in sorted(total.faults.items()):
        print(f"  {name:<26}{times:>6}")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]), *map(int, sys.argv[2:3]))
