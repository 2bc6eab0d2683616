"""Which pictures of a run go on its contact sheet, and what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

T = TypeVar("T")
Facts = dict[str, Any]
GROUPS = 8
STILLS = 8
"""Of one group. More of either, and nobody would see an animal in them."""


@dataclass(frozen=True, slots=True)
class Group:
    """The files of one trigger, or a row of single pictures that have no clip and no burst."""

    stills: tuple[Facts, ...]
    clips: tuple[Facts, ...]

    @property
    def single(self) -> bool:
        """Whether this is one picture alone."""
        return len(self.stills) == 1 and not self.clips

    @property
    def first(self) -> Facts:
        """The facts that speak for the group: those of its first still."""
        return (self.stills or self.clips)[0]


def groups(records: Iterable[Facts]) -> list[Group]:
    """In the order of their triggers; single pictures that follow each other share a group."""
    ordered = sorted(records, key=lambda facts: (facts["sequence"], facts["number"]))
    triggers = []
    for _, of_trigger in groupby(ordered, key=lambda facts: facts["sequence"]):
        files = list(of_trigger)
        stills = tuple(facts for facts in files if facts["media"] == "still")
        triggers.append(Group(stills, tuple(facts for facts in files if facts["media"] == "clip")))
    joined: list[Group] = []
    for single, run in groupby(triggers, key=lambda group: group.single):
        together = list(run)
        joined += [Group(tuple(group.first for group in together), ())] if single else together
    return joined


def evenly(things: Sequence[T], most: int) -> list[T]:
    """At most so many of them, first and last included, the same distance apart."""
    if len(things) <= most:
        return list(things)
    return [things[place * (len(things) - 1) // (most - 1)] for place in range(most)]
