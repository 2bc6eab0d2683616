"""Which triggers are one event."""

import pytest
from hung_units import HungUnit

from trapd.survey.events import events
from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan

DAY = 86_400


@pytest.fixture
def unit(tmp_path):
    one = HungUnit(tmp_path / "card")
    one.anchor(0)
    one.effort(0, "armed")
    return one


def told(unit, gap_s=120):
    """Each event: its kind, and the sequence of each capture."""
    unit.effort(DAY, "off")
    survey = gather([unit.root], SurveyPlan())
    (deployment,) = survey.deployments
    found = events(deployment, survey.captures(deployment), gap_s)
    return [(one.trigger, [capture.picture.sequence for capture in one.captures]) for one in found]


def test_all_pictures_of_a_trigger_are_one_event_however_long_it_took(unit):
    unit.motion(1_000, stills=3, clip=b"clip", data=b"still")

    assert told(unit, gap_s=0) == [("motion", [1, 1, 1, 1])]


def test_motions_that_follow_closely_are_one(unit):
    for at in (1_000, 1_119, 1_239, 1_400):
        unit.motion(at)

    assert told(unit) == [("motion", [1, 2, 3]), ("motion", [4])]


def test_the_distance_counts_from_the_last_picture(unit):
    unit.motion(1_000, stills=30, data=b"still")
    unit.motion(1_140)

    assert told(unit) == [("motion", [1] * 30 + [2])]


def test_with_no_gap_each_trigger_is_an_event(unit):
    unit.motion(1_000)
    unit.motion(1_001)

    assert told(unit, gap_s=0) == [("motion", [1]), ("motion", [2])]


def test_a_time_lapse_joins_nothing_and_parts_nothing(unit):
    unit.motion(1_000)
    unit.motion(1_050, trigger="time-lapse")
    unit.motion(1_100)

    assert told(unit) == [("motion", [1, 3]), ("time-lapse", [2])]


def test_its_name_and_its_times(unit):
    unit.motion(1_000, stills=2, clip=b"clip")
    unit.effort(DAY, "off")
    survey = gather([unit.root], SurveyPlan())
    (deployment,) = survey.deployments
    (event,) = events(deployment, survey.captures(deployment), 120)

    assert event.id == f"{deployment.id}_a1b2-000001"
    assert (event.begin_ns, event.end_ns) == (unit.utc(999), unit.utc(1_001))
