"""What time it was: anchors, steps, drift, and dates that cannot be."""

from datetime import UTC, datetime, timedelta

import pytest

from trapd.core.drift import UNMEASURED, Rate
from trapd.core.fix import Fix
from trapd.core.gps_time import BUILT, LATEST, Agreement, dated, impossible
from trapd.core.timeline import Anchor, Timeline, local, provisional
from trapd.core.units import MS, S


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * S


NOON = at("2026-07-01T12:00:00")
DAY = 86_400 * S


def gps(mono_ns: int, utc_ns: int, uncertainty_s: float = 0.6) -> Anchor:
    return Anchor(mono_ns, utc_ns, "gps", uncertainty_s)


def test_before_an_anchor_every_time_is_provisional():
    timeline = Timeline(NOON, at_mono_ns=5 * S)
    moment = timeline.moment(65 * S)
    assert (moment.utc_ns, moment.source, moment.uncertainty_s) == (NOON + 60 * S, "none", None)


def test_the_first_anchor_steps_and_tells_moments_before_it_too():
    timeline = Timeline(NOON, at_mono_ns=0)
    assert timeline.anchor(gps(10 * S, NOON + 10 * S + 3 * DAY)) == 3 * 86_400
    earlier = timeline.moment(2 * S)
    assert (earlier.utc_ns, earlier.source) == (NOON + 2 * S + 3 * DAY, "gps")


def test_uncertainty_grows_with_the_drift_on_both_sides_of_the_anchor():
    timeline = Timeline(NOON, 0)
    timeline.anchor(gps(DAY, NOON))
    assert timeline.moment(DAY).uncertainty_s == 0.6
    assert timeline.moment(2 * DAY).uncertainty_s == pytest.approx(0.6 + 86_400 * UNMEASURED.error_ppm / 1e6)
    assert timeline.moment(0).uncertainty_s == timeline.moment(2 * DAY).uncertainty_s


def test_time_does_not_tremble_with_every_epoch():
    timeline = Timeline(NOON, 0)
    timeline.anchor(gps(0, NOON))
    assert [timeline.anchor(gps(n * S + 80 * MS, NOON + n * S)) for n in range(1, 60)] == [0.0] * 59


def test_after_hours_of_drift_a_new_anchor_is_better():
    timeline = Timeline(NOON, 0)
    timeline.anchor(gps(0, NOON))
    assert timeline.anchor(gps(DAY, NOON + DAY + 2 * S)) == 2
    assert timeline.moment(DAY).uncertainty_s == 0.6


def test_a_rough_anchor_never_replaces_a_fine_one():
    timeline = Timeline(NOON, 0)
    timeline.anchor(gps(0, NOON))
    assert timeline.anchor(Anchor(60 * S, NOON + 500 * S, "rtc", 30.0)) == 0
    assert timeline.moment(60 * S).utc_ns == NOON + 60 * S


def test_a_receiver_that_learns_the_leap_seconds_puts_itself_right():
    timeline = Timeline(NOON, 0)
    timeline.anchor(gps(0, NOON + 18 * S))
    assert timeline.anchor(gps(30 * S, NOON + 30 * S)) == -18


def test_the_same_receiver_s_less_late_epoch_is_nearer_the_truth():
    timeline = Timeline(NOON, 0)
    timeline.anchor(gps(0, NOON))
    assert timeline.anchor(gps(5 * S, NOON + 5 * S + 50 * MS, uncertainty_s=0.59)) == pytest.approx(0.05)
    assert timeline.anchor(gps(9 * S, NOON + 9 * S, uncertainty_s=0.58)) == 0


def test_what_a_person_typed_gives_way_to_a_receiver_and_not_the_other_way_round():
    timeline = Timeline(NOON, 0)
    timeline.anchor(Anchor(0, NOON, "technician", 2.0))
    timeline.anchor(gps(60 * S, NOON + 61 * S))
    assert timeline.moment(60 * S).source == "gps"
    timeline.anchor(Anchor(90 * S, NOON + 90 * S, "technician", 2.0))
    assert timeline.moment(90 * S).source == "gps"


def test_after_a_week_without_the_sky_a_person_s_watch_is_better():
    timeline = Timeline(NOON, 0)
    timeline.anchor(gps(0, NOON))
    timeline.anchor(Anchor(7 * DAY, NOON + 7 * DAY, "technician", 2.0))
    assert timeline.moment(7 * DAY).source == "technician"


def test_what_an_earlier_process_of_the_boot_knew_still_holds_and_has_grown_older():
    timeline = Timeline(NOON, 5 * DAY, held=gps(DAY, NOON))
    moment = timeline.moment(2 * DAY)
    assert (moment.utc_ns, moment.source) == (NOON + DAY, "gps")
    assert moment.uncertainty_s == pytest.approx(0.6 + 86_400 * UNMEASURED.error_ppm / 1e6)


def test_a_picture_s_provisional_time_pushes_the_guess_on_and_never_back():
    timeline = Timeline(NOON, 0)
    timeline.not_before(NOON + 30 * S, 20 * S)
    assert timeline.moment(20 * S).utc_ns == NOON + 30 * S
    timeline.not_before(NOON + 35 * S, 40 * S)
    timeline.not_before(at("2099-01-01T00:00:00"), 40 * S)
    assert timeline.moment(40 * S).utc_ns == NOON + 50 * S


def test_an_anchor_reads_the_same_out_of_the_catalog():
    anchor = Anchor(7 * S, NOON, "rtc", 3.25, Rate(12.5, 21.0))
    assert Anchor.of_facts(anchor.facts()) == anchor
    bare = {"mono_ns": 7 * S, "utc_ns": NOON, "source": "gps", "uncertainty_s": 0.6}
    assert Anchor.of_facts(bare) == gps(7 * S, NOON)


@pytest.mark.parametrize(
    ("system", "last_known", "expected"),
    [
        ("2026-07-01T12:00:00", None, "2026-07-01T12:00:00"),
        ("1970-01-01T00:01:00", None, BUILT.isoformat()[:19]),
        ("1970-01-01T00:01:00", "2026-09-01T00:00:00", "2026-09-01T00:00:00"),
        ("2026-07-01T12:00:00", "2026-09-01T00:00:00", "2026-09-01T00:00:00"),
        ("2099-01-01T00:00:00", "2026-09-01T00:00:00", "2026-09-01T00:00:00"),
    ],
)
def test_the_provisional_time_is_the_latest_that_can_be(system, last_known, expected):
    assert provisional(at(system), last_known and at(last_known)) == at(expected)


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("2013-09-01", "date before"),  # a cold u-blox M8
        ("1980-01-06", "date before"),  # a cold MediaTek: the first day of GPS time
        ("2006-11-16", "date before"),  # 2 July 2026, rolled over
        ("2070-01-01", "date after"),
    ],
)
def test_dates_that_cannot_be_say_why(date, why):
    assert (impossible(at(date)) or "").startswith(why)


def fix(date: str) -> Fix:
    return Fix(7 * S, at(date), time_trusted=True, lat=43.1, lon=131.5, alt_m=1, hdop=1, sats=9, mode=3)


@pytest.mark.parametrize(
    ("told", "known", "right"),
    [
        ("2006-11-16T05:00:00", None, "2026-07-02T05:00:00"),  # the build date proves it
        ("2013-09-01T00:00:00", None, None),  # a cold u-blox M8, or April 2033? Nobody knows
        ("2013-09-01T00:00:00", "2033-04-17T20:00:00", "2033-04-17T00:00:00"),  # the time held does
        ("2013-09-01T00:00:00", "2033-05-17T20:00:00", None),
        ("1980-01-06T00:00:00", None, None),
        ("2026-07-02T05:00:00", "2033-05-17T20:00:00", "2026-07-02T05:00:00"),
    ],
)
def test_a_week_number_that_rolled_over_is_put_right_where_that_is_proven(told, known, right):
    done = dated(fix(told), known and at(known))
    if right is None:
        assert done == "date before 2026-01-01"
    else:
        assert (done.utc_ns, done.weeks_added) == (at(right), 1024 if told != right else 0)


def test_dates_of_the_unit_s_life_can_be():
    for date in (BUILT, BUILT + timedelta(days=400), LATEST - timedelta(seconds=1)):
        assert impossible(round(date.timestamp()) * S) is None


def test_trust_takes_three_epochs_in_a_row():
    agreement = Agreement()
    assert [agreement.add(n * S, NOON + n * S) for n in range(4)] == [False, False, True, True]


@pytest.mark.parametrize("jump_ns", [DAY, -DAY, 18 * S, -18 * S, 600 * MS, -600 * MS])
def test_a_jump_begins_a_new_row(jump_ns):
    agreement = Agreement()
    told = [NOON, NOON + S, NOON + 2 * S, NOON + 3 * S + jump_ns, NOON + 4 * S + jump_ns, NOON + 5 * S + jump_ns]
    trusted = [agreement.add(n * S, utc_ns) for n, utc_ns in enumerate(told)]
    assert trusted == [False, False, True, False, False, True]


def test_a_clock_that_stands_still_is_never_trusted():
    agreement = Agreement()
    assert not any(agreement.add(n * 100 * MS, NOON) for n in range(20))


def test_local_time_is_standard_time_all_year():
    assert local(at("2026-07-01T14:30:00") + 123_456_789, 600).isoformat() == "2026-07-02T00:30:00.123456+10:00"
    assert local(at("2026-01-01T00:00:00"), -210).isoformat() == "2025-12-31T20:30:00-03:30"


@pytest.mark.parametrize("utc_ns", [10**23, -(10**23), 2**63 * S])
def test_a_number_that_is_no_date_cannot_be_the_time(utc_ns: int) -> None:
    assert impossible(utc_ns) is not None
    assert impossible(provisional(S, utc_ns)) is None
