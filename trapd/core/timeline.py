"""What time it was: UTC for any `mono_ns`, with its source and how far it may be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from trapd.core.caption import TimeSource
from trapd.core.fix import Fix
from trapd.core.gps_time import BUILT, impossible
from trapd.core.units import MS, S

DRIFT = 50e-6
"""Seconds per second that the unit's crystal may be off: +-20 ppm between 0 and 50 °C (plain crystals, table 1 of
Movement Ecology 12, 2024, s40462-024-00512-7), and 30 ppm more for a Siberian night, which is an assumption."""
REPORT_NS = 100 * MS
"""A receiver speaks of a second some time after it: u-blox 50 to 150 ms until the first byte."""
REPORT_UNCERTAINTY_S = 0.6
"""Others take 10 to 700 ms, and that wanders (gpsd's documentation of its PPS message): 0.1 + 0.6 covers it."""
WORTH_S = 0.1
"""An anchor that is better by less changes nothing: every epoch of the receiver would make the time tremble."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Somebody told the time: at `mono_ns` it was `utc_ns`, give or take `uncertainty_s`."""

    mono_ns: int
    utc_ns: int
    source: TimeSource
    uncertainty_s: float

    @classmethod
    def of_fix(cls, fix: Fix) -> Anchor:
        """What a trusted fix tells, the receiver's own delay taken off."""
        return cls(fix.mono_ns, fix.utc_ns + REPORT_NS, "gps", REPORT_UNCERTAINTY_S)

    def utc_at(self, mono_ns: int) -> int:
        """UTC at another moment of the same boot, before or after."""
        return self.utc_ns + mono_ns - self.mono_ns

    def uncertainty_at(self, mono_ns: int) -> float:
        """Seconds; grows with the distance in time, as the crystal drifts."""
        return self.uncertainty_s + abs(mono_ns - self.mono_ns) / S * DRIFT


@dataclass(frozen=True, slots=True)
class Moment:
    """UTC of one `mono_ns`; `source` is `none` and `uncertainty_s` None while nobody has told the time."""

    utc_ns: int
    source: TimeSource
    uncertainty_s: float | None


class Timeline:
    """From `mono_ns` to UTC, for one boot. Holds the best anchor, or a provisional time until there is one."""

    def __init__(self, provisional_utc_ns: int, at_mono_ns: int) -> None:
        self._provisional = Anchor(at_mono_ns, provisional_utc_ns, "none", 0)
        self._anchor: Anchor | None = None

    def anchor(self, told: Anchor) -> float:
        """Take the anchor if it is better than the one held; returns by how many seconds UTC stepped.

        Better means clearly less uncertain by now, or in contradiction to the one held without being more
        uncertain: a receiver that did not yet know the leap seconds puts itself right.
        """
        held = self._anchor or self._provisional
        step_s = (told.utc_at(told.mono_ns) - held.utc_at(told.mono_ns)) / S
        if self._anchor is not None:
            held_s = held.uncertainty_at(told.mono_ns)
            contradicts = abs(step_s) > held_s + told.uncertainty_s
            if told.uncertainty_s > (held_s if contradicts else held_s - WORTH_S):
                return 0.0
        self._anchor = told
        return step_s

    def known_utc_ns(self, mono_ns: int) -> int | None:
        """UTC at `mono_ns`, None while nobody has told the time."""
        return None if self._anchor is None else self._anchor.utc_at(mono_ns)

    def moment(self, mono_ns: int) -> Moment:
        """UTC at `mono_ns`; moments before the anchor are told by it as well."""
        if self._anchor is None:
            return Moment(self._provisional.utc_at(mono_ns), "none", None)
        return Moment(self._anchor.utc_at(mono_ns), self._anchor.source, self._anchor.uncertainty_at(mono_ns))


def provisional(system_utc_ns: int, last_known_utc_ns: int | None = None) -> int:
    """The best guess of UTC before anybody told it, from the system clock and the last time the unit knew.

    Both, and the firmware's build date, are times that have already passed, so the latest of them is the nearest;
    what cannot be true is left out.
    """
    guesses = [
        utc_ns for utc_ns in (system_utc_ns, last_known_utc_ns) if utc_ns is not None and not impossible(utc_ns)
    ]
    return max(guesses, default=round(BUILT.timestamp()) * S)


def local(utc_ns: int, utc_offset_min: int) -> datetime:
    """The station's standard time, to the microsecond, for names and EXIF. No summer time."""
    whole_s, rest_ns = divmod(utc_ns, S)
    zone = timezone(timedelta(minutes=utc_offset_min))
    return datetime.fromtimestamp(whole_s, UTC).replace(microsecond=rest_ns // 1000).astimezone(zone)
