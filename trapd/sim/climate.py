"""The weather of a season: what is usual there at that time of the year, and how it strays from that.

Reckoned in plain arithmetic, with no more of a C library's mathematics than one power: the same seed is the same
weather on any machine.
"""

from __future__ import annotations

from random import Random
from typing import Protocol

from trapd.config import nature, profile
from trapd.core.units import S, seconds
from trapd.core.year import through_the_year
from trapd.sim.course import Course

HOUR_NS = 3_600 * S
DAY_NS = 24 * HOUR_NS
COLDEST_H, WARMEST_H = 6.0, 14.5
"""By the sun. An assumption: in midwinter the coldest hour comes later, in midsummer earlier."""
SKY = 0.6
"""An overcast day swings by so much less of its usual swing than a clear one. An assumption: its direction is known
(a clear night sky takes heat, a clear day brings it), its size is not."""
CLOUDS_NS = 12 * HOUR_NS
"""From one state of the sky to the next. An assumption."""
WIND_NS = 6 * HOUR_NS
"""… and of the wind."""
AIR_NS = HOUR_NS // 2
"""The air's temperature is worked out so often, and between that goes straight on."""


class Weather(Protocol):
    """What the simulated parts ask the world for, at a time of UTC in nanoseconds."""

    def temperature_c(self, utc_ns: int) -> float:
        """Of the air in the shade."""
        ...

    def cloud(self, utc_ns: int) -> float:
        """0 (clear) to 1 (overcast)."""
        ...

    def wind_mps(self, utc_ns: int) -> float: ...

    def snow_cm(self, utc_ns: int) -> float:
        """That lies on the ground."""
        ...


class Still:
    """Weather that never changes: the small world of a profile."""

    def __init__(self, settings: profile.World) -> None:
        self._settings = settings

    def temperature_c(self, utc_ns: int) -> float:
        return self._settings.temperature_c

    def cloud(self, utc_ns: int) -> float:
        return self._settings.cloud

    def wind_mps(self, utc_ns: int) -> float:
        return 0

    def snow_cm(self, utc_ns: int) -> float:
        return 0


class Climate:
    """The weather of a scenario."""

    def __init__(self, table: nature.Climate, random: Random, lon: float, from_ns: int) -> None:
        """Nobody asks for what was before `from_ns`."""
        chances = [Random(random.getrandbits(64)) for _ in range(3)]
        zero_ns = from_ns // DAY_NS * DAY_NS

        def usual(months: tuple[float, ...]) -> Course:
            return Course(zero_ns, DAY_NS, lambda ns: through_the_year(months, ns))

        def sky(ns: int) -> float:
            """Of mean `mean`: clear and overcast are commoner than half and half."""
            return float(chances[1].random() ** (1 / mean_cloud.at(ns) - 1))

        def gusts(ns: int) -> float:
            """Of mean 1, and seldom 3 or more."""
            return 4 * chances[2].random() * chances[2].random()

        mean_cloud = usual(table.cloud)
        self._mean = usual(table.mean_c)
        self._swing = usual(table.swing_c)
        self._mean_cloud = mean_cloud
        self._mean_wind = usual(table.wind_mps)
        self._snow = usual(table.snow_cm)
        self._spells = Course(
            zero_ns,
            seconds(table.spell_days * 86_400),
            lambda ns: table.spell_c * (chances[0].random() + chances[0].random() - 1),
        )
        self._clouds = Course(zero_ns, CLOUDS_NS, sky)
        self._gusts = Course(zero_ns, WIND_NS, gusts)
        self._east_ns = sun_time_ns(0, lon)
        self._air = Course(zero_ns, AIR_NS, self._air_c)

    def temperature_c(self, utc_ns: int) -> float:
        return self._air.at(utc_ns)

    def _air_c(self, utc_ns: int) -> float:
        clearer = self._mean_cloud.at(utc_ns) - self._clouds.at(utc_ns)
        swing = self._swing.at(utc_ns) * (1 + SKY * clearer)
        hour = (utc_ns + self._east_ns) % DAY_NS / HOUR_NS
        return self._mean.at(utc_ns) + self._spells.at(utc_ns) + swing * of_the_day(hour)

    def cloud(self, utc_ns: int) -> float:
        return self._clouds.at(utc_ns)

    def wind_mps(self, utc_ns: int) -> float:
        return self._mean_wind.at(utc_ns) * self._gusts.at(utc_ns)

    def snow_cm(self, utc_ns: int) -> float:
        return max(0.0, self._snow.at(utc_ns))


def of_the_day(hour: float) -> float:
    """Where in its daily swing the temperature stands, -0.5 to 0.5, 0 on the average; `hour` 0 to 24 by the sun."""
    since = (hour - COLDEST_H) % 24
    rise = WARMEST_H - COLDEST_H
    share = since / rise if since < rise else 1 - (since - rise) / (24 - rise)
    return share * share * (3 - 2 * share) - 0.5


def sun_time_ns(utc_ns: int, lon: float) -> int:
    """Mean solar time: what a sundial shows, 15 degrees an hour, on the average of the year."""
    return utc_ns + seconds(lon / 15 * 3_600)
