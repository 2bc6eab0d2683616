"""The flash's limits. Times are milliseconds here."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trapd.core.flash import Budget, FlashRules, Turns

RULES = FlashRules(rise_ns=1, margin_ns=1, longest_ns=12_000, duty=0.25, duty_window_ns=60_000)


def test_one_lighting_never_lasts_longer_than_its_longest() -> None:
    assert Budget(RULES).allows_ns(0) == 12_000


def test_what_was_lit_is_missing_until_the_window_has_passed_it() -> None:
    budget = Budget(RULES)
    budget.spend(0, 10_000)
    assert budget.allows_ns(10_000) == 5_000
    budget.spend(10_000, 15_000)
    assert budget.allows_ns(59_000) == 0
    assert budget.allows_ns(63_000) == 3_000


@given(st.lists(st.tuples(st.integers(0, 30_000), st.integers(1, 15_000)), max_size=40))
def test_no_window_is_ever_lit_for_longer_than_the_duty_limit(wishes: list[tuple[int, int]]) -> None:
    budget, now, lit = Budget(RULES), 0, list[tuple[int, int]]()
    for pause, want in wishes:
        now += pause
        span = min(want, budget.allows_ns(now))
        budget.spend(now, now + span)
        lit.append((now, now + span))
        now += span
    for _, end in lit:
        spent = sum(max(0, min(off, end) - max(on, end - 60_000)) for on, off in lit)
        assert spent <= 15_000


@given(utc=st.integers(0, 10**6), need=st.integers(1, 5_000), slots=st.integers(2, 4))
def test_it_is_one_units_turn_at_a_time(utc: int, need: int, slots: int) -> None:
    pair = [Turns(slots, mine, 2_000) for mine in range(slots)]
    at_once = [turns for turns in pair if turns.wait_ns(utc, need) == 0]
    assert len(at_once) <= 1
    for turns in at_once:
        left = turns.left_ns(utc)
        assert left is not None
        assert left >= min(need, 1_500)


@given(utc=st.integers(0, 10**6), need=st.integers(1, 5_000), late=st.integers(0, 500))
def test_its_turn_comes_and_a_late_tick_does_not_miss_it(utc: int, need: int, late: int) -> None:
    turns = Turns(slots=2, mine=1, slot_ns=2_000)
    wait = turns.wait_ns(utc, need)
    assert wait <= 4_000
    if wait:
        assert turns.wait_ns(utc + wait + late, need) == 0


def test_alone_it_is_always_its_turn() -> None:
    assert Turns().wait_ns(123, 10**12) == 0
    assert Turns().left_ns(123) is None
