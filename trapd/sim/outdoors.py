"""What a world is made of: the small one of a profile, or the wild one of a scenario.

Each seed draws its own figures for what a scenario can only assume, before anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf, radians, sin
from random import Random

from trapd.config import profile
from trapd.config.nature import PERSON, Animals, Nature, People
from trapd.sim.animals import Pass, steady
from trapd.sim.climate import DAY_NS, Climate, Still, Weather, sun_time_ns
from trapd.sim.comings import HOUR_NS, LONGEST_H, AnHour, Walkers, by_chance, comings
from trapd.sim.heat import Sight

REFERENCE_MPS = 10.0
"""The wind that `assumed.wind_an_hour` is about."""
At = Callable[[int], float]
"""A figure at a time of mono_ns."""


@dataclass(frozen=True, slots=True)
class Outdoors:
    """Weather, and what moves in it. The iterators are in the order of time."""

    weather: Weather
    sight: Sight
    passes: Iterator[Pass]
    false_triggers: Iterator[int]
    """When, mono_ns, sun or wind moves something before a sensor."""
    shade: float = 0.0
    """What trees keep from a solar panel."""
    flash_reach_m: float = inf
    """To where an animal is known by the light of 850 nm."""
    reach_940: float = 1.0
    """What 940 nm reach of that."""


def small(settings: profile.World, random: Random, born_ns: int) -> Outdoors:
    """Always the same weather and a steady stream of animals."""
    return Outdoors(Still(settings), Sight(), steady(random, settings, born_ns), iter(()))


class Wild:
    """A scenario's nature at one place, from one moment on, by one seed."""

    def __init__(
        self, nature: Nature, random: Random, born_ns: int, lon: float, utc_ns: Callable[[int], int], sun_deg: At
    ) -> None:
        """`utc_ns` and `sun_deg` of a mono_ns."""
        assumed = nature.assumed

        def drawn(span: tuple[float, ...]) -> float:
            return random.uniform(*span)

        self._sight = Sight(nature.pir.missed, nature.pir.blind_k, drawn(assumed.sure_k), drawn(assumed.reach_m))
        self._coat, self._clothes = drawn(assumed.coat), drawn(assumed.clothes)
        self._sun_an_hour, self._wind_an_hour = drawn(assumed.sun_an_hour), drawn(assumed.wind_an_hour)
        self._weather = Climate(nature.climate, Random(random.getrandbits(64)), lon, utc_ns(born_ns))
        self._nature = nature
        self._random = random
        self._born_ns = born_ns
        self._lon = lon
        self._utc_ns = utc_ns
        self._sun_deg = sun_deg

    def outdoors(self) -> Outdoors:
        """All of it."""
        walking, moving = Random(self._random.getrandbits(64)), Random(self._random.getrandbits(64))
        assumed = self._nature.assumed
        return Outdoors(
            self._weather,
            self._sight,
            comings(walking, self._walkers(), self._born_ns),
            self._false_triggers(moving),
            # These came late. Drawn last, in this order, they shift nothing that was there before:
            self._random.uniform(*assumed.panel_shade),
            self._random.uniform(*assumed.flash_reach_m),
            self._random.uniform(*assumed.reach_940),
        )

    def _walkers(self) -> list[Walkers]:
        found = [
            Walkers(kind.kind, self._by_hours(kind), kind.speed_mps, kind.distance_m, self._coat)
            for kind in self._nature.animals
        ]
        people = self._nature.people
        if people is not None:
            rate = self._by_daylight(people)
            found.append(Walkers(PERSON, rate, people.speed_mps, people.distance_m, self._clothes))
        return found

    def _by_hours(self, kind: Animals) -> AnHour:
        share = kind.a_day / sum(kind.hours)

        def an_hour(mono_ns: int) -> float:
            return share * kind.hours[sun_time_ns(self._utc_ns(mono_ns), self._lon) % DAY_NS // HOUR_NS]

        return an_hour

    def _by_daylight(self, people: People) -> AnHour:
        def an_hour(mono_ns: int) -> float:
            if self._sun_deg(mono_ns) <= 0:
                return 0
            return people.a_day / sum(self._sun_deg(mono_ns + hour * HOUR_NS) > 0 for hour in range(24))

        return an_hour

    def _false_triggers(self, random: Random) -> Iterator[int]:
        if not self._sun_an_hour and not self._wind_an_hour:
            return
        for hour in range(LONGEST_H):
            from_ns = self._born_ns + hour * HOUR_NS
            middle_ns = from_ns + HOUR_NS // 2
            utc_ns = self._utc_ns(middle_ns)
            sunny = max(0.0, sin(radians(self._sun_deg(middle_ns)))) * (1 - self._weather.cloud(utc_ns))
            windy = (self._weather.wind_mps(utc_ns) / REFERENCE_MPS) ** 2
            yield from by_chance(random, self._sun_an_hour * sunny + self._wind_an_hour * windy, from_ns)
