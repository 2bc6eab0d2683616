"""What programs read."""

import io
import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.core.actions import Report
from trapd.view.json_lines import JsonLines

UTC_NS = 1_768_475_073_123_000_000

FACTS = st.dictionaries(
    st.text(max_size=10),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=5,
    ),
)


def told(report, mono_ns=1, utc_ns=None):
    out = io.StringIO()
    JsonLines(out).tell(report, mono_ns, utc_ns)
    text = out.getvalue()
    assert text.endswith("\n")
    assert len(text.splitlines()) == 1
    return json.loads(text, parse_constant=pytest.fail)


def test_a_line_says_what_when_and_the_facts():
    assert told(Report("motion", {"sensor": "left", "outcome": "shot"}), 42, UTC_NS) == {
        "event": "motion",
        "mono_ns": 42,
        "utc": "2026-01-15T11:04:33.123Z",
        "sensor": "left",
        "outcome": "shot",
    }


def test_what_is_unknown_is_left_out():
    assert told(Report("shot", {"lat": None}), 42) == {"event": "shot", "mono_ns": 42}


def test_every_instant_is_told_as_rfc_3339():
    assert told(Report("shot", {"taken_utc_ns": UTC_NS}))["taken_utc"] == "2026-01-15T11:04:33.123Z"


@settings(deadline=None)
@given(st.text(), FACTS)
def test_any_facts_make_one_line_that_any_program_can_parse(event, facts):
    line = told(Report(event, facts), 7)

    assert line["event"] == event
    assert line["mono_ns"] == 7


def test_names_that_are_no_utf_8_survive_the_way_out():
    name = os.fsdecode(b"card-\xff")
    out = io.StringIO()
    JsonLines(out).tell(Report("card", {"path": name}), 1, None)

    line = json.loads(out.getvalue())

    assert os.fsencode(line["path"]) == b"card-\xff"
