"""Watch windows and instants as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.config.instants import instant
from trapd.config.windows import ClockTime, SunTime, WatchWindow, clock_time, window


@pytest.mark.parametrize(
    "text",
    [
        "sunset-30min..sunrise+30min",
        "sunset-30min … sunrise+30min",
        "sunset - 30 min ... sunrise + 30 min",
        "Sunset−30min…Sunrise+30MIN",
        " sunset–030min..sunrise+30min ",
    ],
)
def test_a_window_by_the_sun_in_any_typography(text: str) -> None:
    assert window(text) == WatchWindow(SunTime("sunset", -30), SunTime("sunrise", 30))
    assert window(text).needs_position


def test_a_window_by_the_clock() -> None:
    assert window("18:00..06:00") == WatchWindow(ClockTime(18 * 60), ClockTime(6 * 60))
    assert not window("18:00..6:00").needs_position
    assert window("22:15..sunrise") == WatchWindow(ClockTime(22 * 60 + 15), SunTime("sunrise"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "18:00",
        "18:00..24:00",
        "18:00-06:00",
        "25:00..06:00",
        "18:60..06:00",
        "06:00..06:00",
        "sunset..sunset",
        "dusk..06:00",
        "sunset-30..06:00",
        "sunset-1h..06:00",
        "sunset-721min..06:00",
        "sunset+..06:00",
        "1:00..2:00..3:00",
        "١٨:00..06:00",
    ],
)
def test_no_window(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|leave"):
        window(text)


@settings(deadline=None)
@given(st.text(alphabet="0123456789:.…+- minsuretrahd", max_size=30))
def test_any_text_is_a_window_or_a_value_error(text: str) -> None:
    try:
        parsed = window(text)
    except ValueError:
        return
    assert parsed.opens != parsed.closes


def test_hours() -> None:
    assert clock_time("00:00").minute == 0
    assert clock_time("23:59").minute == 1439
    with pytest.raises(ValueError, match="write 00:00 to 23:59"):
        clock_time("24:00")


def test_instants_carry_their_offset() -> None:
    utc_ns = int(datetime(2026, 1, 15, 7, 40, tzinfo=UTC).timestamp()) * 1_000_000_000
    assert instant("2026-01-15T17:40:00+10:00") == utc_ns
    assert instant("2026-01-15T07:40:00Z") == utc_ns
    assert instant("2026-01-15 07:40:00.123456Z") == utc_ns + 123_456_000


@pytest.mark.parametrize(
    "text", ["", "now", "2026-01-15", "2026-01-15T17:40:00", "1969-12-31T00:00:00Z", "2026-13-01T00:00Z"]
)
def test_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match="write date, time and offset"):
        instant(text)
