"""Whose word is believed where the anchors of a unit's boots cannot all be true.

Taken by rank, and of one rank the later word first: what contradicts a word that is taken already is left out. Two
words on one boot contradict each other by their doubts; two on different boots, if by them the earlier boot, or one
between them, still ran when the later one had begun.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from math import inf

from trapd.core.boots import Boot
from trapd.core.timeline import Anchor
from trapd.core.told import RANK, when


def rank(anchor: Anchor) -> int:
    """The better the less. Who was told that a source is wrong, and said it again, ranks with that source."""
    return min(RANK.index(source) for source in (anchor.source, anchor.overruled or anchor.source))


class Evidence:
    """Of boots that followed each other."""

    def __init__(self, chain: Sequence[Boot]) -> None:
        self.believed: list[list[Anchor]] = [[] for _ in chain]
        """Of each boot, in order of time."""
        self._chain = chain
        self._ended_ns = [[-inf] * len(chain) for _ in RANK]
        """By rank and boot: UTC before which it did not end, less the time that the boots up to its end ran."""
        self._began_ns = [[inf] * len(chain) for _ in RANK]
        """UTC after which it did not begin, less the time that the boots before it ran."""
        self._ran_ns = list(accumulate((boot.ran_ns for boot in chain), initial=0))
        words = [(at, anchor) for at, boot in enumerate(chain) for anchor in boot.anchors]
        for at, anchor in sorted(words, key=lambda word: (rank(word[1]), -word[0], -word[1].mono_ns)):
            if self.allows(at, anchor):
                self._believe(at, anchor)

    def told(self, at: int) -> bool:
        """Whether anybody told the time of that boot, truly or not."""
        return bool(self._chain[at].anchors)

    def allows(self, at: int, told: Anchor) -> bool:
        """Whether this can be true of that boot, by all of its rank and better that is believed."""
        of = rank(told)
        near = bisect(self.believed[at], told.mono_ns, key=when)
        sides = self.believed[at][:near][::-1], self.believed[at][near:]
        rivals = (next((anchor for anchor in side if rank(anchor) <= of), told) for side in sides)
        return self.in_order(at, told, of) and not any(rival.contradicts(told) for rival in rivals)

    def in_order(self, at: int, told: Anchor, worst: int) -> bool:
        """Whether the boots around it leave room for this, by all words of that rank and better."""
        after_ns, before_ns = self.span(at, worst)
        return told.latest_ns(0) >= after_ns and told.earliest_ns(self._chain[at].last_ns) <= before_ns

    def span(self, at: int, worst: int = len(RANK) - 1) -> tuple[float, float]:
        """UTC, ns: when that boot began at the earliest and ended at the latest, by the boots around it and no word
        of less than this rank. Infinite where nobody tells."""
        ended = max(max(of_rank[:at], default=-inf) for of_rank in self._ended_ns[: worst + 1])
        began = min(min(of_rank[at + 1 :], default=inf) for of_rank in self._began_ns[: worst + 1])
        return ended + self._ran_ns[at], began + self._ran_ns[at + 1]

    def _believe(self, at: int, told: Anchor) -> None:
        self.believed[at].insert(bisect(self.believed[at], told.mono_ns, key=when), told)
        ended_ns, began_ns = self._ended_ns[rank(told)], self._began_ns[rank(told)]
        ended_ns[at] = max(ended_ns[at], told.earliest_ns(self._chain[at].last_ns) - self._ran_ns[at + 1])
        began_ns[at] = min(began_ns[at], told.latest_ns(0) - self._ran_ns[at])
