"""The clock chip (RTC): when its reading may be gone by.

A chip tells whole seconds, drifts, may have been set by anybody, and may have stood still while the power was off. So
it counts only after a source that we trust found it right, at a power-on before anybody could have set it.
"""

from __future__ import annotations

from dataclasses import replace

from trapd.core.drift import UNMEASURED
from trapd.core.events import RtcRead
from trapd.core.gps_time import impossible
from trapd.core.timeline import Anchor, Moment
from trapd.core.units import LATEST_NS, S
from trapd.core.value import value

SECOND_NS = S // 2
SECOND_S = 0.5
"""It tells the second that runs: half of one is added, and stays open."""
FIRST_S = 10.0
"""A chip that was never compared counts as running through a power-off if it is as right as this after it."""
FRESH_NS = 600 * S
"""After a boot: later than that, somebody may have set the chip before trapd was there at all."""
WORST_S = 60.0
"""A chip that was wrong by more when it was last compared is set by nobody: chrony's `rtcsync` should do that."""


@value
class RtcCheck:
    """What came of comparing the chip with a time that we trust."""

    chip: str
    utc_ns: int
    """When."""
    off_s: float
    """What it told less what was true."""
    doubt_s: float
    """How well that was known."""
    outlasts: bool = False
    """It was found right at a power-on: it runs while the unit is off."""

    @property
    def possible(self) -> bool:
        """Not so what cannot be reckoned with."""
        return max(abs(self.utc_ns) / S, abs(self.off_s), abs(self.doubt_s)) <= LATEST_NS / S


class ClockChip:
    """The chip of this unit, as far as it is known."""

    def __init__(self, check: RtcCheck | None = None, power_on: bool = True) -> None:
        """`power_on`: whether this is the first start since the kernel's, so that nobody has set the chip yet."""
        self.check = check
        self.first: RtcRead | None = None
        """The reading at the start."""
        self._proves = power_on

    def tells(self) -> Anchor | str:
        """What the first reading tells, or why it is not gone by."""
        told, check = self.first, self.check
        if told is None or told.utc_ns is None:
            return "there is none, or it cannot be read"
        why = impossible(told.utc_ns)
        if why is not None:
            return why
        if check is None or check.chip != told.chip:
            return "nobody has compared it with a known time yet"
        if not check.outlasts:
            return "it was not yet seen to run while the unit was off"
        if abs(check.off_s) > WORST_S:
            return f"it was {check.off_s:+.0f} s off when it was last compared: does chrony set it (rtcsync)?"
        if told.utc_ns < check.utc_ns - round(self._open_s(told, check) * S):
            return "it tells an earlier time than it did before"
        return Anchor(told.mono_ns, told.utc_ns + SECOND_NS, "rtc", self._open_s(told, check))

    def witness(self) -> Anchor | None:
        """What the first reading says, whoever set the chip: nothing to go by, but a second opinion."""
        told = self.first
        if told is None or told.utc_ns is None or impossible(told.utc_ns):
            return None
        return Anchor(told.mono_ns, told.utc_ns + SECOND_NS, "rtc", FIRST_S)

    def prove(self, true: Moment) -> bool:
        """`true`: what a source that we trust tells of the first reading's moment. Whether that is news."""
        told = self.first
        if not self._proves or told is None or told.utc_ns is None or true.uncertainty_s is None:
            return False
        self._proves = False
        if told.mono_ns > FRESH_NS:
            return False
        off_s, before = _off_s(told, true), self.check
        known = before is not None and before.chip == told.chip and abs(before.off_s) <= WORST_S
        allowed_s = self._open_s(told, before) if known and before else FIRST_S
        outlasts = abs(off_s) <= allowed_s + true.uncertainty_s
        self.check = RtcCheck(told.chip, true.utc_ns, off_s, true.uncertainty_s, outlasts)
        return True

    def compare(self, told: RtcRead, true: Moment) -> bool:
        """A later reading, when somebody may have set the chip. Whether there is one to remember."""
        if told.utc_ns is None or true.uncertainty_s is None:
            return False
        check = RtcCheck(told.chip, true.utc_ns, _off_s(told, true), true.uncertainty_s)
        same = self.check is not None and self.check.chip == told.chip
        self.check = replace(check, outlasts=same and self.check is not None and self.check.outlasts)
        return True

    def _open_s(self, told: RtcRead, check: RtcCheck) -> float:
        """How far the reading may be off: since it was compared it drifted, or was set from a clock that did."""
        assert told.utc_ns is not None
        age_s = abs(told.utc_ns - check.utc_ns) / S
        drifted_s = age_s * max(told.drift_ppm, UNMEASURED.error_ppm) / 1e6
        return SECOND_S + abs(check.off_s) + check.doubt_s + drifted_s


def _off_s(told: RtcRead, true: Moment) -> float:
    assert told.utc_ns is not None
    return round((told.utc_ns + SECOND_NS - true.utc_ns) / S, 3)
