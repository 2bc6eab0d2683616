"""Captures of two units that face each other are joined by their times."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from facing import NOON_NS, UnitCard
from hypothesis import given
from hypothesis import strategies as st

from trapd.card.ledger import Picture
from trapd.core.units import S
from trapd.export import moments, pairs
from trapd.export.moments import Named
from trapd.survey.capture import Capture, Card
from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan
from trapd.survey.post import Posts

CARD = Card(Path("card"), "0" * 16)
POSTS = {side: Posts().of({"side": side, "utc_offset_min": 600}) for side in ("left", "right", "middle", None)}


def taken(side, at_s, number, moves=False, dated=True):
    name = f"KP-07/{side}-{number}.{'mp4' if moves else 'jpg'}"
    utc_ns = NOON_NS + round(at_s * S)
    picture = Picture(name, "", 0, 0, utc_ns, "a1b2", number, 0 if moves else 1, "motion", dated)
    return Named(Capture(CARD, picture, POSTS[side], utc_ns, dated), utc_ns, name)


def joined(*named, within_s=5.0):
    return [(pair.left.to[6:-4], pair.right.to[6:-4]) for pair in pairs.pairs(named, within_s)]


def side(side, *seconds, **how):
    return [taken(side, at_s, number, **how) for number, at_s in enumerate(seconds, start=1)]


def test_each_with_its_nearest():
    assert joined(*side("left", 0, 60), *side("right", 1.5, 58)) == [("left-1", "right-1"), ("left-2", "right-2")]


def test_no_further_apart_than_that():
    assert joined(*side("left", 0), *side("right", 5)) == [("left-1", "right-1")]
    assert joined(*side("left", 0), *side("right", 5.000001)) == []
    assert joined(*side("left", 0), *side("right", 0), within_s=0) == [("left-1", "right-1")]


def test_a_burst_on_one_side_stands_beside_a_single_picture_on_the_other():
    assert joined(*side("left", 0, 1, 2), *side("right", 0.9)) == [
        (f"left-{number}", "right-1") for number in (1, 2, 3)
    ]


def test_stills_with_stills_and_clips_with_clips():
    left = [taken("left", 0, 1), taken("left", 0.1, 2, moves=True)]
    right = [taken("right", 0.1, 1), taken("right", 0, 2, moves=True)]
    assert joined(*left, *right) == [("left-1", "right-1"), ("left-2", "right-2")]


def test_a_clip_with_a_still_where_the_other_side_has_no_clip():
    assert joined(taken("left", 0, 1, moves=True), taken("right", 1, 1)) == [("left-1", "right-1")]


@pytest.mark.parametrize("other", ["left", "middle", None])
def test_only_left_and_right_face_each_other(other):
    assert joined(*side("left", 0), taken(other, 1, 9)) == []


def test_what_nobody_dated_has_no_pair():
    assert joined(*side("left", 0), *side("right", 0, dated=False)) == []


SIDES = st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=12)


@given(SIDES, SIDES, st.sampled_from([0, 1, 5, 60]))
def test_whoever_has_one_of_the_other_side_near_is_in_a_pair_with_the_nearest(left, right, within_s):
    of = {
        side: [taken(side, at_s, number, moves) for number, (at_s, moves) in enumerate(taken_there)]
        for side, taken_there in (("left", left), ("right", right))
    }
    found = list(pairs.pairs([*of["left"], *of["right"]], within_s))
    assert all(abs(pair.difference_ns) <= within_s * S for pair in found)
    assert len({(pair.left.to, pair.right.to) for pair in found}) == len(found) <= len(left) + len(right)
    for mine, other in (("left", "right"), ("right", "left")):
        for one in of[mine]:
            near = [each for each in of[other] if _away(one, each) <= within_s * S]
            alike = [each for each in near if moments.clip(each.capture) == moments.clip(one.capture)]
            partners = [abs(pair.difference_ns) for pair in found if getattr(pair, mine).to == one.to]
            if near:
                assert min(_away(one, each) for each in alike or near) in partners
            else:
                assert partners == []


def _away(one, other):
    return abs(one.moment_ns - other.moment_ns)


def test_a_clip_is_there_when_its_trigger_is(tmp_path):
    """It begins three seconds before, and so could miss its pair. Without a still its trigger's own time counts."""
    card = UnitCard(tmp_path / "card", "KP-07-L", "left")
    card.still(60, 1)
    card.still(61, 1, number=2)
    card.clip(60, 1)
    card.clip(90, 2)
    survey = gather([card.home()], SurveyPlan())
    (deployment,) = survey.deployments
    found = list(moments.moments(survey.captures(deployment)))
    assert [(moments.clip(capture), (ns - NOON_NS) / S) for capture, ns in found] == [
        (True, 60),
        (False, 60),
        (False, 61),
        (True, 90),
    ]


def test_the_table(tmp_path):
    left, right = UnitCard(tmp_path / "l", "KP-07-L", "left"), UnitCard(tmp_path / "r", "KP-07-R", "right")
    left.still(60, 1, time_uncertainty_s=0.5)
    right.still(58.75, 1, time_uncertainty_s=1.25)
    survey = gather([left.home(), right.home()], SurveyPlan())
    named = [
        Named(capture, capture.utc_ns, f"media/{capture.unit}.jpg")
        for deployment in survey.deployments
        for capture in survey.captures(deployment)
    ]
    (row,) = csv.DictReader("".join(pairs.lines(pairs.pairs(named, 5))).splitlines())
    assert row == {
        "station": "KP-07",
        "left": "media/KP-07-L.jpg",
        "right": "media/KP-07-R.jpg",
        "difference_s": "-1.250",
        "unsure_s": "1.750",
        "left_time": "2026-01-15T12:01:00+10:00",
        "right_time": "2026-01-15T12:00:58+10:00",
    }
