"""The ladder by itself: from what is left, and how long, to the step. Times are minutes here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.core.battery.gauge import Charge
from trapd.core.battery.known import CHEMISTRIES
from trapd.core.battery.pack import Pack
from trapd.core.ladder import Ladder, LadderRules, Step, spared, usable_share
from trapd.core.plans import ClipPlan, Plan
from trapd.core.units import S

MIN = 60 * S
TOP = Ladder()
RULES = LadderRules(
    below=(0.25, 0.15, 0.10, 0.06, 0.03), hysteresis=0.05, falls_ns=20 * MIN, climbs_ns=120 * MIN, wakes_s=()
)


def told(*looks: tuple[float, float | None], ladder: Ladder = TOP, rules: LadderRules = RULES) -> list[Step]:
    """The step after each look: (minute, what is usable)."""
    steps = []
    for minute, usable in looks:
        ladder = ladder.look(rules, usable, round(minute * MIN))
        steps.append(ladder.step)
    return steps


def test_it_falls_once_it_was_below_for_long_enough() -> None:
    assert told((0, 0.24), (10, 0.24), (19, 0.24), (20, 0.24)) == [0, 0, 0, Step.NO_CLIPS]


def test_one_good_reading_among_bad_ones_begins_it_anew() -> None:
    assert told((0, 0.24), (10, 0.26), (20, 0.24), (30, 0.24), (40, 0.24)) == [0, 0, 0, 0, Step.NO_CLIPS]


def test_it_falls_one_step_at_a_time_however_little_is_left() -> None:
    steps = told(*((minute, 0.0) for minute in range(0, 121, 20)))
    assert steps == [0, Step.NO_CLIPS, Step.STILLS, Step.FEWEST_WAKEUPS, Step.DORMANT, Step.OFF, Step.OFF]


def test_between_the_threshold_and_its_hysteresis_it_stays() -> None:
    low = Ladder(Step.STILLS)
    assert told((0, 0.15), (300, 0.19), (600, 0.19), ladder=low) == [Step.STILLS] * 3


def test_it_climbs_one_step_at_a_time_and_later_than_it_fell() -> None:
    low = Ladder(Step.DORMANT)
    steps = told((0, 0.9), (119, 0.9), (120, 0.9), (239, 0.9), (240, 0.9), (360, 0.9), (480, 0.9), ladder=low)
    assert steps == [
        Step.DORMANT,
        Step.DORMANT,
        Step.FEWEST_WAKEUPS,
        Step.FEWEST_WAKEUPS,
        Step.STILLS,
        Step.NO_CLIPS,
        Step.EVERYTHING,
    ]


def test_a_noon_that_is_too_short_helps_nobody() -> None:
    assert told((0, 0.3), (90, 0.3), (100, 0.18), (110, 0.3), (220, 0.3), ladder=Ladder(Step.STILLS)) == [2] * 5


def test_where_nobody_knows_what_is_left_it_stays() -> None:
    assert told((0, None), (1_000, None), ladder=Ladder(Step.STILLS)) == [Step.STILLS] * 2
    assert told((0, 0.1), (10, None), (20, 0.1), (30, 0.1)) == [0, 0, 0, 0]


def test_a_step_without_a_threshold_is_never_taken() -> None:
    never_off = replace(RULES, below=(0.25, 0.15, 0.10, 0.06, 0.0))
    assert told(*((minute, 0.0) for minute in range(0, 200, 20)), rules=never_off)[-1] == Step.DORMANT


@pytest.mark.parametrize(
    ("usable", "step"),
    [(1.0, Step.EVERYTHING), (0.3, Step.EVERYTHING), (0.29, Step.NO_CLIPS), (0.05, Step.DORMANT), (0, Step.DORMANT)],
)
def test_a_start_stands_at_once_where_it_belongs_and_is_never_off(usable: float, step: Step) -> None:
    assert Ladder.begin(RULES, usable) == Ladder(step)


@given(st.lists(st.tuples(st.integers(1, 90), st.none() | st.floats(0, 1)), max_size=60))
def test_neighbours_are_never_more_than_a_step_apart_and_each_takes_its_time(
    looks: list[tuple[int, float | None]],
) -> None:
    ladder, now, changed, falls = Ladder(), 0, 0, True
    for wait, usable in looks:
        now += wait
        before, ladder = ladder, ladder.look(RULES, usable, now * MIN)
        assert abs(ladder.step - before.step) <= 1
        if ladder.step != before.step:
            falls = ladder.step > before.step
            assert now - changed >= (20 if falls else 120)
            changed = now


def test_cold_takes_and_warmth_gives_back() -> None:
    pack = Pack(CHEMISTRIES["li-ion"], series=2, parallel=3, cell_ah=2.9)
    half = Charge(0.5, 0.05, "voltage")
    warm, frost = (usable_share(pack, half, 0.4, celsius) for celsius in (25, -20))
    assert warm == pytest.approx(0.45, abs=0.01)
    assert frost < 0.4
    assert usable_share(pack, half, 0.4, None) == warm
    assert usable_share(pack, Charge(0.04, 0.05, "count"), 0.4, 25) == 0


def test_what_is_left_of_a_plan() -> None:
    clip = ClipPlan(pre_roll_ns=3 * S, post_roll_ns=5 * S, longest_ns=60 * S)
    plan, film = Plan(3, 500, clip), Plan(0, 0, clip)
    assert spared(plan, Step.EVERYTHING) is plan
    assert spared(plan, Step.NO_CLIPS) == Plan(3, 500, None)
    assert spared(film, Step.NO_CLIPS) == Plan(1, 0, None)
    assert spared(plan, Step.STILLS) == spared(plan, Step.FEWEST_WAKEUPS) == Plan(1, 500, None)
