"""When the clock chip is gone by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trapd.core.clock_chip import ClockChip, RtcCheck
from trapd.core.events import RtcRead
from trapd.core.timeline import Anchor, Moment
from trapd.core.units import S

NOON = 1_782_907_200 * S
DAY = 86_400 * S
GOOD = RtcCheck("ds3231", NOON, off_s=0.4, doubt_s=0.7, outlasts=True)


def reading(utc_ns: int | None, mono_ns: int = 10 * S, chip: str = "ds3231", drift_ppm: float = 3.5) -> RtcRead:
    return RtcRead(mono_ns, utc_ns, chip, drift_ppm)


def told_by(check: RtcCheck | None, first: RtcRead, power_on: bool = True) -> Anchor | str:
    chip = ClockChip(check, power_on)
    chip.first = first
    return chip.tells()


def test_a_chip_that_was_found_right_tells_the_time_and_how_well() -> None:
    told = told_by(GOOD, reading(NOON + 10 * DAY))
    assert isinstance(told, Anchor)
    assert (told.mono_ns, told.utc_ns, told.source) == (10 * S, NOON + 10 * DAY + S // 2, "rtc")
    # Half a second, what it was off, how well that was known, and ten days of a system clock that may have set it.
    assert told.uncertainty_s == pytest.approx(0.5 + 0.4 + 0.7 + 864_000 * 60e-6)


def test_a_plain_crystal_in_the_cold_is_less_sure() -> None:
    told = told_by(GOOD, reading(NOON + 10 * DAY, drift_ppm=105.0))
    assert isinstance(told, Anchor)
    assert told.uncertainty_s == pytest.approx(1.6 + 864_000 * 105e-6)


@pytest.mark.parametrize(
    ("check", "first", "why"),
    [
        (None, reading(NOON), "nobody has compared it"),
        (replace(GOOD, chip="another"), reading(NOON + DAY), "nobody has compared it"),
        (replace(GOOD, outlasts=False), reading(NOON + DAY), "not yet seen to run while the unit was off"),
        (replace(GOOD, off_s=-3600.0), reading(NOON + DAY), "-3600 s off"),
        (GOOD, reading(None), "none, or it cannot be read"),
        (GOOD, reading(0), "date before"),
        (GOOD, reading(NOON - DAY), "earlier time than it did before"),
    ],
)
def test_what_is_not_gone_by_says_why(check: RtcCheck | None, first: RtcRead, why: str) -> None:
    told = told_by(check, first)
    assert isinstance(told, str)
    assert why in told


def proven(check: RtcCheck | None, off_s: float, power_on: bool = True, after_ns: int = DAY) -> RtcCheck | None:
    """The check after a receiver told what was true at the first reading."""
    chip = ClockChip(check, power_on)
    chip.first = reading(NOON + after_ns + round(off_s) * S)
    chip.prove(Moment(NOON + after_ns + S // 2, "gps", 0.7))
    return chip.check


def test_a_chip_that_was_right_at_a_power_on_runs_while_the_unit_is_off() -> None:
    for before in (None, replace(GOOD, outlasts=False), GOOD):
        assert proven(before, off_s=1) == RtcCheck("ds3231", NOON + DAY + S // 2, 1.0, 0.7, outlasts=True)


def test_a_chip_that_stood_still_while_the_unit_was_off_is_found_out() -> None:
    for before in (None, replace(GOOD, outlasts=False), GOOD):
        check = proven(before, off_s=-3600)
        assert check is not None
        assert not check.outlasts


def test_a_restart_of_the_process_proves_nothing() -> None:
    assert proven(GOOD, off_s=1, power_on=False) == GOOD


def test_nor_does_a_first_start_long_after_the_boot() -> None:
    chip = ClockChip(None)
    chip.first = reading(NOON, mono_ns=3600 * S)
    assert not chip.prove(Moment(NOON, "gps", 0.7))
    assert chip.check is None


def test_once_it_was_set_it_is_compared_again_and_stays_what_it_was() -> None:
    chip = ClockChip(replace(GOOD, off_s=40_000.0))
    chip.first = reading(NOON + DAY)
    assert chip.compare(reading(NOON + DAY + 900 * S), Moment(NOON + DAY + 900 * S, "gps", 0.7))
    assert chip.check == RtcCheck("ds3231", NOON + DAY + 900 * S, 0.5, 0.7, outlasts=True)
    assert not chip.compare(reading(None), Moment(NOON, "gps", 0.7))


def test_even_a_chip_that_nobody_knows_is_a_witness() -> None:
    chip = ClockChip()
    chip.first = reading(NOON)
    witness = chip.witness()
    assert witness is not None
    assert not witness.contradicts(Anchor(10 * S, NOON + 5 * S, "gps", 0.6))
    assert witness.contradicts(Anchor(10 * S, NOON + 60 * S, "gps", 0.6))
    chip.first = reading(0)
    assert chip.witness() is None
