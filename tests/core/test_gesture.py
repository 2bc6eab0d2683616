"""What resets a PIN at the arm switch, and what does not."""

from hypothesis import given
from hypothesis import strategies as st

from trapd.core.gesture import Gesture
from trapd.core.units import S

HELD, LET_GO = False, True
GESTURE = [(0, HELD), (60, LET_GO), (62, HELD), (64, LET_GO), (66, HELD), (68, LET_GO), (70, HELD)]


def resets(turns, power_on=True):
    """When it said so."""
    gesture = Gesture()
    gesture.start(power_on, 0)
    return [at for at, on in turns if gesture.turned(on, round(at * S))]


def later(turns, by, of=1):
    return [(at + by if number >= of else at, on) for number, (at, on) in enumerate(turns)]


def test_held_at_power_on_then_let_go_and_held_three_times():
    assert resets(GESTURE) == [70]


def test_a_restart_of_the_program_is_no_power_on():
    assert resets(GESTURE, power_on=False) == []


def test_a_unit_that_is_carried_with_its_magnet_and_hung_up_resets_nothing():
    assert resets([(0, HELD)]) == []
    assert resets([(0, HELD), (300, LET_GO)]) == []
    assert resets([(0, HELD), (300, LET_GO), (320, HELD), (400, LET_GO)]) == []


def test_a_magnet_that_was_not_there_at_power_on():
    assert resets([(0, LET_GO), *GESTURE[2:], (72, LET_GO), (74, HELD)]) == []


def test_too_slow():
    slow = [(at if at <= 60 else 60 + 3.1 * (at - 60), on) for at, on in GESTURE]
    assert resets(slow) == []
    assert resets([*slow, *((at + 60, on) for at, on in GESTURE[1:])]) == [], "one chance each power-on"


def test_half_an_hour_after_power_on_it_is_somebody_who_fumbles():
    assert resets(later(GESTURE, 1_800)) == []


def test_it_counts_once():
    assert resets([*GESTURE, (72, LET_GO), (74, HELD), (76, LET_GO), (78, HELD), (80, LET_GO), (82, HELD)]) == [70]


@given(st.lists(st.tuples(st.floats(0, 900), st.booleans()), max_size=12), st.booleans())
def test_whatever_the_switch_does_it_takes_three_turns_within_half_a_minute(turns, power_on):
    turns = sorted(turns, key=lambda turn: turn[0])
    for at in resets(turns, power_on):
        assert power_on
        assert turns[0][1] is HELD
        upto = [turn for turn in turns if turn[0] <= at]
        assert sum(on is HELD for _, on in upto) >= 4
        first = min(when for when, on in upto if on is LET_GO)
        assert at - first <= 30.001
        assert first <= 600.001
