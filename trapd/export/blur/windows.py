"""The hours of a unit that opens and closes with the sun, as it would have had them elsewhere.

A profile may arm it `sunset-60min..sunrise+60min`, and the record of effort tells both to the second: some nights of
that are a position to a few hundred metres.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
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
HOURS = "hours"
MINUTE_NS = 60 * S
PROMPT_NS = 3 * S
"""So far from its minute a window opens at most."""
MOSTLY = 0.5
"""Of windows that go by the sun nearly all open whole minutes from sunrise or sunset; of others one in ten."""


@value
class Move:
    """From one place to another."""

    here: Place
    there: Place


def moved(effort: Iterable[Interval], at: Callable[[int], Move | None]) -> dict[int, int]:
    """Each time (UTC, ns since 1970) at which one unit's window opened or closed by the sun -> when that would have
    been there, to the second. `at`: from where to where, at such a time."""
    hours = [one for one in effort if one.state == HOURS]
    found: dict[int, int] = {}
    for moments in ([one.begin_ns for one in hours], [one.end_ns for one in hours]):
        by_the_sun = {}
        for at_ns in moments:
            move = at(at_ns)
            other_ns = None if move is None else _moved_ns(at_ns, move)
            if other_ns is not None:
                by_the_sun[at_ns] = other_ns
        if len(by_the_sun) > MOSTLY * len(moments):
            found |= by_the_sun
    return found


def _moved_ns(at_ns: int, move: Move) -> int | None:
    """None: the sun did not tell this time."""
    for event in EVENTS:
        for day in range(-1, 2):
            here_ns, there_ns = (_event_ns(event, at_ns, day, place) for place in (move.here, move.there))
            if here_ns is None or there_ns is None or abs(at_ns - here_ns) > LONGEST_OFFSET_MIN * MINUTE_NS:
                continue
            if (at_ns - here_ns + PROMPT_NS) % MINUTE_NS <= 2 * PROMPT_NS:
                return (at_ns + there_ns - here_ns) // S * S
    return None


def _event_ns(event: Event, at_ns: int, days: int, place: Place) -> int | None:
    """Sunrise or sunset of so many days later."""
    found = sun.rises_or_sets(event, utc(at_ns).date() + timedelta(days=days), *place)
    return None if found is None else round(found.timestamp()) * S
