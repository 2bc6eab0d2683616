"""A receiver speaks of a second some time after it: how late, and what that leaves open."""

from __future__ import annotations

from collections import deque

from trapd.core.timeline import Anchor
from trapd.core.units import MS, S

USUAL_NS = 100 * MS
"""u-blox: 50 to 150 ms until the first byte."""
UNKNOWN_S = 0.6
"""Others take 10 to 700 ms (gpsd's documentation of its PPS message): 0.1 + 0.6 covers it."""
MEASURED_S = 0.1
"""What stays open of a delay that was measured (`gps.delay_ms`)."""
KEPT = 60
"""Epochs: in a minute the crystal drifts by 4 ms at most."""
USUAL_SPREAD_S = 0.3
"""Bursts wander by 0.1 to 0.3 s: taken for granted until as many epochs say otherwise."""
RARE = 3
"""Of N epochs whose delays are spread evenly, the least is late by less than RARE / N of the spread, 19 times of 20.
`MEASURED_S` takes the rest."""


class Delays:
    """Delays only add, so of many epochs the least late one tells the time best: it is taken, not the mean."""

    def __init__(self, least_ns: int | None) -> None:
        """`least_ns`: from a second to its first byte, at the least, as measured on this kind of receiver; None: it
        was not, and is taken for the usual one."""
        self._least_ns = USUAL_NS if least_ns is None else least_ns
        self._open_s = UNKNOWN_S if least_ns is None else MEASURED_S
        self._ahead_ns = deque[int](maxlen=KEPT)
        """UTC less the unit's clock, epoch by epoch: the largest is the least late."""

    def forget(self) -> None:
        """The row is broken: what comes next may be another time altogether."""
        self._ahead_ns.clear()

    def add(self, mono_ns: int, utc_ns: int) -> Anchor:
        """One more trusted epoch; what all of them tell together."""
        self._ahead_ns.append(utc_ns - mono_ns)
        earliest_ns = max(self._ahead_ns)
        spread_s = max(USUAL_SPREAD_S, (earliest_ns - min(self._ahead_ns)) / S)
        uncertainty_s = self._open_s + spread_s * min(1, RARE / len(self._ahead_ns))
        return Anchor(mono_ns, mono_ns + earliest_ns + self._least_ns, "gps", uncertainty_s)
