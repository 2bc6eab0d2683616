"""The weather of a season: what the table says on the average, and never further from it than it may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert

from trapd.config.instants import instant
from trapd.config.nature import Climate as Table
from trapd.core.units import S
from trapd.core.year import through_the_year
from trapd.sim.climate import DAY_NS, HOUR_NS, SKY, Climate, of_the_day
from trapd.sim.course import Course

PRIMORYE = (-12.3, -8.4, -1.9, 5.1, 9.8, 13.6, 17.6, 19.8, 16.0, 8.9, -0.9, -9.1)
LON = 131.55
NOVEMBER = instant("2026-11-01T00:00:00+00:00")
JANUARY = instant("2027-01-01T00:00:00+00:00")
JULY = instant("2027-07-01T00:00:00+00:00")


def table(**changes: object) -> Table:
    """A climate of Primorye, changed."""
    usual = {"swing_c": (8.0,) * 12, "cloud": (0.3,) * 12, "wind_mps": (3.0,) * 12, "snow_cm": (5.0,) * 12}
    return convert({"mean_c": PRIMORYE, **usual, "spell_c": 13, "spell_days": 3, **changes}, Table)


def climate(seed: int = 1, since_ns: int = NOVEMBER, **changes: object) -> Climate:
    return Climate(table(**changes), Random(seed), LON, since_ns)


def month_ns(month: int) -> range:
    """Every hour of it."""
    begin = datetime(2027, month, 1, tzinfo=UTC)
    end = (begin + timedelta(days=32)).replace(day=1)
    return range(round(begin.timestamp()) * S, round(end.timestamp()) * S, HOUR_NS)


@pytest.mark.parametrize("month", [1, 4, 8, 12])
def test_a_quiet_month_has_the_mean_of_the_table(month: int) -> None:
    quiet = climate(spell_c=0, since_ns=instant("2026-12-31T00:00:00+00:00"))
    mean = fmean(quiet.temperature_c(ns) for ns in month_ns(month))
    assert mean == pytest.approx(PRIMORYE[month - 1], abs=0.15)


def test_januaries_differ_and_their_mean_is_that_of_the_table() -> None:
    januaries = [climate(seed, JANUARY) for seed in range(25)]
    means = [fmean(january.temperature_c(ns) for ns in month_ns(1)[::6]) for january in januaries]
    assert max(means) - min(means) > 2
    assert fmean(means) == pytest.approx(PRIMORYE[0], abs=1)


def test_it_is_warmest_in_the_early_afternoon_and_coldest_at_dawn() -> None:
    day = [of_the_day(quarter / 4) for quarter in range(96)]
    assert (day.index(max(day)) / 4, day.index(min(day)) / 4) == (14.5, 6)
    assert (max(day), min(day)) == (0.5, -0.5)
    assert fmean(day) == pytest.approx(0, abs=0.01)


def test_a_clear_night_is_colder_than_an_overcast_one() -> None:
    here = climate(spell_c=0, cloud=(0.5,) * 12)
    dawn_ns = instant("2027-01-01T06:00:00+09:00")  # about the sun's time of this place
    nights = [(here.cloud(ns), here.temperature_c(ns)) for ns in range(dawn_ns, dawn_ns + 28 * DAY_NS, DAY_NS)]
    clear = [celsius for cloud, celsius in nights if cloud < 0.3]
    overcast = [celsius for cloud, celsius in nights if cloud > 0.7]
    assert fmean(clear) < fmean(overcast) - 1


def test_a_cold_spell_lasts_for_days() -> None:
    here = climate(mean_c=(-12.0,) * 12, swing_c=(0.0,) * 12, spell_days=4)
    temperatures = [here.temperature_c(ns) for ns in month_ns(1)]
    coldest = temperatures.index(min(temperatures))
    around = temperatures[max(0, coldest - 24) : coldest + 24]
    assert max(around) < -12, "a day before and after its worst hour it is still colder than usual"


def test_the_sky_is_as_cloudy_as_the_table_says() -> None:
    skies = [climate(seed, JULY, cloud=(0.8,) * 12) for seed in range(20)]
    overcast = fmean(sky.cloud(ns) for sky in skies for ns in month_ns(7)[::6])
    assert overcast == pytest.approx(0.8, abs=0.03)


def test_wind_and_snow_are_those_of_the_table_on_the_average() -> None:
    januaries = [climate(seed, JANUARY) for seed in range(20)]
    winds = [january.wind_mps(ns) for january in januaries for ns in month_ns(1)[::6]]
    assert fmean(winds) == pytest.approx(3, abs=0.2)
    assert max(winds) > 7
    snow = climate(snow_cm=(5.0, 5.0, 3.0, 0, 0, 0, 0, 0, 0, 0, 1.0, 3.0), since_ns=JANUARY)
    assert snow.snow_cm(instant("2027-01-15T00:00:00Z")) == pytest.approx(5, abs=0.5)
    assert [snow.snow_cm(ns) for ns in month_ns(7)[::100]] == [0] * 8


@given(
    means=st.tuples(*[st.floats(-50, 40)] * 12),
    swing=st.floats(0, 30),
    spell=st.floats(0, 25),
    spell_days=st.floats(0.5, 20),
    cloud=st.floats(0.01, 1),
    seed=st.integers(0, 2**32),
    hours=st.lists(st.integers(0, 24 * 400), min_size=1, max_size=20),
)
@settings(max_examples=25, deadline=None)
def test_whatever_the_table_says_the_weather_stays_within_its_bounds(
    means: tuple[float, ...], swing: float, spell: float, spell_days: float, cloud: float, seed: int, hours: list[int]
) -> None:
    weather = {"mean_c": means, "swing_c": (swing,) * 12, "cloud": (cloud,) * 12}
    here, again = (climate(seed, **weather, spell_c=spell, spell_days=spell_days) for _ in range(2))
    furthest = spell + swing / 2 * (1 + SKY) + (max(means) - min(means)) / 2 + 1e-9
    for hour in hours:
        ns = NOVEMBER + hour * HOUR_NS
        assert min(means) - furthest <= here.temperature_c(ns) <= max(means) + furthest
        assert 0 <= here.cloud(ns) <= 1
        assert here.wind_mps(ns) >= 0
    for hour in sorted(hours):  # in another order, and alone
        ns = NOVEMBER + hour * HOUR_NS
        assert again.temperature_c(ns) == here.temperature_c(ns)


@given(st.tuples(*[st.floats(-50, 40)] * 12), st.integers(1, 12))
@settings(max_examples=20, deadline=None)
def test_the_curve_through_the_year_keeps_each_months_mean(means: tuple[float, ...], month: int) -> None:
    assert fmean(through_the_year(means, ns) for ns in month_ns(month)) == pytest.approx(means[month - 1], abs=0.2)


def test_a_course_makes_each_figure_once_and_in_order() -> None:
    asked: list[int] = []

    def make(ns: int) -> float:
        asked.append(ns)
        return float(ns)

    course = Course(zero_ns=100, step_ns=10, make=make)
    assert (course.at(135), course.at(100), course.at(112)) == (135, 100, 112)
    assert asked == [100, 110, 120, 130, 140]
