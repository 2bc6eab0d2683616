"""Which of a receiver's dates can be true, and when they have earned trust."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trapd.core.fix import Fix
from trapd.core.units import MS, S

BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No picture was taken before this firmware was built. Kept by hand: a release moves it to the first day of its own
year, not to the day itself, so that a scenario of that year can still be played."""
LATEST = BUILT.replace(year=BUILT.year + 25)
"""Nobody will hang this firmware on a tree after that: a receiver that says so is wrong."""
WEEKS = 1024
ROLLOVER = timedelta(weeks=WEEKS)
"""The week number in the GPS signal has 10 bits: a receiver whose firmware is too old is wrong by just so much."""
IN_SERVICE = timedelta(days=5 * 366)
"""The build date proves a rollover if the date, put right, falls into the first five years after it. Dates that fall
later are simply too early: the 2013-09-01 of a cold u-blox M8 would come out as April 2033."""
SAME_NS = 86_400 * S
"""A time that is known from elsewhere proves a rollover if the date, put right, is as near as this."""

AGREE_ROW = 3
AGREE_NS = 500 * MS
"""A second that is out by less than half of one is still the right second; bursts wander by 0.1 to 0.3 s."""


def impossible(utc_ns: int) -> str | None:
    """Why this cannot be the date now; None if it can. Any number may be asked about, be it no date at all."""
    if utc_ns >= LATEST.timestamp() * S:
        return f"date after {LATEST:%Y-%m-%d}"
    if utc_ns >= BUILT.timestamp() * S:
        return None
    return f"date before {BUILT:%Y-%m-%d}"


def dated(fix: Fix, known_utc_ns: int | None) -> Fix | str:
    """The fix with the date that its receiver means, or why that cannot be known.

    A date before the build is surely wrong. If its week number rolled over, it is 1024 weeks early: that is put right
    where the time that is known (`known_utc_ns`, None: nobody knows) or the build date proves it.
    """
    why = impossible(fix.utc_ns)
    if why is None:
        return fix
    right_ns = fix.utc_ns + round(ROLLOVER.total_seconds()) * S
    right = datetime.fromtimestamp(right_ns // S, UTC)
    known = known_utc_ns is not None and abs(right_ns - known_utc_ns) <= SAME_NS
    if not impossible(right_ns) and (known or BUILT <= right < BUILT + IN_SERVICE):
        return replace(fix, utc_ns=right_ns, weeks_added=WEEKS)
    return why


class Agreement:
    """Epochs in a row whose UTC advances as the unit's own clock does."""

    def __init__(self) -> None:
        self._last: tuple[int, int] | None = None
        self._row = 0

    def add(self, mono_ns: int, utc_ns: int) -> bool:
        """Whether this epoch ends a row of at least `AGREE_ROW`. A jump, back or forth, begins a new row."""
        agrees = False
        if self._last is not None:
            passed_ns, told_ns = mono_ns - self._last[0], utc_ns - self._last[1]
            agrees = told_ns > 0 and abs(told_ns - passed_ns) <= AGREE_NS
        self._last = (mono_ns, utc_ns)
        self._row = self._row + 1 if agrees else 1
        return self._row >= AGREE_ROW
