"""What a season says of pictures that nobody paints, beside painted ones."""

from __future__ import annotations

from typing import get_args

import pytest
from sim.test_sim_veil import taken

from trapd.config.profile import Lens
from trapd.core.look import Look, Past, Verdict, detail_left, judged, learned
from trapd.sim.unpainted import unpainted

LENSES = get_args(Lens)


def past_of(clear: Look) -> Past:
    past = Past()
    for _ in range(5):
        past = learned(past, clear)
    return past


def compare(lens: Lens, lit: bool, shines: bool = True) -> Verdict | None:
    """What is made of both; they are alike."""
    painted, told = taken(lens, lit, shines), unpainted(lens, lit, shines)
    painted_past, told_past = past_of(taken(night=lit)), past_of(unpainted("clear", lit, True))
    assert told.brightness == pytest.approx(painted.brightness, abs=10)
    assert detail_left(told_past, told) == pytest.approx(detail_left(painted_past, painted), abs=0.15)
    verdict = judged(told_past, told, lit)
    assert verdict == judged(painted_past, painted, lit)
    return verdict


@pytest.mark.parametrize("lens", LENSES)
def test_by_day_it_is_what_a_painted_picture_is(lens: Lens) -> None:
    compare(lens, lit=False)


@pytest.mark.parametrize("lens", LENSES)
def test_and_by_flash(lens: Lens) -> None:
    compare(lens, lit=True)


def test_and_by_a_flash_that_gives_no_light() -> None:
    assert compare("clear", lit=True, shines=False) == "dark"
