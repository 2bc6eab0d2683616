"""The language of the status LED, as values: docs/led.md is made of them."""

from __future__ import annotations

from typing import Literal

from trapd.core.value import value

State = Literal["reset", "motion", "walk-test", "countdown", "fault", "card", "battery", "no-fix", "held", "armed"]
Beats = tuple[int, ...]
"""Milliseconds, lit and dark by turns, again and again; one alone: lit; none: dark."""


def _counted(blinks: int) -> Beats:
    """So many in a row, and a pause."""
    return (100, 300) * (blinks - 1) + (100, 1_900)


DARK: Beats = ()
LANGUAGE: dict[State, Beats] = {
    "reset": (1_000,),
    "motion": (1_000,),
    "walk-test": DARK,
    "countdown": (100, 100),
    "fault": _counted(5),
    "battery": _counted(4),
    "card": _counted(3),
    "no-fix": _counted(2),
    "held": (1_000, 1_000),
    "armed": _counted(1),
}
"""Of several that hold the first is shown."""


@value
class LedRules:
    receiver: bool
    """The unit has one, so that a fix is to be waited for."""
