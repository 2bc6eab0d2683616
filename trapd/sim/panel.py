"""A simulated solar panel: the sun's light on its plane, less what trees and snow keep from it.

Snow goes by B. Marion et al., Solar Energy 97 (2013) 112: a fall covers the panel, and slides off by and by while the
air is warmer than -1 °C for each 80 W/m2 on it. Panels of a trap are one string of cells, which gives nothing before
the last of it is free.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from trapd.config import nature
from trapd.core.units import S
from trapd.sim.climate import HOUR_NS, Weather
from trapd.sim.sunshine import irradiance

STEP_NS = 600 * S
"""Light and snow are worked out so often."""
RATED_WM2 = 1_000.0
SNOWS_FROM = 0.9
"""Of the sky, overcast: then snow falls, in frost, in months that have any. An assumption: a scenario tells how much
lies, not when it fell. In a winter of 0.3 it makes some three falls a month."""
SLIDES_WM2 = -80.0
"""Per °C."""
SLIDES_AN_HOUR = 0.197
"""Of the panel's height, times the sine of its tilt."""


class Panel:
    """Asked in order of time."""

    def __init__(
        self,
        place: nature.Panel,
        rated_w: float,
        shade: float,
        weather: Weather,
        sun: Callable[[int], tuple[float, float]],
        utc_ns: Callable[[int], int],
    ) -> None:
        """`shade`: what trees keep from it; `sun`: elevation and azimuth in degrees at a mono_ns."""
        self.covered = 0.0
        """With snow, of its height."""
        self._place = place
        self._rated_w = rated_w * (1 - shade)
        self._weather = weather
        self._sun = sun
        self._utc_ns = utc_ns
        self._step: int | None = None
        self._watts = 0.0

    def watts(self, mono_ns: int) -> float:
        """That it could give in the step of this moment."""
        step = mono_ns // STEP_NS
        while self._step is None or self._step < step:
            self._step = step if self._step is None else self._step + 1
            self._live(self._step * STEP_NS + STEP_NS // 2)
        return self._watts

    def _live(self, mono_ns: int) -> None:
        """One step on."""
        utc_ns, weather, place = self._utc_ns(mono_ns), self._weather, self._place
        cloud, celsius = weather.cloud(utc_ns), weather.temperature_c(utc_ns)
        sun_deg, azimuth_deg = self._sun(mono_ns)
        wm2 = irradiance(sun_deg, azimuth_deg - place.azimuth_deg, cloud, place.tilt_deg)
        if weather.snow_cm(utc_ns) <= 0:
            self.covered = 0.0
        elif celsius <= 0 and cloud >= SNOWS_FROM:
            self.covered = 1.0
        elif celsius > wm2 / SLIDES_WM2:
            slid = SLIDES_AN_HOUR * math.sin(math.radians(place.tilt_deg)) * STEP_NS / HOUR_NS
            self.covered = max(0.0, self.covered - slid)
        self._watts = 0.0 if self.covered else self._rated_w * wm2 / RATED_WM2
