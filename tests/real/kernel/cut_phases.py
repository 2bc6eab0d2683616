"""What a unit is at when the power goes, and how often it is cut there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from forgetful import Recording
from power_cuts import Bench, Verdict

BURSTS = 12
A_FEW = 4
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


PHASES: dict[str, Recordings] = {"writes": writes, "sweep": sweep}


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
    for recording in islice(recordings(bench, kind, chance), -(-points // per_recording)):
        for moment in recording.moments(min(per_recording, points - tally.points), chance):
            verdict = bench.judge(recording, moment, chance)
            tally.points += 1
            tally.checked += verdict.checked
            tally.mount_s.append(verdict.mount_s)
            if verdict.faults:
                tally.failed.append(verdict)
    return tally
