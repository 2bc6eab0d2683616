import dataclasses
import json

import pytest
from captions import caption, captions
from hypothesis import given

from trapd.media import comment


@given(captions())
def test_every_fact_of_any_caption_comes_back(anything):
    text = comment.dump(anything)

    expected = dataclasses.replace(anything, make=anything.make[:200], model=anything.model[:200]).facts()
    assert json.loads(text) == {"schema_version": 1, **expected}
    assert comment.load(text) == expected
    assert text.isascii()
    assert "\n" not in text
    assert comment.caption(comment.load(text)).facts() == expected


def test_what_is_unknown_is_left_out():
    facts = comment.load(comment.dump(caption(sensor=None, battery_v=None, lat=None)))

    assert facts.keys().isdisjoint({"sensor", "battery_v", "lat", "confirmed_by"})
    assert facts["edge_mono_ns"] == 1_000_000_000_000
    assert facts["time_uncertainty_s"] == 0.02


@pytest.mark.parametrize("text", ["", "made by somebody else", "[1, 2]", json.dumps({"station": "KP-07"})])
def test_a_comment_of_somebody_else_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - json tells some of them
        comment.load(text)


@pytest.mark.parametrize("wrong", [{}, comment.load(comment.dump(caption())) | {"sequence": "41"}])
def test_facts_of_no_caption_are_refused(wrong):
    with pytest.raises(ValueError, match="no caption of trapd's"):
        comment.caption(wrong)


def test_an_unset_clock_is_told_in_the_line_for_people():
    assert comment.headline(caption()) == "KP-07 DESK-1 motion"
    assert comment.headline(caption(time_source="none")) == "KP-07 DESK-1 motion, clock not set"


def test_an_id_is_the_same_for_ever_and_for_no_other_picture():
    picture = caption()

    assert comment.unique_id(picture) == "876e2e964992338b3e5384fbb8227bdd"
    others = [{"unit": "DESK-2"}, {"boot": "1a2c"}, {"sequence": 42}, {"number": 3}, {"part": 2}]
    ids = {comment.unique_id(caption(**other)) for other in others}
    assert len(ids | {comment.unique_id(picture)}) == 6


def test_local_time_is_the_stations_standard_time():
    assert comment.local_time(caption()).isoformat() == "2026-01-15T21:04:33.123456+10:00"
    assert comment.local_time(caption(utc_offset_min=-210)).isoformat() == "2026-01-15T07:34:33.123456-03:30"
