"""How many days are left: by charge, use and cold, and how sure that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.core.activity import DAYS, Day, after, coldest_c, counted
from trapd.core.battery.gauge import METERED, RECKONED, Belief, Charge
from trapd.core.battery.known import CHEMISTRIES
from trapd.core.battery.pack import Pack
from trapd.core.forecast import LONGEST, Air, DaysLeft, Use, days_left, in_words
from trapd.core.outlook import NIGHT_C, NO_CHARGE, NO_PACK, WANDERS_C, ForecastRules, Outlook, air
from trapd.core.timeline import Timeline

PACK = Pack(CHEMISTRIES["li-ion"], 2, 3, 2.9)
HALF = Belief(0.5, 0.03)
RESTS = Use(0.45, 0.04, 0.4)
JANUARY_NS = 1_768_478_400_000_000_000
KEDROVAYA = (-12.3, -8.4, -1.9, 5.1, 9.8, 13.6, 17.6, 19.8, 16.0, 8.9, -0.9, -9.1)


def steady(celsius: float, unsure_c: float = 5.0) -> Air:
    return Air(lambda day: celsius, unsure_c)


def left(
    use: Use = RESTS, celsius: float = 0, belief: Belief = HALF, pack: Pack = PACK, least_v: float = 0
) -> DaysLeft:
    return days_left(PACK, least_v, belief, use, steady(celsius))


def test_in_the_warmth_the_energy_in_it_by_the_watts() -> None:
    mean_v = sum(PACK.rest_v(step / 200, 20) for step in range(100)) / 100
    assert left(celsius=20).likely == pytest.approx(0.5 * PACK.rated_ah * mean_v / 0.45 / 24, rel=0.02)


def test_the_cold_locks_days_away_and_a_higher_limit_more() -> None:
    warm, cold = left(celsius=20).likely, left(celsius=-20).likely
    assert cold < 0.9 * warm
    assert left(celsius=-20, least_v=6.8).likely < cold - 0.3


def test_it_ends_with_the_cold_of_the_days_to_come_and_not_of_today() -> None:
    frost = days_left(PACK, 0, HALF, RESTS, Air(lambda day: 10 if day < 1 else -35, 0))
    mild = days_left(PACK, 0, Belief(0.12, 0.01), RESTS, Air(lambda day: -30 + 60 * day, 0))
    assert left(celsius=-35).likely - 0.2 < frost.likely < left(celsius=10).likely - 0.5
    assert mild.likely == 0, "it does not carry the unit through this night"


def test_each_doubt_widens_the_range_and_together_less_than_their_sum() -> None:
    def width(charge: float, watts: float, celsius: float) -> float:
        range_ = days_left(PACK, 0, Belief(0.5, charge), Use(0.45, watts, 0.4), steady(-15, celsius))
        return range_.high - range_.low

    each = [width(0.05, 0, 0), width(0, 0.05, 0), width(0, 0, 10)]
    tables = width(0, 0, 0)
    assert 0 < tables < min(each)
    assert max(each) < width(0.05, 0.05, 10) < sum(each)


def test_a_pack_that_is_fed_lasts_and_is_still_feared_for() -> None:
    fed = left(Use(-0.05, 0.2, 0.4))
    assert (fed.likely, fed.high) == (LONGEST, LONGEST)
    assert fed.low < LONGEST


def test_a_pack_that_is_fed_may_freeze_all_the_same() -> None:
    assert days_left(PACK, 0, Belief(0.2, 0), Use(-1e-4, 0, 0.4), Air(lambda day: -2 * day, 0)).likely < 30


@given(
    st.sampled_from(sorted(CHEMISTRIES)),
    st.builds(Belief, st.floats(0, 1), st.floats(0.01, 0.5)),
    st.builds(Use, st.floats(-20, 200), st.floats(0, 100), st.floats(0, 20)),
    st.floats(-60, 60),
    st.floats(0, 30),
)
def test_whatever_is_asked_it_is_a_range(name: str, belief: Belief, use: Use, celsius: float, spell: float) -> None:
    pack = Pack(CHEMISTRIES[name], 4, 2, 3.0)
    told = days_left(pack, 4.0, belief, use, steady(celsius, spell))
    assert 0 <= told.low <= told.likely <= told.high <= LONGEST


def test_the_same_in_words() -> None:
    assert str(DaysLeft(79.6, 96.2, 115.4)) == "96 days (80–115)"
    assert str(DaysLeft(1.22, 1.4, 1.6)) == "1.4 days (1.2–1.6)"
    assert in_words(200, 300, LONGEST) == "300 days (200–a year or more)"
    assert in_words(200, LONGEST, LONGEST) == "a year or more (200 days at least)"
    assert in_words(LONGEST, LONGEST, LONGEST) == "more than a year"


# -- what the days before tell ------------------------------------------------------------------------------------


def hours(count: int, watts: float, **facts: float) -> tuple[Day, ...]:
    days: tuple[Day, ...] = ()
    for _ in range(count):
        days = after(days, Day(1.0, {"board": watts}, **facts))
    return days


def test_days_are_filled_one_after_the_other_and_a_week_is_remembered() -> None:
    assert [day.hours for day in hours(50, 1)] == [24, 24, 2]
    assert len(hours(24 * DAYS + 30, 1)) == DAYS
    assert hours(30, 1)[0].wh == {"board": 24}


def test_a_day_must_be_over_before_it_tells() -> None:
    assert counted(hours(23, 1), 0.4) is None
    told = counted(hours(24, 1), 0.4)
    assert told is not None
    assert told.watts == pytest.approx(1)
    assert told.rest_w == 0.4


def test_an_ammeter_makes_it_surer_and_changing_days_less_sure() -> None:
    metered, reckoned = counted(hours(72, 1, off=METERED), 0), counted(hours(72, 1), 0)
    changing = counted((*hours(24, 0.5), *hours(24, 1), *hours(24, 1.5)), 0)
    assert metered is not None
    assert reckoned is not None
    assert changing is not None
    assert metered.unsure_w == pytest.approx(METERED)
    assert reckoned.unsure_w == pytest.approx(RECKONED)
    assert changing.unsure_w == pytest.approx(RECKONED + 0.5 / 3**0.5)


def test_what_a_panel_gave_is_counted_against_what_was_taken() -> None:
    told = counted(hours(48, 1, beyond_wh=-1.5), 0.4)
    assert told is not None
    assert told.watts == pytest.approx(-0.5)


def test_the_coldest_hours_are_kept() -> None:
    days = after(after((), Day(1, coldest_c=-3)), Day(1, coldest_c=-8))
    assert coldest_c(after(days, Day(1))) == -8
    assert coldest_c(hours(3, 1)) is None


# -- the weeks to come ---------------------------------------------------------------------------------------------


def rules(mean_c: tuple[float, ...] | None = None, expected: Use | None = RESTS) -> ForecastRules:
    return ForecastRules(expected=expected, mean_c=mean_c, spell_c=13)


def test_the_climate_of_the_weeks_to_come_counts_else_the_last_days() -> None:
    usual, measured = air(rules(KEDROVAYA), JANUARY_NS), air(rules(), JANUARY_NS, hours(30, 1, coldest_c=-3.0))
    assert usual.coldest_c(0) == pytest.approx(-12.3 - NIGHT_C, abs=2)
    assert usual.coldest_c(75) > -4 - NIGHT_C
    assert usual.unsure_c == 13
    assert (measured.coldest_c(0), measured.unsure_c) == (-3, WANDERS_C)
    assert air(rules(), JANUARY_NS).unsure_c > WANDERS_C, "nobody knows anything"


def outlook(pack: Pack | None = PACK, **changes: Use | None) -> Outlook:
    return Outlook(rules(KEDROVAYA, **changes), pack, None, Timeline(JANUARY_NS, 0), ())


def test_before_a_day_is_counted_the_expected_use_counts() -> None:
    told, charge = outlook(), Charge(0.5, 0.03, "count")
    before = told.days_left(charge, 0)
    told.count(Day(30, {"board": 30 * 4.5}))
    afterwards = told.days_left(charge, 0)
    assert isinstance(before, DaysLeft)
    assert isinstance(afterwards, DaysLeft)
    assert afterwards.likely == pytest.approx(before.likely / 10, rel=0.25)


def test_it_says_why_it_does_not_know() -> None:
    known = Charge(0.5, 0.03, "count")
    assert outlook(pack=None).days_left(None, 0) == NO_PACK
    assert outlook(expected=None).days_left(known, 0) == NO_PACK
    assert outlook().days_left(Charge(1.0, 0.5, "count"), 0) == NO_CHARGE
