"""Whatever cards come home, in whatever order: every file is told of once, and no effort is told that was not."""

from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from homecomings import HOUR, S, homecomings, lay
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trapd.core.spans import joined
from trapd.survey.gather import gather
from trapd.survey.placing import BURST_NS
from trapd.survey.plan import SurveyPlan


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(homecomings, st.randoms(use_true_random=False), st.sampled_from([0, 1, 24]))
def test_whatever_comes_home(cards, random, gap_h):
    with TemporaryDirectory() as folder:
        roots = lay(Path(folder), cards)
        plan = SurveyPlan(gap_h=gap_h)
        survey = gather(roots, plan)
        random.shuffle(roots)

        assert gather(roots, plan) == survey
        _every_file_is_told_of_once(roots, survey)
        _deployments_are_sound(survey)
        _no_effort_is_told_that_was_not(survey, round(gap_h * HOUR * S))


def _every_file_is_told_of_once(roots, survey):
    stand = sorted(
        (root, path.relative_to(root).as_posix()) for root in roots for path in root.rglob("*") if path.is_file()
    )
    captures = [capture for one in survey.deployments for capture in survey.captures(one)]
    taken = [(capture.card.root, capture.picture.name) for capture in captures]
    rows = [(row.card, row.name) for row in survey.account if (row.card / row.name).exists()]
    assert sorted(taken + rows) == stand
    assert all((row.card / row.name).exists() or row.fate in ("missing", "twice") for row in survey.account)


def _deployments_are_sound(survey):
    assert len({one.id for one in survey.deployments}) == len(survey.deployments)
    for one in survey.deployments:
        times = [capture.utc_ns for capture in survey.captures(one)]
        assert one.begin_ns <= min(times, default=one.begin_ns) <= max(times, default=one.end_ns) <= one.end_ns
        assert times == sorted(times)
        assert {capture.unit for capture in survey.captures(one)} <= {one.unit}
        assert {capture.station for capture in survey.captures(one)} <= {one.station}
        assert all(one.begin_ns <= told.begin_ns <= told.end_ns <= one.end_ns for told in one.effort)


def _no_effort_is_told_that_was_not(survey, gap_ns):
    """But for the gaps that are allowed, and the end of a burst."""
    for one in survey.deployments:
        if one.watched != "yes":
            continue
        watching = joined((told.begin_ns, told.end_ns) for told in one.effort if told.state in ("armed", "gated"))
        assert all(after[0] - before[1] <= gap_ns for before, after in pairwise(watching))
        assert watching[0][0] - one.begin_ns <= BURST_NS
        assert one.end_ns - watching[-1][1] <= BURST_NS
    for unit in {one.unit for one in survey.deployments}:
        mine = [one for one in survey.deployments if one.unit == unit and one.watched == "yes"]
        for one, other in combinations(mine, 2):
            assert one.end_ns <= other.begin_ns or other.end_ns <= one.begin_ns
