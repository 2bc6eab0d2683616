"""The world that a simulated unit stands in: the true time, the sun, the flash's light, the animals."""

from __future__ import annotations

from math import inf, sqrt
from random import Random

from trapd.config import profile
from trapd.config.instants import instant
from trapd.config.nature import Nature, Panel
from trapd.core.energy import UNKNOWN, EnergyRules
from trapd.core.errors import BadSettings
from trapd.runtime.clock import Clock
from trapd.runtime.sun import azimuth_deg, elevation_deg
from trapd.sim.animals import Passes
from trapd.sim.charger import Charger
from trapd.sim.daylight import daylight
from trapd.sim.drain import Drain
from trapd.sim.flashlight import FlashHistory
from trapd.sim.outdoors import Wild, small
from trapd.sim.panel import Panel as SolarPanel

COVERED = ("snow", "frost", "leaf")
"""Lenses through which no animal is known by its spots; one askew still shows it."""


class World:
    """One world for all simulated parts of a unit, the same again for the same seed and clock."""

    def __init__(
        self,
        settings: profile.World,
        clock: Clock,
        nature: Nature | None = None,
        energy: EnergyRules = UNKNOWN,
        charger: profile.Charger | None = None,
        nm: int = 850,
    ) -> None:
        """`nature`: of a scenario, instead of the small world that `settings` describes; `energy`: what the parts
        take; `charger`: what feeds the pack; `nm`: of the flash's LEDs. Raises `BadSettings` if `settings.starts` is
        no instant."""
        self.settings = settings
        self.random = Random(settings.seed)
        """The one source of chance. Who draws an unforeseeable number of times takes a `branch` instead."""
        self.lens = settings.lens
        self.drain = Drain(clock.now_ns, energy)
        self.flash = FlashHistory(shines=settings.flash_shines)
        born_ns = clock.now_ns()
        self._utc_at_zero = (clock.utc_ns() if settings.starts == "now" else _instant(settings.starts)) - born_ns
        if nature is None:
            outdoors = small(settings, self.branch(), born_ns)
        else:
            outdoors = Wild(nature, self.branch(), born_ns, settings.lon, self.utc_ns, self.sun_deg).outdoors()
        self.passes = Passes(outdoors.passes, clock)
        self.false_triggers = outdoors.false_triggers
        """When, mono_ns, in order: each is told once."""
        self._next_false_ns: int | None = born_ns
        self.sight = outdoors.sight
        """Of any PIR in this world."""
        self._flash_reach_m = outdoors.flash_reach_m * (outdoors.reach_940 if nm == 940 else 1)
        """With its full current."""
        self._weather = outdoors.weather
        self._now_ns = clock.now_ns
        self.charger: Charger | None = None
        """What feeds the pack."""
        if charger is not None and charger.panel_w:
            hangs, sky = Panel() if nature is None else nature.panel, (outdoors.shade, outdoors.weather)
            panel = SolarPanel(hangs, charger.panel_w, *sky, self._sun, self.utc_ns)
            self.charger = Charger(charger, panel.watts, clock.now_ns)

    def branch(self) -> Random:
        """A generator of one's own, grown from the seed: nobody else's draws can shift it."""
        return Random(self.random.getrandbits(64))

    def next_false_trigger(self, after_ns: int) -> int | None:
        """The first one after that; until it has come it is told again to each who asks."""
        while self._next_false_ns is not None and self._next_false_ns <= after_ns:
            self._next_false_ns = next(self.false_triggers, None)
        return self._next_false_ns

    def utc_ns(self, mono_ns: int) -> int:
        """The truth, whatever the unit believes."""
        drift_ppm = self.settings.drift_ppm
        return self._utc_at_zero + mono_ns + (round(mono_ns * drift_ppm / 1e6) if drift_ppm else 0)

    def sun_deg(self, mono_ns: int) -> float:
        """The sun's elevation, degrees."""
        return elevation_deg(self.utc_ns(mono_ns), self.settings.lat, self.settings.lon)

    def _sun(self, mono_ns: int) -> tuple[float, float]:
        """Elevation and azimuth; by night nobody asks for the second."""
        here = self.utc_ns(mono_ns), self.settings.lat, self.settings.lon
        high = elevation_deg(*here)
        return high, azimuth_deg(*here) if high > 0 else 0.0

    def daylight(self, mono_ns: int) -> float:
        """Natural light on the scene: 1 is a clear sun overhead, a moonless night 1e-8."""
        utc_ns, here = self.utc_ns(mono_ns), self.settings
        return daylight(elevation_deg(utc_ns, here.lat, here.lon), self._weather.cloud(utc_ns))

    def known_to(self, at_ns: int, night: bool, lit: bool) -> tuple[float, str]:
        """How far away an animal is still known in a picture taken then, metres, and why none is beyond: the picture
        is `blind`, or `dark`. The lens is that of now."""
        if self.lens in COVERED:
            return 0, "blind"
        if not night:
            return inf, "dark"
        if not (lit and self.flash.shines):
            return 0, "dark"
        return self._flash_reach_m * sqrt(self.flash.strength(at_ns)), "dark"  # light fades with distance squared

    @property
    def air_c(self) -> float:
        """The temperature of the air now, to a hundredth."""
        return round(self._weather.temperature_c(self.utc_ns(self._now_ns())), 2)

    @property
    def snow_cm(self) -> int:
        """That lies now."""
        return round(self._weather.snow_cm(self.utc_ns(self._now_ns())))


def _instant(starts: str) -> int:
    try:
        return instant(starts)
    except ValueError as err:
        raise BadSettings(f"world.starts: {err}") from None
