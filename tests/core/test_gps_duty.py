"""When the receiver is awake. Times are seconds here, as far as `RETRY_NS` lets them."""

from __future__ import annotations

from trapd.core.gps_duty import RARE_NS, RARE_RETRY_NS, RETRY_NS, GpsDuty, GpsRules
from trapd.core.units import S

DAILY = GpsRules(fixes=2, every_ns=86_400 * S, search_ns=300 * S)


def awake(rules: GpsRules = DAILY) -> GpsDuty:
    duty = GpsDuty(rules)
    duty.wake(0)
    return duty


def test_it_sleeps_after_so_many_trusted_fixes() -> None:
    duty = awake()
    assert [duty.fix(at * S, trusted) for at, trusted in ((1, False), (2, True), (3, True), (4, True))] == [
        False,
        False,
        True,
        False,
    ]
    assert not duty.awake


def test_it_wakes_a_day_later_and_counts_anew() -> None:
    duty = awake()
    for at in (1, 2):
        duty.fix(at * S, True)
    assert not duty.due(86_401 * S)
    assert duty.due(86_402 * S)
    assert duty.awake
    assert not duty.fix(86_403 * S, True)


def test_without_a_fix_it_gives_up_and_tries_again_in_an_hour() -> None:
    duty = awake()
    assert not duty.due(299 * S)
    assert duty.due(300 * S)
    assert not duty.awake
    assert duty.next_ns == 300 * S + RETRY_NS
    assert duty.due(300 * S + RETRY_NS)
    assert duty.awake


def test_on_a_low_battery_a_fix_is_rare_and_hardly_searched_for() -> None:
    duty = awake(GpsRules(fixes=1, every_ns=0, search_ns=300 * S))
    duty.spare(True, 10 * S)
    assert duty.due(310 * S)
    assert duty.next_ns == 310 * S + RARE_RETRY_NS
    assert duty.due(310 * S + RARE_RETRY_NS)
    assert duty.fix(10**6 * S, True)
    assert duty.next_ns == 10**6 * S + RARE_NS
    duty.spare(False, 2 * 10**6 * S)
    assert duty.due(2 * 10**6 * S)
    assert (duty.awake, duty.next_ns) == (True, None)


def test_an_order_that_changes_nothing_wakes_nobody() -> None:
    duty = awake()
    for at in (1, 2):
        duty.fix(at * S, True)
    before = duty.next_ns
    duty.spare(False, 60 * S)
    assert duty.next_ns == before


def test_always_awake_never_sleeps() -> None:
    duty = awake(GpsRules(fixes=1, every_ns=0, search_ns=300 * S))
    assert duty.next_ns is None
    assert not duty.fix(S, True)
    assert not duty.due(10**6 * S)
    assert duty.awake
