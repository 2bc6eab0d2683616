"""What a receiver may say, and what is believed of it. `say` plays a row of trusted seconds, one epoch each."""

from __future__ import annotations

import pytest

from trapd.core.belief import SECOND_NS, Belief
from trapd.core.caption import TimeSource
from trapd.core.delays import UNKNOWN_S, USUAL_NS
from trapd.core.fix import Fix
from trapd.core.timeline import Anchor, Timeline
from trapd.core.units import MS, S

NOON = 1_782_907_200 * S
"""2026-07-01T12:00:00Z, when the unit's clock is 0."""
ROLLED = 1024 * 7 * 86_400 * S
AGAINST = "it contradicts the time held"


def fix(mono_ns: int, wrong_ns: int = 0, trusted: bool = True) -> Fix:
    told_ns = NOON + mono_ns - USUAL_NS + wrong_ns
    return Fix(mono_ns, told_ns, trusted, lat=43.1, lon=131.5, alt_m=1, hdop=1, sats=9, mode=3)


class Ear:
    """Believes, and goes by what it believes."""

    def __init__(self, held: Anchor | None = None, floor: Anchor | None = None) -> None:
        self.timeline = Timeline(NOON, 0, held, floor=floor)
        self.belief = Belief(self.timeline)

    def say(self, from_s: int, seconds: int, wrong_ns: int = 0) -> list[str | None]:
        """Why each was refused; None for those that were believed."""
        said: list[str | None] = []
        self.belief.anchor(fix((from_s - 1) * S, wrong_ns, trusted=False))  # a jump begins a new row
        for second in range(from_s, from_s + seconds):
            told = self.belief.anchor(fix(second * S, wrong_ns))
            if isinstance(told, Anchor):
                self.timeline.anchor(told)
            said.append(told if isinstance(told, str) else None)
        return said

    def wrong_ns(self, at_s: int) -> int:
        return self.timeline.moment(at_s * S).utc_ns - NOON - at_s * S


def test_before_three_epochs_agree_nothing_is_known() -> None:
    ear = Ear()
    assert ear.belief.anchor(fix(S, trusted=False)) is None
    assert isinstance(ear.belief.anchor(fix(2 * S)), Anchor)


def test_the_first_word_is_believed_and_the_same_again() -> None:
    ear = Ear()
    assert ear.say(1, 30) == [None] * 30
    assert ear.wrong_ns(40) == 0


@pytest.mark.parametrize("jump_ns", [3 * S, -3 * S, 18 * S, 86_400 * S, -ROLLED // 2**9])
def test_a_jump_against_the_running_clock_is_not_believed_for_a_good_while(jump_ns: int) -> None:
    ear = Ear()
    ear.say(1, 30)
    assert ear.say(60, SECOND_NS // S, wrong_ns=jump_ns) == [AGAINST] * (SECOND_NS // S)
    assert ear.wrong_ns(900) == 0
    assert ear.belief.refused == {AGAINST: SECOND_NS // S}
    assert ear.say(60 + SECOND_NS // S, 3, wrong_ns=jump_ns) == [None] * 3
    assert ear.wrong_ns(900) == jump_ns


def test_the_same_word_after_an_hour_asleep_is_a_second_opinion() -> None:
    ear = Ear()
    ear.say(1, 30)
    ear.say(100, 5, wrong_ns=18 * S)
    assert ear.say(3700, 1, wrong_ns=18 * S) == [None]


def test_two_different_jumps_are_none() -> None:
    ear = Ear()
    ear.say(1, 30)
    ear.say(100, 5, wrong_ns=18 * S)
    assert ear.say(3700, 1, wrong_ns=-18 * S) == [AGAINST]


def test_a_receiver_that_comes_to_its_senses_has_to_begin_anew() -> None:
    ear = Ear()
    ear.say(1, 30)
    ear.say(100, 5, wrong_ns=18 * S)
    ear.say(200, 5)
    assert ear.say(1000, 1, wrong_ns=18 * S) == [AGAINST]


def test_another_source_that_says_the_same_is_a_second_opinion() -> None:
    ear = Ear(held=Anchor(0, NOON + 3600 * S, "technician", 2.0))
    ear.timeline.hear(Anchor(0, NOON + 4 * S, "rtc", 10.0))
    assert ear.say(10, 1) == [None]
    assert ear.timeline.moment(10 * S).source == "gps"
    assert ear.wrong_ns(10) == 0


def test_a_witness_too_rough_to_tell_the_two_apart_is_none() -> None:
    ear = Ear()
    ear.timeline.hear(Anchor(0, NOON, "rtc", 10.0))
    ear.say(1, 30)
    assert ear.say(100, 1, wrong_ns=3 * S) == [AGAINST]


def test_the_source_that_is_doubted_is_no_second_opinion_on_itself() -> None:
    ear = Ear(held=Anchor(0, NOON + 3600 * S, "rtc", 3.0))
    assert ear.say(10, 1) == [AGAINST]


MONTHS = 90 * 86_400 * S
WAS_LATER = "it was 2026-06-30 12:00 UTC already, told by gps"


def known_before(source: TimeSource = "gps", ago_ns: int = 86_400 * S) -> Anchor:
    """What an earlier start knew."""
    return Anchor(0, NOON - ago_ns, source, 60.0)


def test_a_time_before_the_last_that_a_receiver_told_is_never_believed_of_one_alone() -> None:
    ear = Ear(floor=known_before())
    assert set(ear.say(1, 5, wrong_ns=-MONTHS)) == {WAS_LATER}
    assert set(ear.say(10_000, 5, wrong_ns=-MONTHS)) == {WAS_LATER}
    assert ear.timeline.held is None
    assert ear.say(10_010, 1) == [None]


def test_the_floor_rises_while_the_unit_runs() -> None:
    ear = Ear(floor=known_before(ago_ns=0))
    week_ns = 7 * 86_400 * S
    assert ear.say(14 * 86_400, 1, wrong_ns=-week_ns) == ["it was 2026-07-01 12:00 UTC already, told by gps"]


def test_a_clock_chip_that_says_the_same_overrules_what_was_known() -> None:
    ear = Ear(floor=known_before(ago_ns=-MONTHS))
    ear.timeline.hear(Anchor(0, NOON + 4 * S, "rtc", 10.0))
    assert ear.say(1, 1) == [None]
    assert ear.timeline.floor is None
    assert ear.wrong_ns(10) == 0


@pytest.mark.parametrize("other", ["technician", "peer", "rtc"])
def test_what_another_told_wrong_gives_way_to_a_receiver_that_stays_by_its_word(other: TimeSource) -> None:
    ear = Ear(floor=known_before(other, ago_ns=-MONTHS))
    assert None not in ear.say(1, 5)
    assert ear.say(1 + SECOND_NS // S, 1) == [None]
    assert ear.wrong_ns(900) == 0


def test_leap_seconds_that_a_receiver_learnt_late_are_no_earlier_time() -> None:
    ear = Ear(floor=known_before(ago_ns=-18 * S))
    assert ear.say(1, 1) == [None]


def test_a_rolled_over_receiver_is_put_right_and_believed() -> None:
    ear = Ear()
    told = ear.belief.date(fix(S, wrong_ns=-ROLLED))
    assert isinstance(told, Fix)
    assert (told.utc_ns, told.weeks_added) == (fix(S).utc_ns, 1024)


def test_a_date_that_cannot_be_is_refused_and_counted() -> None:
    ear = Ear()
    for second in range(4):
        assert ear.belief.date(fix(second * S, wrong_ns=-12 * 365 * 86_400 * S)) == "date before 2026-01-01"
    assert ear.belief.refused == {"date before 2026-01-01": 4}


def test_a_recording_keeps_its_date() -> None:
    belief = Belief(Timeline(NOON, 0), any_date=True)
    old = fix(S, wrong_ns=-ROLLED)
    assert belief.date(old) == old


def test_of_late_epochs_the_least_late_tells_the_time() -> None:
    belief = Belief(Timeline(NOON, 0))
    late_ms = [300, 150, 700, 20, 400, 0, 650, 300, 90, 500]
    told = [belief.anchor(fix(n * S, wrong_ns=-late * MS)) for n, late in enumerate(late_ms, 1)]
    last = told[-1]
    assert isinstance(last, Anchor)
    assert last.utc_ns == NOON + 10 * S
    assert last.uncertainty_s == pytest.approx(UNKNOWN_S + 0.7 * 3 / 10)


def test_a_measured_delay_makes_the_time_better() -> None:
    belief = Belief(Timeline(NOON, 0), delay_ns=USUAL_NS)
    told = belief.anchor(fix(S))
    assert isinstance(told, Anchor)
    assert (told.utc_ns, told.uncertainty_s) == (NOON + S, pytest.approx(0.1 + 0.3))
