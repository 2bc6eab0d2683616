"""Values of core: as a frozen dataclass has them, but for the interpreter's own lock."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, fields, replace

import pytest

from trapd.core.captions import Identity
from trapd.core.events import CameraReady, PirEdge, Tick
from trapd.core.units import S

EDGE = PirEdge("left", True, 3 * S)


def test_values_are_equal_by_their_facts() -> None:
    assert PirEdge("left", True, 3 * S) == EDGE
    assert replace(EDGE, high=False) != EDGE
    assert CameraReady() == CameraReady()
    assert {EDGE: 1}[PirEdge("left", True, 3 * S)] == 1


def test_values_of_two_kinds_are_never_equal() -> None:
    assert Tick("left", 3) != ("left", 3)
    assert CameraReady() not in (Tick("left"), None)


def test_a_value_is_shown_as_it_is_written() -> None:
    assert repr(EDGE) == "PirEdge(sensor='left', high=True, mono_ns=3000000000)"
    assert eval(repr(EDGE)) == EDGE


def test_what_is_done_with_dataclasses_can_be_done_with_values() -> None:
    assert [field.name for field in fields(EDGE)] == ["sensor", "high", "mono_ns"]
    assert PirEdge(**asdict(EDGE)) == EDGE
    assert copy.deepcopy(EDGE) == pickle.loads(pickle.dumps(EDGE)) == EDGE
    match EDGE:
        case PirEdge(sensor, high, _):
            assert (sensor, high) == ("left", True)


def test_a_value_takes_no_fact_that_it_has_not() -> None:
    with pytest.raises(AttributeError):
        EDGE.colour = "red"  # type: ignore[attr-defined]


def test_settings_go_by_name_alone() -> None:
    with pytest.raises(TypeError):
        Identity("KP-1")  # type: ignore[call-arg, misc]
