"""Whatever cards come home: told by fields, a survey keeps its pictures, and none of its values tells a place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from homecomings import homecomings, lay
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trapd.export.blur.blurred import blurred
from trapd.survey.gather import Survey, gather
from trapd.survey.plan import Station, SurveyPlan

PLANS = st.sampled_from([SurveyPlan(), SurveyPlan(station={"KP-09": Station(lat=43.31234, lon=131.41234)})])


def told(survey: Survey) -> str:
    """All that a form can know of it."""
    captures = [capture for one in survey.deployments for capture in survey.captures(one)]
    facts = [capture.facts() for capture in captures]
    return repr((survey.plan, survey.deployments, survey.effort, [capture.post for capture in captures], facts))


def pictures(survey: Survey) -> Counter[str]:
    return Counter(capture.picture.name for one in survey.deployments for capture in survey.captures(one))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(homecomings, PLANS, st.sampled_from([0.1, 1, 10, 100]))
def test_nothing_is_lost_but_the_places(cards, plan, km):
    with TemporaryDirectory() as name:
        survey = gather(lay(Path(name), cards), plan)
        hidden = blurred(survey, km)

        assert hidden.search.text(told(hidden.survey).encode()) is None
        if any(one.site is not None and one.site.by == "survey" for one in survey.deployments):
            assert hidden.search.text(told(survey).encode())
        assert pictures(hidden.survey) == pictures(survey)
        assert len({one.id for one in hidden.survey.deployments}) == len(survey.deployments)
        for one in hidden.survey.deployments:
            assert all(one.begin_ns <= capture.utc_ns <= one.end_ns for capture in hidden.survey.captures(one))
        assert told(blurred(survey, km).survey) == told(hidden.survey)
