"""What charge is left: counted, and put right by the voltage where that tells more.

Both are believed with how far they may be off. A count errs the more, the more was counted; a voltage errs by the
model, by the meter, and by how flat the curve is. Its errors are the same from reading to reading, so a hundred
readings are no surer than one: a reading counts only while it is surer than what is believed already.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from trapd.core.battery.chemistry import SETTLED_S
from trapd.core.battery.pack import HOUR_S, Pack
from trapd.core.value import value

METERED, RECKONED = 0.03, 0.2
"""How far a count may be off, as a share of it: by an ammeter that is read now and then, between the readings by the
profile's watts; by those watts alone. Assumptions."""
METER_V = 0.005
"""Of its reading: what a voltmeter may be off; so much is INA219 at worst (m)."""
LEAST = 0.01
"""No voltage tells the charge better than this."""
UNKNOWN = 0.3
"""A charge so unsure is called unknown."""
TELLS = 0.15
"""A voltage that leaves the charge open by more, up and down, tells nothing."""
WIDE, WIDER = 2, 3
"""A voltage twice as far off as it may be at worst, a belief three times: beyond both, this is another pack …"""
SWAPPED = 3
"""… if so many readings in a row say so."""
UNTOLD = 0.02
"""What may have been taken since the belief was remembered last: it is as soon as it has changed by so much."""
STEPS = 40
"""Of charge; straight between them, as the tables are."""
CELSIUS = (-25.0, 25.0)
"""Where there is no thermometer, it is somewhere between."""


@value
class Belief:
    """How full the pack is, 0 to 1 of its rated ampere-hours, and how far off that may be."""

    charge: float
    unsure: float

    @property
    def possible(self) -> bool:
        return 0 <= self.charge <= 1 and 0 < self.unsure <= 1

    def less(self, share: float, off: float) -> Belief:
        """So much of the pack was taken since; `off`: how far that may be off, as a share of it."""
        charge = min(1.0, max(0.0, self.charge - share))
        return Belief(charge, min(NOBODY_SAID.unsure, self.unsure + abs(share) * off))


Source = Literal["voltage", "count"]
NOBODY_SAID = Belief(1.0, 0.5)
"""Whoever hangs a unit up puts a full pack in, mostly."""


@value
class Charge:
    """As it is told."""

    charge: float
    unsure: float
    by: Source

    @property
    def known(self) -> bool:
        """Else it may be nearly anything."""
        return self.unsure <= UNKNOWN


class Gauge:
    """Of one pack. Amperes and ampere-hours are those out of it."""

    def __init__(self, pack: Pack, believed: Belief | None = None, odd: int = 0) -> None:
        """`believed`, `odd`: before the last restart."""
        self.belief = believed or NOBODY_SAID
        self.by: Source = "count"
        """Where it is from: mostly counted, for lithium primary cells, whose voltage tells nothing until the end."""
        self._pack = pack
        self.odd = odd
        """Readings in a row that this pack cannot give."""
        self._volts: float | None = None
        """The last reading …"""
        self._again = False
        """… which was that of the one before, too."""
        self._unlearned: Belief | None = None
        """Without what the meter taught by saying the same again; None: it has taught nothing so."""

    @property
    def charge(self) -> Charge:
        """To be told."""
        return Charge(round(self.belief.charge, 3), round(self.belief.unsure, 3), self.by)

    @property
    def in_doubt(self) -> bool:
        """Whether the next readings should come soon: it may be another pack."""
        return self.odd > 0

    def count(self, joules: float, volts: float | None, celsius: float | None, off: float) -> None:
        """So much was taken, at this voltage; `off`: METERED or RECKONED."""
        if volts is not None:
            self._again = volts == self._volts
            if not self._again:
                self._volts, self._unlearned = volts, None
        if volts is None or volts <= 0:
            volts = self._pack.rest_v(self.belief.charge, CELSIUS[-1] if celsius is None else celsius)
        self._take(joules / volts / HOUR_S / self._pack.rated_ah, off)

    def weigh(self, volts: float, amperes: float, celsius: float | None) -> bool:
        """A voltage under this load; whether it shows that this is another pack than it was."""
        told, least, most = self._told(volts, amperes, CELSIUS if celsius is None else (celsius,))
        belief = self.belief
        if self._again and self._unlearned is None:
            self._unlearned = belief
        self.by = "voltage" if told.unsure <= TELLS else "count"
        far = WIDER * belief.unsure
        if not least - far <= belief.charge <= most + far:
            self.odd += 1
            if self.odd < SWAPPED:
                return False
            self.belief, self.odd = told, 0
            return True
        self.odd = 0
        if told.unsure < belief.unsure:
            share = belief.unsure**2 / (belief.unsure**2 + told.unsure**2)
            self.belief = Belief(belief.charge + share * (told.charge - belief.charge), told.unsure)
        return False

    def unlearn(self) -> None:
        """The voltmeter stands still: its first word was true, the same word again was none. What was counted since
        goes on from there."""
        if self._unlearned is not None:
            self.belief, self._unlearned, self.by, self.odd = self._unlearned, None, "count", 0

    def away(self, joules: float, untold: float = UNTOLD) -> None:
        """While the unit was off so much may have been taken, or nothing; a little before, after the last word."""
        volts = self._pack.rest_v(self.belief.charge, CELSIUS[-1])
        self._take(joules / 2 / volts / HOUR_S / self._pack.rated_ah, 1.0)
        self.belief = Belief(self.belief.charge, min(NOBODY_SAID.unsure, self.belief.unsure + untold))

    def _take(self, share: float, off: float) -> None:
        self.belief = self.belief.less(share, off)
        if self._unlearned is not None:
            self._unlearned = self._unlearned.less(share, off)

    def _told(self, volts: float, amperes: float, celsius: tuple[float, ...]) -> tuple[Belief, float, float]:
        """What this voltage tells, and the least and the greatest charge that it is possible with at all."""
        spans = [self._spans(volts, amperes, one) for one in celsius]
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        told = Belief((low + high) / 2, max(LEAST, (high - low) / 2))
        return told, min(span[2] for span in spans), max(span[3] for span in spans)

    def _spans(self, volts: float, amperes: float, celsius: float) -> tuple[float, float, float, float]:
        """Near full in the cold a little less charge shows more voltage under load: so more than one may fit."""
        pack = self._pack

        def off(charge: float) -> float:
            """How much more this charge would show, over how far that may be off."""
            off_v = math.hypot(pack.uncertainty_v(charge, celsius, amperes, SETTLED_S), METER_V * volts)
            return (pack.loaded_v(charge, celsius, amperes, SETTLED_S) - volts) / off_v

        offs = [(step / STEPS, off(step / STEPS)) for step in range(STEPS + 1)]
        return *_within(offs, 1), *_within(offs, WIDE)


def _within(offs: Sequence[tuple[float, float]], far: float) -> tuple[float, float]:
    """The least and the greatest charge that is off by no more; the nearest one where none is."""
    found = [charge for charge, off in offs if abs(off) <= far]
    for (left, low), (right, high) in pairwise(offs):
        for end in (-far, far):
            if (low < end) != (high < end):
                found.append(left + (right - left) * (end - low) / (high - low))
    if not found:
        found = [min(offs, key=lambda one: abs(one[1]))[0]]
    return min(found), max(found)
