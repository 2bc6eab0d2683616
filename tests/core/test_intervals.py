"""Intervals out of the lines of a catalog, whatever became of the lines."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trapd.core.effort import Interval, intervals
from trapd.core.units import S

NOON = 1_768_442_400 * S
"""2026-01-15T02:00:00Z."""
ANCHOR = {"source": "gps", "uncertainty_s": 0.7, "drift_ppm": 0.0, "drift_error_ppm": 50.0}
Line = dict[str, Any]


def effort(at_s: float, *states: str, boot: str = "1a2b", utc_s: float | None = None, **facts: Any) -> Line:
    """A line `at_s` after the kernel's boot, which was at noon; `utc_s`: what an unset clock believed."""
    clock: Line = {"time_source": "gps", "time_uncertainty_s": 0.7, "utc_ns": NOON + round(at_s * S)}
    if utc_s is not None:
        clock = {"time_source": "none", "utc_ns": NOON + round(utc_s * S)}
    who = {"unit": "KP-07-L", "station": "KP-07", "boot": boot, "boot_id": f"kernel of {boot}"}
    return {"kind": "effort", **who, "mono_ns": round(at_s * S), **clock, "states": sorted(states), **facts}


def told(lines: list[Line]) -> list[tuple[str, float, float]]:
    """State, begin and end in seconds since noon."""
    return [(one.state, (one.begin_ns - NOON) / S, (one.end_ns - NOON) / S) for one in intervals(lines)]


def test_each_state_has_its_own_begin_end_and_reason() -> None:
    lines = [
        effort(10, "armed"),
        effort(100, "blind", why={"blind": "no answer"}),
        effort(160, "armed", "handled"),
        effort(200, "off", why={"off": "the unit stops"}),
    ]
    assert told(lines) == [("armed", 10, 100), ("blind", 100, 160), ("armed", 160, 200), ("handled", 160, 200)]
    [blind] = [one for one in intervals(lines) if one.state == "blind"]
    assert (blind.why, blind.station, blind.bounded, blind.dated) == ("no answer", "KP-07", False, True)


def test_the_lines_may_come_in_any_order_and_twice() -> None:
    lines = [effort(10, "armed"), effort(100, "blind"), effort(160, "armed"), effort(200, "off")]
    assert intervals([*reversed(lines), *lines]) == intervals(lines)


def test_without_an_end_the_last_sign_of_life_is_the_end() -> None:
    picture = {"kind": "media", "unit": "KP-07-L", "boot": "1a2b", "mono_ns": 90 * S, "utc_ns": NOON + 90 * S}
    alive = {**effort(70, "armed"), "kind": "last-alive"}
    other = {**picture, "unit": "KP-07-R", "mono_ns": 500 * S}
    [armed] = intervals([effort(10, "armed"), alive, picture, other])
    assert (armed.end_ns, armed.bounded) == (NOON + 90 * S, True)


def test_an_end_that_was_inferred_is_none_if_the_unit_lived_on() -> None:
    """Its card was pulled at 100, and put back after a restart, when the reserve told the rest."""
    inferred = effort(100, "off", ended="power cut")
    later = effort(300, "card-gone"), effort(400, "off", why={"off": "the unit stops"})
    assert told([effort(10, "armed"), inferred]) == [("armed", 10, 100)]
    assert told([effort(10, "armed"), inferred, *later]) == [("armed", 10, 300), ("card-gone", 300, 400)]


def test_between_two_starts_the_unit_was_off() -> None:
    lines = [
        effort(10, "armed"),
        effort(100, "off", ended="power cut"),
        effort(700, "armed", boot="3c4d"),
        effort(800, "off", boot="3c4d"),
    ]
    [_, off, _] = intervals(lines)
    assert told(lines)[1] == ("off", 100, 700)
    assert (off.why, off.bounded) == ("power cut", True)


def test_what_came_before_the_first_fix_is_dated_by_it() -> None:
    lines = [effort(10, "armed", "clock-unknown", utc_s=-9e6), effort(130, "armed"), effort(200, "off")]
    assert told(lines) == [("armed", 10, 200), ("clock-unknown", 10, 130)]
    assert all(one.dated for one in intervals(lines))


def test_an_anchor_dates_every_start_of_its_boot() -> None:
    """The process crashed before the first fix; its next start, under the same kernel, had one."""
    kernel = {"boot_id": "one and the same"}
    crashed = effort(10, "armed", "clock-unknown", utc_s=-9e6) | kernel
    ended = effort(70, "off", utc_s=-9e6 + 60, ended="crash") | kernel
    again = effort(100, "clock-unknown", boot="3c4d", utc_s=-9e6 + 90) | kernel
    stopped = effort(400, "off", boot="3c4d", utc_s=-9e6 + 390) | kernel
    introduced = again | {"kind": "boot"}
    fix = {"kind": "anchor", "boot": "3c4d", **kernel, **ANCHOR, "mono_ns": 200 * S, "utc_ns": NOON + 200 * S}
    found = intervals([crashed, ended, again, introduced, fix, stopped])
    assert [round((one.begin_ns - NOON) / S) for one in found] == [10, 10, 70, 100]
    assert all(one.dated for one in found)


def test_a_start_whose_time_was_disproved_is_not_dated_by_it() -> None:
    """Its year was mistyped; the next start has a fix."""
    year_s = 365 * 86_400
    mistyped = {"time_source": "technician", "time_uncertainty_s": 2.0, "utc_ns": NOON + (year_s + 10) * S}
    first = {"boot": "1a2b", "boot_id": "kernel of 1a2b", "unit": "KP-07-L"}
    then = {"boot": "3c4d", "boot_id": "kernel of 3c4d", "unit": "KP-07-L", "before": "kernel of 1a2b"}
    lines = [
        {"kind": "boot", **first, "mono_ns": 0, **mistyped},
        {"kind": "anchor", **first, **ANCHOR, "source": "technician", "mono_ns": 10 * S, "utc_ns": NOON + year_s * S},
        {**effort(10, "armed"), **mistyped},
        {**effort(100, "off"), **mistyped, "utc_ns": NOON + (year_s + 100) * S},
        {"kind": "boot", **then, "mono_ns": 0, "utc_ns": NOON + 700 * S, "time_source": "gps"},
        {"kind": "anchor", **then, **ANCHOR, "mono_ns": 700 * S, "utc_ns": NOON + 700 * S},
        effort(700, "armed", boot="3c4d"),
        effort(800, "off", boot="3c4d"),
    ]

    assert [one.dated for one in intervals(lines) if one.state == "armed"] == [False, True]
    assert told(lines)[0] == ("armed", 610, 700)


def test_a_start_that_nobody_dated_stands_between_its_neighbours() -> None:
    """Its clock said that it began in the middle of the start before it."""
    lines = [
        effort(0, "armed"),
        effort(1_000, "off"),
        effort(5, "clock-unknown", boot="3c4d", utc_s=500),
        effort(405, "off", boot="3c4d", utc_s=900),
        effort(2_000, "armed", boot="5e6f"),
        effort(2_100, "off", boot="5e6f"),
    ]
    assert told(lines) == [
        ("armed", 0, 1_000),
        ("clock-unknown", 1_000, 1_400),
        ("off", 1_400, 2_000),
        ("armed", 2_000, 2_100),
    ]
    assert [one.dated for one in intervals(lines)] == [True, False, False, True]


def test_a_start_that_believed_to_be_in_the_future_ends_before_the_next() -> None:
    lines = [
        effort(5, "clock-unknown", boot="3c4d", utc_s=500),
        effort(405, "off", boot="3c4d", utc_s=900),
        effort(700, "armed", boot="5e6f"),
        effort(800, "off", boot="5e6f"),
    ]
    assert told(lines) == [("clock-unknown", 300, 700), ("armed", 700, 800)]


STATES = st.sets(
    st.sampled_from(["armed", "disarmed", "hours", "blind", "flash-dead", "clock-unknown", "handled"]), min_size=1
)
STARTS = st.lists(
    st.fixed_dictionaries(
        {
            "pause_s": st.integers(0, 5_000),
            "changes": st.lists(st.tuples(st.integers(0, 600), STATES), min_size=1, max_size=6),
            "end": st.sampled_from(["clean", "power cut", "untold"]),
            "fix": st.integers(0, 6),
            "clock_s": st.integers(-3_000, 3_000),
        }
    ),
    min_size=1,
    max_size=5,
)


def story(starts: list[dict[str, Any]]) -> list[Line]:
    """The lines of a unit's life; each start is dated from its line number `fix` on, if it has so many."""
    lines, at_s = [], 0
    for number, start in enumerate(starts):
        at_s += start["pause_s"]
        changes = [*start["changes"]]
        if start["end"] != "untold":
            changes.append((10, {"off"}))
        for index, (passed_s, states) in enumerate(changes):
            at_s += passed_s
            utc_s = at_s + start["clock_s"] if index < start["fix"] else None
            lines.append(effort(at_s, *states, boot=f"{number:04x}", utc_s=utc_s))
        if start["end"] == "power cut":
            lines[-1]["ended"] = "power cut"
    return lines


@given(STARTS, st.data())
def test_whatever_was_lost_nothing_overlaps_and_no_time_is_left_out(starts: list[Any], data: st.DataObject) -> None:
    lines = story(starts)
    kept = data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=2 * len(lines)))

    found = intervals(kept)

    assert all(one.begin_ns < one.end_ns for one in found)
    for state in {one.state for one in found}:
        alike = [one for one in found if one.state == state]
        assert all(one.end_ns <= other.begin_ns for one, other in pairwise(alike))
    assert covered(found)


@given(STARTS)
def test_a_whole_catalog_with_known_times_tells_how_long_each_state_held(starts: list[Any]) -> None:
    for start in starts:
        start["fix"] = 0
    lines = story(starts)
    held: Counter[str] = Counter()
    for line, after in pairwise(lines):
        for state in line["states"] if line["boot"] == after["boot"] else ["off"]:
            held[state] += after["mono_ns"] - line["mono_ns"]

    lengths: Counter[str] = Counter()
    for one in intervals(lines):
        lengths[one.state] += one.end_ns - one.begin_ns

    assert +lengths == +held


def covered(found: list[Interval]) -> bool:
    """From the first moment to the last some state holds."""
    at_ns = found[0].begin_ns if found else 0
    for one in found:
        if one.begin_ns > at_ns:
            return False
        at_ns = max(at_ns, one.end_ns)
    return True


WILD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=3),
    st.lists(st.none() | st.text(max_size=3) | st.lists(st.none())),
)
KEYS = ["unit", "boot", "boot_id", "mono_ns", "utc_ns", "time_source", "time_uncertainty_s", "states", "why", "ended"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["effort", "boot", "anchor", "media", "last-alive", "bounds"]),
            st.dictionaries(st.sampled_from([*KEYS, *ANCHOR, "before", "rtc_utc_ns"]), WILD, max_size=3),
        ),
        max_size=8,
    )
)
def test_no_line_whatever_it_says_breaks_the_reading(told: list[tuple[str, Line]]) -> None:
    lines = [effort(number, "armed") | ANCHOR | {"kind": kind} | wild for number, (kind, wild) in enumerate(told)]

    assert all(one.begin_ns < one.end_ns for one in intervals(lines))
