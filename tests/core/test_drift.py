"""How fast the unit's clock runs, out of what a receiver told."""

from __future__ import annotations

import pytest

from trapd.core.drift import SEASONS_PPM, UNMEASURED, WANDER_PPM, Drift, Rate
from trapd.core.timeline import Anchor, Timeline
from trapd.core.units import S

DAY = 86_400 * S
NOON = 1_782_907_200 * S
PPM = 30.0


def gps(mono_ns: int, uncertainty_s: float = 0.6, off_s: float = 0.0) -> Anchor:
    """By a receiver over a unit whose clock is `PPM` too slow."""
    return Anchor(mono_ns, NOON + round(mono_ns * (1 + PPM / 1e6) + off_s * S), "gps", uncertainty_s)


def test_one_day_measures_the_rate() -> None:
    drift = Drift()
    drift.hear(gps(0))
    drift.hear(gps(DAY))
    assert drift.rate.ppm == pytest.approx(PPM, abs=0.01)
    assert drift.rate.error_ppm == pytest.approx(WANDER_PPM + 1.2 / 0.0864, abs=0.01)
    assert drift.rate.error_ppm < UNMEASURED.error_ppm


def test_a_minute_measures_nothing() -> None:
    drift = Drift()
    for second in range(60):
        drift.hear(gps(second * S))
    assert drift.rate == UNMEASURED


def test_of_one_waking_the_best_counts() -> None:
    drift = Drift()
    for day in (0, 1):
        drift.hear(gps(day * DAY, 1.0, off_s=-0.4))
        drift.hear(gps(day * DAY + 20 * S, 0.6))
        drift.hear(gps(day * DAY + 25 * S, 0.9, off_s=-0.3))
    assert drift.rate.ppm == pytest.approx(PPM, abs=0.01)


def test_the_last_day_counts_not_the_season() -> None:
    drift = Drift()
    drift.hear(Anchor(0, NOON - 4 * S, "gps", 0.6))
    for day in (1, 2, 3):
        drift.hear(gps(day * DAY))
    assert drift.rate.ppm == pytest.approx(PPM, abs=0.01)


def test_a_receiver_that_is_always_awake_measures_as_well() -> None:
    drift = Drift()
    for minute in range(3 * 1440):
        drift.hear(gps(minute * 60 * S))
    assert drift.rate.ppm == pytest.approx(PPM, abs=0.01)


@pytest.mark.parametrize(("ppm", "known"), [(80.0, True), (-80.0, True), (210.0, False)])
def test_a_crystal_worse_than_thought_is_measured_and_a_lie_is_not(ppm: float, known: bool) -> None:
    timeline = Timeline(NOON, 0)
    for day in (0, 1):
        timeline.take(Anchor(day * DAY, NOON + round(day * DAY * (1 + ppm / 1e6)), "gps", 0.6))
    assert timeline.rate.ppm == (pytest.approx(ppm, abs=0.01) if known else 0)


def test_a_receiver_that_puts_itself_right_soon_leaves_no_wrong_mark() -> None:
    timeline = Timeline(NOON, 0)
    timeline.take(Anchor(0, NOON - 3 * S, "gps", 0.6))
    timeline.take(gps(900 * S))
    timeline.take(gps(DAY + 900 * S))
    assert timeline.rate.ppm == pytest.approx(PPM, abs=0.01)


def test_marks_too_poor_to_be_worth_anything_change_nothing() -> None:
    drift = Drift()
    drift.hear(gps(0, 4.0))
    drift.hear(gps(DAY, 4.0))
    assert drift.rate == UNMEASURED


def test_a_rate_of_another_season_is_less_sure() -> None:
    assert Rate(12.0, 21.0).remembered() == Rate(12.0, SEASONS_PPM)
    assert Rate(12.0, 40.0).remembered() == Rate(12.0, 40.0)
