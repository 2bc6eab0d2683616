"""Whatever cards come home, in whatever order: every file is told of once, and no effort is told that was not."""

import shutil
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hung_units import HungUnit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trapd.core.spans import joined
from trapd.survey.gather import gather
from trapd.survey.placing import NEAR_NS
from trapd.survey.plan import SurveyPlan

HOUR = 3_600
S = 1_000_000_000
STATES = [
    ("armed",),
    ("armed", "blind"),
    ("armed", "card-gone"),
    ("disarmed",),
    ("battery-low",),
    ("gated", "off"),
    ("off",),
]
STATIONS = ["KP-07", "KP-09"]
UNITS = ["KP-07-L", "KP-07-R"]
PLACES = [{}, {"lat": 43.2}, {"lat": None, "lon": None}]

hours = st.integers(0, 200)
change = st.tuples(hours, st.sampled_from(STATES))
picture = st.tuples(hours, st.sampled_from(["motion", "proof-of-life", "test"]), st.sampled_from(PLACES))
start = st.tuples(
    st.sampled_from(UNITS),
    st.sampled_from(STATIONS),
    st.booleans(),  # whether somebody told it the time
    st.lists(change, max_size=4),
    st.lists(picture, max_size=4),
)
card = st.tuples(
    st.lists(start, max_size=3),
    st.booleans(),  # whether there is a copy of it
    st.lists(st.integers(0, 20), max_size=2),  # which of its files are gone
    st.lists(st.sampled_from(["DCIM/IMG_0001.JPG", "my photos/x.jpg", "KP-07/notes.txt"]), max_size=2),
)


class _Untold(HungUnit):
    """A start whom nobody tells the time; its clock is three years behind."""

    def utc(self, at):
        return super().utc(at) - 1_000 * 24 * HOUR * S

    def note(self, kind, at, **facts):
        super().note(kind, at, **{"time_source": "none"} | facts)


def _lay(folder, cards):
    """The cards as folders."""
    roots, marks = [], iter(range(0x1000, 0xFFFF))
    for number, (starts, copied, gone, foreign) in enumerate(cards):
        root = folder / f"card-{number}"
        HungUnit(root, boot=f"{next(marks):04x}")  # a card that was in a unit at least once
        for unit, station, dated, changes, pictures in starts:
            one = (HungUnit if dated else _Untold)(root, station, unit, boot=f"{next(marks):04x}")
            for hour, states in sorted(changes):
                one.effort(hour * HOUR, *states)
            for hour, trigger, place in sorted(pictures, key=lambda told: told[:2]):
                told = {} if dated else {"time_source": "none", "time_uncertainty_s": None}
                one.motion(hour * HOUR, data=b"%d" % hour, trigger=trigger, position_fixes=30, **place, **told)
        roots.append(root)
        if copied:
            roots.append(shutil.copytree(root, folder / f"copy-{number}"))
        pictures = sorted(path for path in root.rglob("*.jpg"))
        for index in gone:
            if index < len(pictures):
                pictures[index].unlink(missing_ok=True)
        for name in foreign:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
    return roots


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(card, min_size=1, max_size=3), st.randoms(use_true_random=False), st.sampled_from([0, 1, 24]))
def test_whatever_comes_home(cards, random, gap_h):
    with TemporaryDirectory() as folder:
        roots = _lay(Path(folder), cards)
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
    """But for the gaps that are allowed, and a technician's visit."""
    for one in survey.deployments:
        if one.watched != "yes":
            continue
        watching = joined((told.begin_ns, told.end_ns) for told in one.effort if told.state in ("armed", "gated"))
        assert all(after[0] - before[1] <= gap_ns for before, after in pairwise(watching))
        assert watching[0][0] - one.begin_ns <= NEAR_NS
        assert one.end_ns - watching[-1][1] <= NEAR_NS
    for unit in {one.unit for one in survey.deployments}:
        mine = [one for one in survey.deployments if one.unit == unit and one.watched == "yes"]
        for one, other in combinations(mine, 2):
            assert one.end_ns <= other.begin_ns or other.end_ns <= one.begin_ns
