"""A run of time that is cut in three takes each picture once."""

from __future__ import annotations

from pathlib import Path

from hung_units import DAY, HungUnit

from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan


def test_what_was_taken_blind_is_in_the_blind_deployment_alone(tmp_path: Path) -> None:
    unit = HungUnit(tmp_path / "card")
    unit.effort(0, "armed")
    unit.effort(2 * DAY, "armed", "blind", blind="snow on the lens")
    unit.effort(4 * DAY, "armed")
    for day in (1, 3, 5):
        unit.motion(day * DAY)
    unit.effort(6 * DAY, "off", off="the arm switch is off")
    survey = gather([unit.root], SurveyPlan())
    assert [one.watched for one in survey.deployments] == ["yes", "blind", "yes"]
    assert [len(survey.captures(one)) for one in survey.deployments] == [1, 1, 1]
