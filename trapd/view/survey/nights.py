"""Which pictures stand on the contact sheets: of each night of each unit some, evenly, and so few in all that the
page can be opened, sent and kept, however long the survey was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from trapd.core.value import value
from trapd.survey.capture import Capture
from trapd.survey.events import Event
from trapd.view.selection import evenly
from trapd.view.survey.seen import Seen

A_NIGHT = 60
"""Of one unit. Whoever wants them all has the card."""
IN_ALL = 1_200
"""Of a page: some 10 MB."""


@value
class Sheet:
    """One night of one unit."""

    night: date | None
    """When it began; None: nobody knows."""
    station: str
    unit: str
    events: int
    """That show no people, as far as it is known."""
    people: int
    """That may show some. They are not shown."""
    shown: tuple[Event, ...]
    """By time. Where nothing moved, what the unit looked at."""


def sheets(found: Iterable[Seen]) -> list[Sheet]:
    """By night and unit; what nobody can date comes last."""
    nights = [one for seen in found for one in _of(seen)]
    most = _most([len(sheet.shown) for sheet in nights])
    room = IN_ALL
    chosen = []
    for sheet in sorted(nights, key=lambda sheet: (sheet.night or date.max, sheet.unit)):
        shown = _evenly(sheet.shown, min(most, room))
        room -= len(shown)
        chosen.append(replace(sheet, shown=shown))
    return chosen


def speaks_for(event: Event) -> Capture:
    """The still in its middle, where what walked in is in the picture; or its first clip."""
    stills = [capture for capture in event.captures if capture.picture.number]
    return stills[len(stills) // 2] if stills else event.captures[0]


def _of(seen: Seen) -> list[Sheet]:
    one = seen.deployment
    nights: dict[date | None, Sequence[Event]] = {night: [event] for night, event in seen.others.items()}
    nights |= {night: () for night in seen.people if night not in nights}
    nights |= seen.nights
    return [
        Sheet(night, one.station, one.unit, len(seen.nights.get(night, ())), seen.people[night], tuple(shown))
        for night, shown in nights.items()
    ]


def _most(counts: Sequence[int]) -> int:
    """Of one night, so that all nights together are no more than a page takes; one at least."""
    return next((most for most in range(A_NIGHT, 1, -1) if sum(min(most, one) for one in counts) <= IN_ALL), 1)


def _evenly(events: Sequence[Event], most: int) -> tuple[Event, ...]:
    return tuple(evenly(events, most)) if most > 1 else tuple(events[len(events) // 2 :][:most])
