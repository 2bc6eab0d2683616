"""A card's life, recorded phase by phase, and cut again and again in each of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from forgetful import Recording
from power_cuts import Bench, Verdict

BURSTS, A_FEW = 12, 5
"""On the new card; while something else goes on."""
PHASES = 5


class Phase(NamedTuple):
    """What the unit was at when the power went."""

    name: str
    recording: Recording
    allowed: dict[str, Any]
    """What may become of pictures, for `Bench.judge`."""


@dataclass
class Tally:
    """What became of the cuts of one phase."""

    points: int = 0
    checked: int = 0
    """Pictures that had been told as kept, summed over the points."""
    failed: list[Verdict] = field(default_factory=list)
    mount_s: list[float] = field(default_factory=list)
    """Check and mount after each cut."""

    def count(self, verdict: Verdict) -> None:
        self.points += 1
        self.checked += verdict.checked
        self.mount_s.append(verdict.mount_s)
        if verdict.faults:
            self.failed.append(verdict)


def life(bench: Bench, kind: str, chance: random.Random) -> Iterator[Phase]:
    """On a new file system: bursts, clips, notes and the memory, by a unit that does not know the time."""
    first = bench.record(bench.blank(kind), [], "take_pictures", bursts=BURSTS, clock="none")
    yield Phase("writes", first, {})
    moment = chance.randrange(len(first.entries) // 4, len(first.entries))
    cut_off = bench.record(first.after_cut(moment, chance), first.told(moment), "take_pictures", bursts=A_FEW)
    yield Phase("sweep", cut_off, {})
    dated = _then(bench, first, "date_anew", bursts=A_FEW)
    yield Phase("repair", dated, {"redates": True})
    yield Phase("retention", _then(bench, dated, "make_room", bursts=A_FEW), {"may_delete": True})
    yield Phase("offload", _then(bench, dated, "offload", disk=kind, delete=True), {"disk": kind})


def cut(bench: Bench, kind: str, each: int, chance: random.Random, tallies: dict[str, Tally]) -> None:
    """In one life, cut the power at so many moments of `each` phase; adds to the tallies, by the phase's name."""
    for phase in life(bench, kind, chance):
        tally = tallies.setdefault(phase.name, Tally())
        for moment in phase.recording.moments(each, chance):
            tally.count(bench.judge(phase.recording, moment, chance, **phase.allowed))


def _then(bench: Bench, before: Recording, order: str, **arguments: Any) -> Recording:
    """On the card as it was left."""
    return bench.record(before.after, before.told(len(before.entries)), order, **arguments)
