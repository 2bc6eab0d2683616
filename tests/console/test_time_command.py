"""`time`: what time it is, and telling it."""

from __future__ import annotations

import pytest

from trapd.config.instants import instant
from trapd.console.commands import parse
from trapd.console.session import answer
from trapd.core.commands import Command, Order, SetTime, Status

NOON = instant("2026-07-01T12:00:00Z")


def obey(order: Order) -> Status | str:
    return f"obeyed {order}"


@pytest.mark.parametrize(
    "typed", ["2026-01-15T21:04:33+10:00", "2026-01-15t11:04:33z", "2026-01-15T21:04:33.5+10:00"]
)
def test_a_watch_tells_the_time(typed: str) -> None:
    order = parse(f" time  {typed} ")
    assert isinstance(order, SetTime)
    assert order.source == "technician"
    assert abs(order.utc_ns - instant("2026-01-15T11:04:33Z")) < 10**9


def test_the_other_unit_tells_it_too() -> None:
    order = parse("time 2026-01-15T21:04:33+10:00 peer")
    assert order == SetTime(instant("2026-01-15T11:04:33Z"), "peer")


@pytest.mark.parametrize(
    "typed",
    ["time now", "time 21:04", "time 2026-01-15", "time 2026-13-15T21:04:33+10:00", "time 2026-01-15 21:04:33+10:00"],
)
def test_half_a_time_is_none_and_says_how_to_write_it(typed: str) -> None:
    told = parse(typed)
    assert isinstance(told, str)
    assert "type `time YYYY-MM-DDThh:mm:ss+10:00`" in told
    assert "\n" not in told


@pytest.mark.parametrize("typed", ["2026-01-15T21:04:33", "2026-01-15t21:04"])
def test_a_time_without_its_zone_is_told_so_as_it_was_typed(typed: str) -> None:
    told = parse(f"TIME {typed} peer")
    assert isinstance(told, str)
    assert f"`{typed}` names no zone" in told
    assert f"`time {typed}+10:00 peer`" in told


def test_what_is_not_understood_is_echoed_as_it_was_typed() -> None:
    assert "`Now`" in str(parse("time Now"))
    assert "`Stauts Now`" in str(parse(" Stauts  Now"))


@pytest.mark.parametrize(
    ("behind", "order"),
    [
        ("anyway", SetTime(NOON, "technician", anyway=True)),
        ("Peer ANYWAY", SetTime(NOON, "peer", anyway=True)),
        ("anyway peer", SetTime(NOON, "peer", anyway=True)),
    ],
)
def test_who_knows_better_than_the_unit_says_so(behind: str, order: SetTime) -> None:
    assert parse(f"time 2026-07-01T22:00:00+10:00 {behind}") == order


def test_more_words_than_that_are_not_understood() -> None:
    told = parse("time 2026-01-15T21:04:33+10:00 please")
    assert isinstance(told, str)
    assert "`please` is too much" in told


def test_alone_it_asks() -> None:
    assert parse("TIME") is Command.TIME
    assert answer("time", obey) == ["obeyed Command.TIME"]
