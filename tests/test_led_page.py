"""docs/led.md and its card are what the code blinks."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from led_card.page import card, marks, page
from led_card.words import ENGLISH, RUSSIAN

from trapd.console.condition import SIGNALS
from trapd.core.signals import LANGUAGE

DOCS = Path(__file__).parents[1] / "docs"


def test_page_and_card_are_as_the_code_has_it() -> None:
    assert (DOCS / "led.md").read_text() == page(), "run scripts/led-card"
    assert (DOCS / "images" / "led-card.svg").read_text() == card(), "run scripts/led-card"


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN], ids=["English", "Russian"])
def test_each_language_has_every_signal(words: object) -> None:
    assert isinstance(words, dict)
    assert words.keys() == LANGUAGE.keys()


def test_no_two_signals_that_somebody_could_mistake() -> None:
    """A steady light and darkness mean what somebody just did: the walk test, or the reset."""
    counted = [marks(LANGUAGE[state]) for state in LANGUAGE if state not in ("reset", "motion", "walk-test")]
    assert len(set(counted)) == len(counted)
    assert [marks(LANGUAGE[state]).count("■") for state in ("armed", "no-fix", "card", "battery", "fault")] == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_the_card_is_a_drawing() -> None:
    assert ElementTree.fromstring(card()).tag.endswith("svg")


def test_the_self_test_says_as_many_blinks_as_there_are() -> None:
    numbers = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
    assert SIGNALS.keys() == LANGUAGE.keys()
    for state in ("armed", "no-fix", "card", "battery", "fault"):
        assert SIGNALS[state].startswith(numbers[marks(LANGUAGE[state]).count("■")])
