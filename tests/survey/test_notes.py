"""What an analyst is told before the tables are believed."""

from hung_units import HungUnit

from trapd.survey.gather import gather
from trapd.survey.plan import Station, SurveyPlan, UnitPlan

DAY = 86_400
HERE = {"lat": 43.1034, "lon": 131.5503, "hdop": 0.9, "position_error_m": 3.0, "position_fixes": 30}


def hang(folder, unit="KP-07-L", boot="a1b2", **facts):
    one = HungUnit(folder / f"{unit}-{boot}", unit=unit, boot=boot)
    one.anchor(0)
    one.effort(0, "armed")
    one.motion(1_000, **HERE | facts)
    one.effort(DAY, "off")
    return one.root


def told(*roots, **plan):
    return list(gather(roots, SurveyPlan(**plan)).notes)


def test_nothing_where_all_is_as_it_is_called(tmp_path):
    roots = hang(tmp_path), hang(tmp_path, "KP-07-R", "b2c3", lat=43.1035)

    assert told(*roots, station={"KP-07": Station(lat=43.104, lon=131.55)}, unit={"KP-07-L": UnitPlan()}) == []


def test_a_name_in_the_surveys_file_that_no_card_knows(tmp_path):
    notes = told(hang(tmp_path), station={"KP-77": Station()}, unit={"Anna": UnitPlan()})

    assert notes == [
        "no card knows the station KP-77 of the survey's file; did you mean KP-07?",
        "no card knows the unit Anna of the survey's file; they know KP-07-L",
    ]


def test_a_unit_that_was_not_where_the_surveys_file_has_its_station(tmp_path):
    notes = told(hang(tmp_path), station={"KP-07": Station(lat=43.2, lon=131.55)})

    assert notes == ["KP-07-L hung 10.8 km from where the survey's file has its station, KP-07"]


def test_two_units_that_cannot_be_of_one_station(tmp_path):
    notes = told(hang(tmp_path), hang(tmp_path, "KP-07-R", "b2c3", lat=43.2))

    assert notes == ["KP-07-L and KP-07-R hung 10.8 km apart, and both say that it was station KP-07"]


def test_two_units_with_one_serial(tmp_path):
    notes = told(hang(tmp_path), hang(tmp_path, boot="b2c3"))

    assert notes == ["two units seem to be called KP-07-L: two of its starts ran at once"]
