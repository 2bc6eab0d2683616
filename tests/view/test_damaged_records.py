"""Whatever a damaged card says, there is a page about it: records of schema 1 have no check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hung_units import HungUnit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trapd.card import catalog
from trapd.console.language import language
from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan
from trapd.view.survey.attention import attention
from trapd.view.survey.brought import brought
from trapd.view.survey.faults import faults
from trapd.view.survey.packs import packs

_ = language("en")
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.just(10**400))
WILD = st.one_of(
    st.none(),
    NUMBERS,
    st.text(max_size=5),
    st.lists(NUMBERS | st.none(), max_size=3),
    st.dictionaries(st.text(), NUMBERS),
)
READINGS = ("latency_ms", "battery_v", "temperature_c", "time_uncertainty_s", "pre_roll_s", "sensor", "night", "lit")
RECORD = (
    "wh", "charge", "days_left", "from_mono_ns", "step", "celsius", "least_v", "was", "chore", "why", "kind", "boot",
    "boot_id", "unit", "utc_ns", "mono_ns", "time_source", "drift_ppm",
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.dictionaries(st.sampled_from(READINGS), WILD), st.dictionaries(st.sampled_from(RECORD), WILD))
def test_a_record_that_makes_no_sense_is_passed_over(
    tmp_path_factory: pytest.TempPathFactory, readings: dict[str, Any], facts: dict[str, Any]
) -> None:
    unit = HungUnit(tmp_path_factory.mktemp("wild") / "card")
    unit.effort(0, "armed")
    unit.motion(600)
    book = unit.root / catalog.FILE
    told = [json.loads(line) for line in book.read_bytes().splitlines()]
    book.unlink()
    for record in told:
        wild = readings if record["kind"] == "media" else {}
        put(book, {key: value for key, value in (record | wild).items() if key not in ("crc", "card")})
    for kind in ("energy", "brown-out", "stepped-down", "pack", "undone", "anchor"):
        put(book, {"kind": kind, "unit": unit.unit, "utc_ns": unit.utc(700)} | facts)
    found = brought(gather([unit.root], SurveyPlan()), lambda: None)
    assert found.units[unit.unit].seen[0].stills == 1
    assert "KP-07-L" in packs(found, _)
    assert faults(found, _)
    assert all(isinstance(one, str) for one in attention(found, _))


def put(book: Path, record: dict[str, Any]) -> None:
    """Without a check, as schema 1 did."""
    with book.open("ab") as file:
        file.write(json.dumps(record).encode() + b"\n")
