"""One sensor from edge to edge. Times are milliseconds here."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trapd.core.sensor import Sensor, SensorRules

RULES = SensorRules(warm_up_ns=45_000, debounce_ns=10, stuck_ns=300_000, chatter_edges=4, chatter_ns=1_000)


def sensor(powered: int = -(10**9)) -> Sensor:
    one = Sensor("left", "trigger", powered, RULES)
    one.look(0)
    return one


def rises(one: Sensor, *edges: tuple[bool, int]) -> list[int]:
    """When there was a motion: a debounced rise of a calm sensor."""
    return [at for high, at in edges if one.edge(high, at) and one.state == "calm"]


def test_every_rise_after_a_quiet_line_is_a_motion() -> None:
    assert rises(sensor(), (True, 100), (False, 120), (True, 400), (False, 420)) == [100, 400]


def test_a_bounce_is_none() -> None:
    assert rises(sensor(), (True, 100), (False, 105), (True, 107), (False, 300), (True, 310)) == [100, 310]


def test_warm_up_counts_from_its_own_power_on() -> None:
    one = sensor(powered=-20_000)
    assert one.state == "warming-up"
    assert one.next_ns() == 25_000
    assert rises(one, (True, 24_999), (False, 25_100), (True, 25_200)) == [25_200]


def test_who_woke_the_unit_is_warm() -> None:
    one = sensor(powered=0)
    one.wake_by_motion()
    assert rises(one, (True, 1)) == [1]


def test_high_for_too_long_is_stuck_until_it_falls() -> None:
    one = sensor()
    one.edge(True, 1_000)
    assert one.next_ns() == 301_000
    assert one.look(301_000)
    assert one.state == "stuck"
    assert not one.edge(False, 400_000)
    assert one.state == "calm"
    assert rises(one, (True, 400_100)) == [400_100]


def test_too_many_rises_are_chatter_until_it_is_calm_for_as_long() -> None:
    one = sensor()
    edges = [(high, at + (0 if high else 20)) for at in (0, 100, 200, 300, 900) for high in (True, False)]
    assert rises(one, *edges) == [0, 100, 200]
    assert one.state == "chatter"
    assert not one.look(1_899)
    assert one.next_ns() == 1_900
    assert one.look(1_900)
    assert one.state == "calm"
    assert rises(one, (True, 1_950)) == [1_950]


def test_a_lost_one_counts_again_with_its_first_edge() -> None:
    one = sensor()
    one.lose()
    assert one.state == "lost"
    assert not one.look(5_000)
    assert rises(one, (True, 6_000)) == [6_000]


def test_a_rise_of_a_line_that_was_high_is_a_motion_since_the_fall_was_lost() -> None:
    one = sensor()
    assert rises(one, (True, 6_000), (True, 9_000), (False, 9_100), (True, 9_900)) == [6_000, 9_000, 9_900]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400)), max_size=40))
def test_motions_are_as_the_plainest_reckoning_has_them(edges: list[tuple[bool, int]]) -> None:
    """A motion: a rise that comes the debounce time after the line changed last, and fewer than so many of them in
    the chatter time. Of a line that rises twice the fall between was lost."""
    one, at = sensor(), 0
    high, changed, counted, muted = False, None, list[int](), False
    for level, pause in edges:
        at += pause
        one.look(at)
        seen = one.edge(level, at) and one.state == "calm"
        if muted and at - counted[-1] >= RULES.chatter_ns:
            muted = False
        rise = level and (changed is None or at - changed >= RULES.debounce_ns)
        if rise:
            counted.append(at)
            recent = counted[-RULES.chatter_edges :]
            muted = muted or (len(recent) == RULES.chatter_edges and at - recent[0] < RULES.chatter_ns)
        if level or high:
            changed = at
        high = level
        assert seen == (rise and not muted)
