"""When a unit is armed, as people write it: `sunset-30min..sunrise+30min`, `18:00..06:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LONGEST_OFFSET_MIN = 720


@dataclass(frozen=True, slots=True)
class ClockTime:
    """An hour of the station's standard time."""

    minute: int
    """Of the day, 0 to 1439."""


@dataclass(frozen=True, slots=True)
class SunTime:
    """Sunrise or sunset of the day, or so long before (negative) or after."""

    event: Literal["sunrise", "sunset"]
    offset_min: int = 0


@dataclass(frozen=True, slots=True)
class WatchWindow:
    """Armed from `opens` to the next `closes`, every day; `18:00..06:00` runs over midnight."""

    opens: ClockTime | SunTime
    closes: ClockTime | SunTime

    @property
    def needs_position(self) -> bool:
        """Whether it goes by the sun."""
        return isinstance(self.opens, SunTime) or isinstance(self.closes, SunTime)


def window(text: str) -> WatchWindow:
    """Two ends with dots between them. Raises `ValueError` that says how to write it."""
    ends = re.split(r"\.{2,3}|…", text)
    if len(ends) != 2:
        raise ValueError(f'"{text}" is no window; write two ends with two dots between, as "sunset-30min..06:00"')
    opens, closes = _end(ends[0]), _end(ends[1])
    if opens == closes:
        raise ValueError(f'"{text}" closes when it opens; leave windows out to be armed always')
    return WatchWindow(opens, closes)


def clock_time(text: str) -> ClockTime:
    """`HH:MM`, 00:00 to 23:59. Raises `ValueError`."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip(), re.ASCII)
    if not found:
        raise ValueError(f'"{text.strip()}" is no time of day; write 00:00 to 23:59')
    return ClockTime(int(found[1]) * 60 + int(found[2]))


def _end(text: str) -> ClockTime | SunTime:
    compact = re.sub(r"\s+", "", text).lower().replace("−", "-").replace("–", "-")
    found = re.fullmatch(r"(sunrise|sunset)(?:([+-]\d{1,4})min)?", compact, re.ASCII)
    if found and abs(int(found[2] or 0)) <= LONGEST_OFFSET_MIN:
        return SunTime("sunrise" if found[1] == "sunrise" else "sunset", int(found[2] or 0))
    if re.fullmatch(r"\d{1,2}:\d\d", compact, re.ASCII):
        return clock_time(compact)
    raise ValueError(
        f'"{text.strip()}" is no end of a window; write HH:MM, sunrise or sunset,'
        f' with up to {LONGEST_OFFSET_MIN}min if wished: "sunset-30min"'
    )
