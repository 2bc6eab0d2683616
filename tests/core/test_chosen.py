"""What a level of readiness is chosen by, and what the hours of a trail are worth."""

from __future__ import annotations

import msgspec
import pytest

from trapd.core.ladder import Step
from trapd.core.readiness import ENOUGH, HOURS, Chosen, Level, ReadinessRules, Rhythm, ceiling, chosen

COOL = ReadinessRules(always="cool", busy="hot", busy_share=0.08)


@pytest.mark.parametrize(
    ("scheduled", "share", "allowed", "level"),
    [
        ("gated", 0.0, "hot", Chosen("cool", "profile")),
        ("warm", 0.0, "hot", Chosen("warm", "schedule")),
        ("warm", 0.08, "hot", Chosen("hot", "activity")),
        ("hot", 0.08, "hot", Chosen("hot", "schedule")),
        ("warm", 0.08, "warm", Chosen("warm", "battery")),
        ("warm", 0.0, "warm", Chosen("warm", "schedule")),
        ("hot", 0.0, "cool", Chosen("cool", "battery")),
        ("cool", 0.079, "hot", Chosen("cool", "profile")),
    ],
)
def test_the_readiest_that_anything_asks_for_below_the_ceiling(
    scheduled: Level, share: float, allowed: Level, level: Chosen
) -> None:
    assert chosen(COOL, scheduled, share, allowed) == level


def test_a_profile_that_asks_for_nothing_has_its_fixed_level() -> None:
    for always in ("gated", "cool", "warm", "hot"):
        assert chosen(ReadinessRules(always=always), "gated", 1.0, "hot") == Chosen(always, "profile")


def test_the_ceiling_sinks_with_the_ladder() -> None:
    assert [ceiling(step) for step in Step] == ["hot", "warm", "cool", "cool", "cool", "cool"]


def test_all_hours_are_equal_before_the_first_motion() -> None:
    assert {Rhythm().share(hour) for hour in range(HOURS)} == {1 / HOURS}


def test_some_dozen_motions_raise_the_hours_in_which_they_came() -> None:
    rhythm = Rhythm()
    for _ in range(20):
        for hour in (18, 19, 20):
            rhythm = rhythm.counted(hour)
    assert [hour for hour in range(HOURS) if rhythm.share(hour) >= COOL.busy_share] == [18, 19, 20]


def test_three_motions_raise_nothing() -> None:
    rhythm = Rhythm().counted(18).counted(18).counted(18)
    assert rhythm.share(18) < COOL.busy_share


def test_what_came_long_ago_fades() -> None:
    rhythm = Rhythm()
    for _ in range(ENOUGH):
        rhythm = rhythm.counted(12)
    for _ in range(3 * ENOUGH):
        rhythm = rhythm.counted(3)
    assert rhythm.share(12) < COOL.busy_share < rhythm.share(3)
    assert sum(rhythm.by_hour) <= ENOUGH


def test_it_takes_some_hundred_bytes_of_the_memory() -> None:
    full = Rhythm((ENOUGH // HOURS,) * HOURS)
    assert len(msgspec.json.encode(full)) < 200
    assert not Rhythm((1, 2, 3)).possible
