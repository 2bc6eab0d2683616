"""What a unit is at when the power goes, and how often it is cut there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from forgetful import Recording
from power_cuts import Bench, Verdict

BURSTS = 12
A_FEW, MANY = 4, 30
"""Bursts, where something else than pictures is looked at."""

Recordings = Callable[[Bench, str, random.Random], Iterator[Recording]]
"""Of a bench, on a file system of that name, without end."""


def writes(bench: Bench, kind: str, chance: random.Random) -> Iterator[Recording]:
    """Bursts, clips, notes and the memory, on a new card."""
    while True:
        yield bench.record(bench.blank(kind), [], "take_pictures", bursts=BURSTS)


def sweep(bench: Bench, kind: str, chance: random.Random) -> Iterator[Recording]:
    """The start after an earlier cut, while the next pictures are taken."""
    first = next(writes(bench, kind, chance))
    for moment in iter(lambda: chance.randrange(len(first.entries) // 4, len(first.entries)), None):
        disks = first.after_cut(moment, chance)
        yield bench.record(disks, first.told(moment), "take_pictures", bursts=A_FEW)


def offload(bench: Bench, kind: str, chance: random.Random) -> Iterator[Recording]:
    """All pictures onto another disk, and off the card."""
    while True:
        full = bench.record(bench.blank(kind), [], "take_pictures", bursts=A_FEW)
        yield bench.record(full.after, full.told(len(full.entries)), "offload", disk=kind, delete=True)


def retention(bench: Bench, kind: str, chance: random.Random) -> Iterator[Recording]:
    """The oldest pictures go, for those that are taken."""
    while True:
        full = bench.record(bench.blank(kind), [], "take_pictures", bursts=MANY)
        yield bench.record(full.after, full.told(len(full.entries)), "make_room", bursts=BURSTS)


def repair(bench: Bench, kind: str, chance: random.Random) -> Iterator[Recording]:
    """Pictures of unknown time get theirs, while others are taken."""
    while True:
        full = bench.record(bench.blank(kind), [], "take_pictures", bursts=A_FEW, clock="none")
        yield bench.record(full.after, full.told(len(full.entries)), "date_anew", bursts=A_FEW)


PHASES: dict[str, Recordings] = {
    "writes": writes,
    "sweep": sweep,
    "retention": retention,
    "repair": repair,
    "offload": offload,
}


@dataclass
class Tally:
    """What became of the cuts of one phase."""

    points: int = 0
    checked: int = 0
    """Pictures that had been told as kept, summed over the points."""
    failed: list[Verdict] = field(default_factory=list)
    mount_s: list[float] = field(default_factory=list)
    """Check and mount after each cut."""


def cut(
    bench: Bench, kind: str, recordings: Recordings, points: int, chance: random.Random, per_recording: int = 25
) -> Tally:
    """So many power cuts, at most `per_recording` of them in one recording."""
    tally = Tally()
    also = _allowed(recordings, kind)
    for recording in islice(recordings(bench, kind, chance), -(-points // per_recording)):
        for moment in recording.moments(min(per_recording, points - tally.points), chance):
            verdict = bench.judge(recording, moment, chance, **also)
            tally.points += 1
            tally.checked += verdict.checked
            tally.mount_s.append(verdict.mount_s)
            if verdict.faults:
                tally.failed.append(verdict)
    return tally


def _allowed(recordings: Recordings, kind: str) -> dict[str, Any]:
    """What may become of pictures, for `Bench.judge`."""
    if recordings is retention:
        return {"may_delete": True}
    if recordings is repair:
        return {"redates": True}
    return {"disk": kind} if recordings is offload else {}
