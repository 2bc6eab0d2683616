"""Whichever cards of a unit are missing: no effort is told that all of them together do not tell."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hung_units import HungUnit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trapd.core.spans import joined, within, without
from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan

HOUR = 3_600
S = 1_000_000_000
TOLERATED_NS = 3_600 * S
"""Around each change of cards."""

session = st.tuples(
    st.integers(2, 100),  # hours that the card is in
    st.booleans(),  # whether the unit starts anew with it
    st.lists(st.tuples(st.floats(0.1, 0.9), st.sampled_from(["armed", "disarmed", "battery-low"])), max_size=3),
)


def _lay(folder, sessions):
    """A card for each session of one unit."""
    roots, begin, start, state = [], 0, 0, "armed"
    for number, (hours, anew, changes) in enumerate(sessions):
        start += anew
        unit = HungUnit(folder / f"card-{number}", boot=f"{0xA000 + start:04x}")
        book = unit.root / "catalog.jsonl"
        book.write_bytes(book.read_bytes().splitlines(keepends=True)[0])  # HungUnit told of the first moment
        unit.note("boot", begin * HOUR, station="KP-07", firmware="0.1.0")
        unit.effort(begin * HOUR, state)
        for share, state in sorted(changes):
            unit.effort((begin + hours * share) * HOUR, state)
        unit.energy((begin + hours) * HOUR - 300, 0.5, 1.0)
        roots.append(unit.root)
        begin += hours
    return roots


def _armed(roots, gap_h):
    """By the record of effort, and as deployments count it."""
    survey = gather(roots, SurveyPlan(gap_h=gap_h))
    record = joined((one.begin_ns, one.end_ns) for one in survey.effort if one.state == "armed")
    deployed = joined((one.begin_ns, one.end_ns) for one in survey.deployments if one.watched == "yes")
    return record, deployed


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(session, min_size=2, max_size=5), st.data())
def test_a_missing_card_makes_no_effort(sessions, data):
    with TemporaryDirectory() as folder:
        roots = _lay(Path(folder), sessions)
        here = data.draw(st.lists(st.sampled_from(roots), min_size=1, unique=True))
        record, deployed = _armed(here, gap_h=0)
        whole, _ = _armed(roots, gap_h=0)

    too_much = sum(end - begin for begin, end in without(record, whole))
    assert too_much <= TOLERATED_NS * len(roots)
    for begin, end in deployed:
        assert within(record, begin, end) == end - begin
