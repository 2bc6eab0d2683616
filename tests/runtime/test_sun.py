"""The sun, against figures of others."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from trapd.core.units import S
from trapd.runtime.sun import elevation_deg, rises_or_sets


def test_at_noon_of_the_equinox_it_stands_as_high_as_the_latitude_is_low() -> None:
    noon = datetime(2026, 3, 20, 3, 21, tzinfo=UTC)  # 12:21 at +10:00: solar noon at 131.55 E, 7.5 min of equation
    assert elevation_deg(int(noon.timestamp()) * S, 43.1034, 131.5503) == pytest.approx(90 - 43.1, abs=0.5)


def test_in_january_the_leopards_day_is_nine_hours_long() -> None:
    sunrise = rises_or_sets("sunrise", date(2026, 1, 14), 43.1034, 131.5503)
    sunset = rises_or_sets("sunset", date(2026, 1, 15), 43.1034, 131.5503)
    assert sunrise is not None
    assert sunset is not None
    assert 8.9 < (sunset - sunrise).total_seconds() / 3600 < 9.5
    assert elevation_deg(int(sunset.timestamp()) * S, 43.1034, 131.5503) == pytest.approx(-0.3, abs=0.7)


def test_in_a_polar_night_it_does_not_rise() -> None:
    assert rises_or_sets("sunrise", date(2026, 12, 21), 75, 100) is None
