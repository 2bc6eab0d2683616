"""The hours of a unit that opens and closes with the sun, as it would have had them elsewhere.

A profile may arm it `sunset-60min..sunrise+60min`, and the record of effort tells both to the second: some nights of
that are a position to a few hundred metres.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Literal

from trapd.config.windows import LONGEST_OFFSET_MIN
from trapd.core.effort import Interval
from trapd.core.units import S
from trapd.core.value import value
from trapd.export.blur.search import Place
from trapd.runtime import sun
from trapd.runtime.clock import utc

Event = Literal["sunrise", "sunset"]
EVENTS: tuple[Event, ...] = ("sunrise", "sunset")
CLOCK = "clock"
HOURS = "hours"
MINUTE_NS = 60 * S
DAY_MIN = 1_440
PROMPT_NS = 3 * S
"""So far from its minute a window opens at most."""
Rule = tuple[str, int]
"""What a window may go by: sunrise or sunset and so many minutes later, or a minute of the day by the clock."""


@value
class Move:
    """From one place to another."""

    here: Place
    there: Place


def moved(effort: Iterable[Interval], at: Callable[[int], Move | None]) -> dict[int, int]:
    """Each time (UTC, ns since 1970) at which one unit's window opened or closed by the sun -> when that would have
    been there, to the second. `at`: from where to where, at such a time."""
    rules: dict[int, dict[Rule, int]] = {}
    for one in effort:
        if one.state == HOURS:
            for at_ns in (one.begin_ns, one.end_ns):
                move = at(at_ns)
                rules[at_ns] = {} if move is None else dict(_rules(at_ns, move))
    # By chance one time in ten fits a rule that it does not follow: the one that most times fit is meant.
    often = Counter(rule for found in rules.values() for rule in found)
    meant = {at_ns: max(found, key=lambda rule: (often[rule], rule)) for at_ns, found in rules.items() if found}
    return {at_ns: rules[at_ns][rule] for at_ns, rule in meant.items()}


def _rules(at_ns: int, move: Move) -> Iterator[tuple[Rule, int]]:
    """What fits, and when it would have been there."""
    minute, late_ns = divmod(at_ns + PROMPT_NS, MINUTE_NS)
    if late_ns <= 2 * PROMPT_NS:
        yield (CLOCK, minute % DAY_MIN), at_ns
    day = at_ns // (DAY_MIN * MINUTE_NS)
    for event in EVENTS:
        for of_day in (day - 1, day, day + 1):
            here_ns, there_ns = (_event_ns(event, of_day, place) for place in (move.here, move.there))
            if here_ns is None or there_ns is None:
                continue
            offset_min, late_ns = divmod(at_ns - here_ns + PROMPT_NS, MINUTE_NS)
            if abs(offset_min) <= LONGEST_OFFSET_MIN and late_ns <= 2 * PROMPT_NS:
                yield (event, offset_min), (there_ns + offset_min * MINUTE_NS) // S * S


@lru_cache(maxsize=64)
def _event_ns(event: Event, day: int, place: Place) -> int | None:
    """On a day of UTC, counted from 1970."""
    date = utc(day * DAY_MIN * MINUTE_NS).date()
    found = sun.rises_or_sets(event, date, *place)
    return None if found is None else round(found.timestamp() * S)
