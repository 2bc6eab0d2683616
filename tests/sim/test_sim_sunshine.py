"""The sun on a panel, and the snow that keeps it off."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.config import nature
from trapd.core.units import S
from trapd.sim.climate import HOUR_NS
from trapd.sim.panel import STEP_NS, Panel
from trapd.sim.sunshine import air_mass, irradiance

TILT = 60.0


class Sky:
    """The same weather until the story changes it."""

    cloud_share, celsius, snow, sun = 0.0, -10.0, 5.0, (30.0, 180.0)

    def cloud(self, utc_ns: int) -> float:
        return self.cloud_share

    def temperature_c(self, utc_ns: int) -> float:
        return self.celsius

    def snow_cm(self, utc_ns: int) -> float:
        return self.snow

    def wind_mps(self, utc_ns: int) -> float:
        return 0

    def where(self, mono_ns: int) -> tuple[float, float]:
        return self.sun


class Story:
    def __init__(self, shade: float = 0.0) -> None:
        self.sky = Sky()
        self.panel = Panel(nature.Panel(tilt_deg=TILT), 10.0, shade, self.sky, self.sky.where, lambda ns: ns)
        self.now_ns = 0

    def hours(self, hours: float) -> float:
        """Later; what the panel gives then."""
        self.now_ns += round(hours * HOUR_NS)
        return self.panel.watts(self.now_ns)


def test_published_figures_of_a_clear_sky() -> None:
    """1.5 air masses at 41.8 degrees above the horizon: 846 W/m2 straight from the sun, 930 with the sky's tenth."""
    assert air_mass(90) == pytest.approx(1, abs=0.001)
    assert air_mass(41.8) == pytest.approx(1.5, abs=0.005)
    at_the_sun = irradiance(41.8, 0, 0, 90 - 41.8)
    assert at_the_sun == pytest.approx(930, abs=15)
    flat = irradiance(41.8, 0, 0, 0)
    assert flat == pytest.approx(846 * (math.sin(math.radians(41.8)) + 0.1), rel=0.01)


def test_in_winter_a_steep_panel_gets_twice_what_a_flat_one_gets() -> None:
    noon_deg = 90 - 43.1 - 23.4
    assert irradiance(noon_deg, 0, 0, 60) > 1.9 * irradiance(noon_deg, 0, 0, 0)
    assert irradiance(noon_deg, 180, 0, 60) < 0.15 * irradiance(noon_deg, 0, 0, 60)


def test_an_overcast_sky_leaves_a_quarter_on_the_flat() -> None:
    assert irradiance(30, 0, 1, 0) == pytest.approx(0.25 * irradiance(30, 0, 0, 0))


@given(st.floats(-90, 90), st.floats(-360, 360), st.floats(0, 1), st.floats(0, 90))
def test_no_light_by_night_and_never_more_than_the_sun_has(sun: float, off: float, cloud: float, tilt: float) -> None:
    light = irradiance(sun, off, cloud, tilt)
    assert 0 <= light < 1_353
    if sun <= 0:
        assert light == 0


def test_a_panel_gives_its_rated_watts_by_the_light_and_less_in_the_shade() -> None:
    open_air, wood = Story(), Story(shade=0.6)
    watts = open_air.hours(1)
    assert watts == pytest.approx(10 * irradiance(30, 0, 0, TILT) / 1_000)
    assert wood.hours(1) == pytest.approx(0.4 * watts)


def test_snow_covers_it_and_slides_off_when_the_sun_warms_it() -> None:
    story = Story()
    story.sky.cloud_share = 0.95
    assert story.hours(1) == 0
    story.sky.cloud_share, story.sky.celsius = 0.0, -20.0
    assert story.hours(5) == 0, "too cold for this sun: it stays"
    story.sky.celsius = -5.0
    assert story.hours(5) == 0, "it slides"
    assert 0 < story.panel.covered < 0.3
    assert story.hours(1.5) > 5, "and is off after six hours"


def test_by_night_frost_keeps_it_and_a_thaw_takes_it() -> None:
    story = Story()
    story.sky.cloud_share = 0.95
    story.hours(1)
    story.sky.sun, story.sky.celsius = (-30.0, 0.0), -1.0
    story.hours(10)
    assert story.panel.covered == 1
    story.sky.celsius = 1.0
    story.hours(7)
    assert story.panel.covered == 0


def test_no_snow_falls_in_months_without_any() -> None:
    story = Story()
    story.sky.cloud_share, story.sky.snow = 1.0, 0.0
    assert story.hours(1) > 0


def test_between_two_steps_nothing_changes() -> None:
    story = Story()
    story.panel.watts(STEP_NS)
    story.sky.cloud_share = 1.0
    assert story.panel.watts(2 * STEP_NS - S) > story.panel.watts(2 * STEP_NS)
