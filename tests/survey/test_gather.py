"""Cards become a survey."""

from pathlib import Path

from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan

GOLDEN = Path(__file__).parents[1] / "golden"


def test_a_card_is_a_deployment_and_an_account():
    survey = gather([GOLDEN / "schema-2" / "card"], SurveyPlan())

    (deployment,) = survey.deployments
    assert (deployment.station, deployment.unit, deployment.side) == ("KP-07", "DESK-1", "left")
    assert deployment.watched == "yes"
    assert len(survey.captures(deployment)) == 6
    assert {row.fate for row in survey.account} == {"unannounced", "record"}
