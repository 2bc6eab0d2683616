"""Which captures may show people."""

import pytest
from visits import DAY, HOUR, Visit

from trapd.survey.gather import gather
from trapd.survey.people import people
from trapd.survey.plan import SurveyPlan

MIN = 60


@pytest.fixture
def card(tmp_path):
    """Hung up at first; a visit at noon of the second day; disarmed by its switch on the third."""
    with Visit(tmp_path / "card") as visit:
        visit.fit(0, "armed", "handled")
        visit.fit(10 * MIN, "armed")
        visit.fit(DAY, "armed", "handled")
        visit.fit(DAY + 20 * MIN, "armed")
        visit.fit(2 * DAY, "disarmed", why="by its switch")
        visit.fit(2 * DAY + HOUR, "armed")
        visit.fit(3 * DAY, "off", why="told to")
        yield visit


@pytest.mark.parametrize(
    ("at", "trigger", "shown"),
    [
        (5 * MIN, "motion", True),
        (10 * MIN + 299, "motion", True),
        (16 * MIN, "motion", False),
        (12 * HOUR, "motion", False),
        (12 * HOUR, "test", True),
        (DAY - 299, "motion", True),
        (DAY - 301, "motion", False),
        (DAY + 10 * MIN, "time-lapse", True),
        (2 * DAY - 4 * MIN, "motion", True),
        (2 * DAY + HOUR + 4 * MIN, "motion", True),
        (2 * DAY + HOUR + 6 * MIN, "motion", False),
    ],
)
def test_who_walks_up_and_away_is_in_it_too(card, at, trigger, shown):
    card.still(at, 1, trigger=trigger)
    survey = gather([card.root], SurveyPlan())
    (deployment,) = survey.deployments
    (capture,) = survey.captures(deployment)

    assert people(deployment)(capture) == shown


@pytest.mark.parametrize("state", ["disarmed", "handled"])
def test_who_arms_it_walks_away_and_who_disarms_it_walked_up(tmp_path, state):
    """What somebody did before and after a deployment counts too."""
    with Visit(tmp_path / "card") as visit:
        visit.fit(0, state)
        visit.fit(MIN, "armed")
        visit.still(2 * MIN, 1)
        visit.still(DAY, 2)
        visit.still(2 * DAY - MIN, 3)
        visit.fit(2 * DAY, state)
        visit.fit(2 * DAY + HOUR, "off")
    survey = gather([tmp_path / "card"], SurveyPlan())
    (deployment,) = survey.deployments

    assert [people(deployment)(capture) for capture in survey.captures(deployment)] == [True, False, True]


def test_what_it_took_outside_of_a_deployment_shows_whoever_was_there(tmp_path):
    with Visit(tmp_path / "card") as visit:
        visit.fit(0, "battery-low")
        visit.still(DAY, 1, trigger="proof-of-life")
        visit.fit(DAY + 2 * MIN, "battery-low", "handled")
        visit.fit(DAY + HOUR, "off")
    survey = gather([tmp_path / "card"], SurveyPlan())
    (deployment,) = survey.deployments

    assert [people(deployment)(capture) for capture in survey.captures(deployment)] == [True]


def test_a_unit_without_a_record_of_effort(tmp_path):
    with Visit(tmp_path / "card") as visit:
        visit.still(HOUR, 1)
        visit.still(2 * HOUR, 2, trigger="test")
    survey = gather([tmp_path / "card"], SurveyPlan())
    (deployment,) = survey.deployments

    assert [people(deployment)(capture) for capture in survey.captures(deployment)] == [False, True]
