"""What counts as a deployment, and what does not."""

from datetime import UTC, datetime

import pytest
from hung_units import DAY, HungUnit

from trapd.survey.gather import gather
from trapd.survey.plan import Station, SurveyPlan

HOUR = 3_600
S = 1_000_000_000


def again(unit, boot, **other):
    """Its next start, on the same card."""
    one = HungUnit(unit.root, boot=boot, **other)
    one.anchor(0)
    return one


class Unset(HungUnit):
    """A start whose clock says 900 days ago, and whom nobody tells the time."""

    def utc(self, at):
        return super().utc(at) - 900 * DAY * S

    def note(self, kind, at, **facts):
        super().note(kind, at, **{"time_source": "none"} | facts)


UNTOLD = {"time_source": "none", "time_uncertainty_s": None}


@pytest.fixture
def unit(tmp_path):
    one = HungUnit(tmp_path / "card")
    one.anchor(0)
    return one


def survey(*units, **plan):
    return gather([unit.root for unit in units], SurveyPlan(**plan))


def told(unit, **plan):
    """Each deployment of its card: how it watched, begin and end in hours, and how many pictures."""
    found = survey(unit, **plan)
    begin = unit.utc(0)
    return [
        (
            one.watched,
            round((one.begin_ns - begin) / HOUR / S, 2),
            round((one.end_ns - begin) / HOUR / S, 2),
            len(found.captures(one)),
        )
        for one in found.deployments
    ]


def test_a_deployment_is_from_the_first_watching_to_the_last(unit):
    unit.effort(1 * HOUR, "disarmed")
    unit.effort(2 * HOUR, "armed")
    unit.motion(5 * HOUR)
    unit.effort(48 * HOUR, "off")
    unit.effort(49 * HOUR, "disarmed")

    assert told(unit) == [("yes", 2, 48, 1)]


def test_its_name_is_that_of_its_begin_by_the_stations_time(unit):
    unit.effort(0, "armed")
    unit.motion(HOUR)
    unit.effort(DAY, "off")

    (deployment,) = survey(unit).deployments
    begin = datetime.fromtimestamp(deployment.begin_ns / S, UTC)
    assert (begin.hour, deployment.utc_offset_min) == (2, 600)
    assert deployment.id == "KP-07_KP-07-L_20260110T120000"


def test_a_gap_that_is_no_longer_than_allowed_stays_within(unit):
    unit.effort(0, "armed")
    unit.effort(10 * HOUR, "off", off="changed the card")
    later = again(unit, "b2c3")
    later.effort(33 * HOUR, "armed")
    later.effort(40 * HOUR, "off")

    assert told(unit) == [("yes", 0, 40, 0)]
    (deployment,) = survey(unit).deployments
    assert [one.state for one in deployment.effort] == ["armed", "off", "armed"]


def test_a_longer_one_ends_it(unit):
    unit.effort(0, "armed")
    unit.effort(10 * HOUR, "off")
    later = again(unit, "b2c3")
    later.effort(34.1 * HOUR, "armed")
    later.effort(40 * HOUR, "off")

    assert told(unit) == [("yes", 0, 10, 0), ("yes", 34.1, 40, 0)]
    assert told(unit, gap_h=25) == [("yes", 0, 40, 0)]


def test_a_unit_between_two_motions_is_watched_for_by_its_board(unit):
    unit.effort(0, "armed")
    unit.effort(1 * HOUR, "gated", "off")
    later = again(unit, "b2c3")
    later.effort(50 * HOUR, "armed")
    later.effort(51 * HOUR, "off")

    assert told(unit, gap_h=1) == [("yes", 0, 51, 0)]


def test_what_somebody_ordered_while_nobody_watched_is_in_a_deployment_of_its_own(unit):
    unit.effort(0, "disarmed", "handled")
    unit.motion(0.2 * HOUR, trigger="test")
    unit.motion(0.3 * HOUR, trigger="test")
    unit.effort(0.5 * HOUR, "armed")
    unit.motion(5 * HOUR)
    unit.effort(DAY, "disarmed")
    unit.motion(24.5 * HOUR, trigger="test")
    unit.effort(25 * HOUR, "off")

    assert told(unit) == [("no", 0.2, 0.3, 2), ("yes", 0.5, 24, 1), ("no", 24.5, 24.5, 1)]


def test_what_somebody_ordered_while_it_watched_is_not(unit):
    unit.effort(0, "armed", "handled")
    unit.motion(0.2 * HOUR, trigger="test")
    unit.effort(0.5 * HOUR, "armed")
    unit.effort(DAY, "off")

    assert told(unit) == [("yes", 0, 24, 1)]


def test_what_it_took_by_itself_makes_a_deployment_a_minute_longer_at_most(unit):
    """A clip begins before its motion, and a burst goes on after the unit was disarmed."""
    unit.effort(0, "disarmed")
    unit.effort(HOUR, "armed")
    unit.take(HOUR - 3, 0, b"the motion was at once")
    unit.motion(2 * HOUR - 1, stills=40)
    unit.effort(2 * HOUR, "disarmed")
    unit.motion(2 * HOUR + 90)
    unit.motion(2 * HOUR + 140)
    unit.effort(3 * HOUR, "off")
    found = survey(unit)

    watched, rest = found.deployments
    assert (watched.begin_ns, watched.end_ns) == (unit.utc(HOUR - 3), unit.utc(2 * HOUR + 38))
    assert (rest.watched, len(found.captures(rest))) == ("no", 2)


def test_a_test_beside_a_burst_does_not_get_into_its_deployment(unit):
    unit.effort(0, "armed")
    unit.effort(HOUR, "disarmed")
    unit.motion(HOUR + 10)
    unit.motion(HOUR + 20, trigger="test")
    unit.motion(HOUR + 30)
    unit.effort(2 * HOUR, "off")
    found = survey(unit)

    watched, rest = found.deployments
    assert (watched.end_ns, rest.begin_ns, rest.end_ns) == tuple(unit.utc(HOUR + at) for at in (10, 20, 30))


def test_a_daily_proof_of_life_is_no_effort(unit):
    unit.effort(0, "armed")
    unit.effort(2 * DAY, "battery-low")
    for day in range(3, 9):
        unit.motion(day * DAY + day * 60, trigger="proof-of-life")  # noon comes later each day
    unit.effort(9 * DAY, "off")

    assert told(unit) == [("yes", 0, 48, 0), ("no", 72.05, 192.13, 6)]


def test_what_lies_on_both_sides_of_a_deployment_is_not_joined_over_it(unit):
    unit.effort(0, "battery-low")
    unit.motion(2 * HOUR, trigger="proof-of-life")
    unit.effort(4 * HOUR, "armed")
    unit.effort(5 * HOUR, "battery-low")
    unit.motion(8 * HOUR, trigger="proof-of-life")
    unit.effort(9 * HOUR, "off")

    assert told(unit) == [("no", 2, 2, 1), ("yes", 4, 5, 0), ("no", 8, 8, 1)]


def test_without_a_record_of_effort_the_pictures_alone_tell(unit):
    for hour in (1, 20, 60):
        unit.motion(hour * HOUR)

    assert told(unit) == [("untold", 1, 20, 2), ("untold", 60, 60, 1)]


def test_a_unit_that_moved_station_has_two(unit):
    unit.effort(0, "armed")
    unit.motion(HOUR)
    unit.effort(5 * HOUR, "off")
    there = again(unit, "b2c3", station="KP-09")
    there.effort(8 * HOUR, "armed")
    there.motion(9 * HOUR)
    there.effort(20 * HOUR, "off")

    assert told(unit) == [("yes", 0, 5, 1), ("yes", 8, 20, 1)]
    assert [one.station for one in survey(unit).deployments] == ["KP-07", "KP-09"]


HERE = {"lat": 43.1034, "lon": 131.5503, "hdop": 0.9, "position_error_m": 3.0, "position_fixes": 30}
THERE = HERE | {"lat": 43.1134}
"""A kilometre north."""


def test_a_unit_that_was_carried_off_begins_anew_where_it_was_switched_on(unit):
    unit.effort(0, "armed")
    unit.motion(HOUR, **HERE)
    unit.effort(5 * HOUR, "off")
    later = again(unit, "b2c3")
    later.effort(8 * HOUR, "armed")
    later.motion(20 * HOUR, **THERE)
    later.effort(24 * HOUR, "off")

    assert told(unit) == [("yes", 0, 5, 1), ("yes", 8, 24, 1)]
    assert [round(one.site.lat, 4) for one in survey(unit).deployments] == [43.1034, 43.1134]


def test_carried_off_while_it_ran_nobody_knows_where_it_was_in_between(unit):
    unit.effort(0, "armed")
    unit.motion(HOUR, **HERE)
    unit.motion(20 * HOUR, **THERE)
    unit.effort(24 * HOUR, "off")

    assert told(unit) == [("yes", 0, 1, 1), ("yes", 20, 24, 1)]


def test_an_average_that_wanders_is_no_move(unit):
    unit.effort(0, "armed")
    for hour in range(1, 9):
        unit.motion(hour * HOUR, **HERE | {"lat": 43.1034 + hour % 2 * 0.0002, "position_error_m": 4.0 + hour % 2})
    unit.motion(9 * HOUR, **THERE | {"position_fixes": 2})
    unit.effort(10 * HOUR, "off")

    assert told(unit) == [("yes", 0, 10, 9)]


def test_a_start_that_nobody_dates_keeps_its_place_and_is_told(unit):
    unit.effort(0, "armed")
    unit.motion(HOUR)
    unit.effort(5 * HOUR, "off")
    lost = Unset(unit.root, boot="b2c3")
    lost.effort(0, "armed")
    lost.motion(HOUR, **UNTOLD)
    lost.effort(3 * HOUR, "off")
    found = survey(unit)

    dated, undated = found.deployments
    assert not dated.trouble
    assert undated.trouble == ("nobody told the time of 1 of its 1 pictures",)
    assert undated.begin_ns == dated.end_ns
    assert undated.end_ns - undated.begin_ns == 3 * HOUR * S
    (capture,) = found.captures(undated)
    assert not capture.dated
    assert capture.utc_ns - undated.begin_ns == HOUR * S


def test_what_another_card_knows_dates_a_picture(tmp_path):
    early = Unset(tmp_path / "early")
    early.effort(0, "armed")
    early.motion(HOUR, **UNTOLD)
    late = HungUnit(tmp_path / "late")  # the same start, whose card was changed before the receiver woke
    late.anchor(2 * HOUR)
    found = survey(early, late)

    (capture,) = [capture for one in found.deployments for capture in found.captures(one)]
    assert capture.dated
    assert abs(capture.utc_ns - late.utc(HOUR)) < S
    assert capture.picture.utc_ns == early.utc(HOUR)


def test_a_place_is_the_newest_of_those_with_the_most_fixes(unit):
    unit.effort(0, "armed")
    unit.motion(1 * HOUR, **HERE | {"position_fixes": 900})
    unit.motion(2 * HOUR, **HERE | {"position_fixes": 900, "lat": 43.10341})
    unit.motion(3 * HOUR, **HERE | {"position_fixes": 30, "lat": 43.10342})
    unit.effort(5 * HOUR, "off")

    (deployment,) = survey(unit, station={"KP-07": Station(lat=40, lon=130)}).deployments
    assert (deployment.site.lat, deployment.site.by, deployment.site.uncertainty_m) == (43.10341, "gps", 3.0)


@pytest.mark.parametrize(
    "facts",
    [
        {"lat": None, "lon": None},
        {"lat": 43.1, "lon": 131.6, "hdop": None, "position_error_m": 8_300.0, "position_fixes": 30},
    ],
)
def test_where_the_unit_tells_none_or_a_field_the_surveys_file_says(unit, facts):
    unit.effort(0, "armed")
    unit.motion(1 * HOUR, **facts)
    unit.effort(5 * HOUR, "off")

    (told,) = survey(unit, station={"KP-07": Station(lat=43.11, lon=131.51, uncertainty_m=20)}).deployments
    assert (told.site.lat, told.site.lon, told.site.uncertainty_m, told.site.by) == (43.11, 131.51, 20, "survey")
    (untold,) = survey(unit).deployments
    assert (untold.site.uncertainty_m if untold.site else None) == facts.get("position_error_m")


def test_a_deployment_without_a_picture_is_where_its_unit_hung_before_and_after(unit):
    unit.effort(0, "armed")
    unit.motion(1 * HOUR, **HERE)
    unit.effort(5 * HOUR, "off")
    later = again(unit, "b2c3")
    later.effort(3 * DAY, "armed")
    later.effort(4 * DAY, "off")

    _, silent = survey(unit).deployments
    assert round(silent.site.lat, 4) == 43.1034
    assert silent.side == "left"


def test_a_unit_without_a_picture_is_in_the_time_zone_of_the_others(unit, tmp_path):
    unit.effort(0, "armed")
    unit.motion(HOUR, utc_offset_min=180)
    silent = HungUnit(tmp_path / "silent", unit="KP-07-R", boot="b2c3")
    silent.anchor(0)
    silent.effort(0, "armed")
    silent.effort(DAY, "off")

    assert {one.utc_offset_min for one in survey(unit, silent).deployments} == {180}
