"""How fast the unit's own clock runs against UTC: assumed at first, then measured by the receiver, day by day."""

from __future__ import annotations

from typing import Protocol

from trapd.core.units import S
from trapd.core.value import value

CRYSTAL_PPM = 50
"""What the board's crystal may be off: +-20 ppm between 0 and 50 °C (plain crystals, table 1 of Movement Ecology 12,
2024, s40462-024-00512-7), and 30 ppm more for a Siberian night, which is an assumption."""
SLEW_PPM = 10
"""CLOCK_MONOTONIC runs with the slewed system clock (clock_gettime(2)); chrony may slew it by so much and no more
(`maxslewrate` and `maxdrift` in systemd/chrony/trapd.conf)."""
WANDER_PPM = 20
"""How far the rate may be from the one that was measured some days ago, by warmth and slewing: an assumption, from an
AT-cut crystal that stays within +-20 ppm over its whole range."""
SEASONS_PPM = 30
"""The same for a rate that was measured before a power-off: nobody knows how long that was."""
WORST_PPM = 100
"""A receiver that contradicts the time held by more than such a crystal would explain was wrong before."""
BROKEN_PPM = 1_000
"""No crystal is: it is no crystal any more."""
STRETCH_NS = 20 * 3600 * S
"""From one mark to the next: a receiver that wakes once a day gives one a day."""
SETTLE_NS = 600 * S
"""So long after a mark a better one may take its place."""


@value
class Rate:
    """What UTC gains on the unit's clock, and how well that is known; parts per million."""

    ppm: float
    """By so much more than the unit's clock does UTC advance."""
    error_ppm: float

    @property
    def possible(self) -> bool:
        """Of a crystal, however bad."""
        return max(abs(self.ppm), abs(self.error_ppm)) <= BROKEN_PPM

    def doubt_s(self, span_ns: int) -> float:
        """How far that may be wrong."""
        return abs(span_ns) / S * self.error_ppm / 1e6

    def remembered(self) -> Rate:
        """The same after a power-off."""
        return Rate(self.ppm, max(self.error_ppm, SEASONS_PPM))


UNMEASURED = Rate(0.0, CRYSTAL_PPM + SLEW_PPM)


class Mark(Protocol):
    """A moment whose UTC a receiver told."""

    @property
    def mono_ns(self) -> int: ...

    @property
    def utc_ns(self) -> int: ...

    @property
    def uncertainty_s(self) -> float: ...


class Drift:
    """Takes the marks of one boot in their order; `rate` is what they tell."""

    def __init__(self, rate: Rate = UNMEASURED) -> None:
        self.rate = rate
        self._marks: list[Mark] = []
        self._begun_ns = 0
        """When the last mark was set, whatever took its place since."""

    def contradicted(self, mark: Mark) -> None:
        """`mark` cannot be true together with what was told before: the crystal is worse than thought, or that was
        wrong, and is forgotten."""
        long_ago = self._marks and mark.mono_ns - self._begun_ns >= STRETCH_NS
        if not (long_ago and abs(between(self._marks[-1], mark).ppm) <= WORST_PPM):
            self._marks = []

    def hear(self, mark: Mark) -> None:
        """One more mark. The rate is measured over the last whole stretch: an old one was another season's."""
        since_ns = mark.mono_ns - self._begun_ns
        if not self._marks or since_ns >= STRETCH_NS:
            self._marks, self._begun_ns = [*self._marks[-1:], mark], mark.mono_ns
        elif since_ns < SETTLE_NS and mark.uncertainty_s <= self._marks[-1].uncertainty_s:
            self._marks[-1] = mark
        else:
            return
        if len(self._marks) > 1:
            measured = between(*self._marks)
            if measured.error_ppm < UNMEASURED.error_ppm:
                self.rate = measured


def between(first: Mark, last: Mark) -> Rate:
    """The rate over that stretch, as it will hold for the next."""
    span_ns = last.mono_ns - first.mono_ns
    gained_ns = last.utc_ns - first.utc_ns - span_ns
    told_ppm = (first.uncertainty_s + last.uncertainty_s) * S / span_ns * 1e6
    return Rate(round(gained_ns / span_ns * 1e6, 3), round(told_ppm + WANDER_PPM, 3))
