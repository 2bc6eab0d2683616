"""One station: when something moved there, how its units fared, and its contact sheets by night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from trapd.core.timeline import local
from trapd.core.value import value
from trapd.survey.events import MOTION, Event
from trapd.view.page import folded, text
from trapd.view.survey.activity import by_hour, dated_watch
from trapd.view.survey.nights import Sheet, speaks_for
from trapd.view.survey.packs import of_station
from trapd.view.survey.say import Say, clips, events, night, stills, trigger
from trapd.view.survey.seen import Seen
from trapd.view.survey.shots import Thumbnail, address, figure, link


@value
class Shots:
    """What small pictures need."""

    page: Path
    """Where it will lie."""
    thumbnails: Mapping[str, Thumbnail]
    """By their event's id."""
    say: Say


def station(number: int, name: str, seen: Sequence[Seen], sheets: Sequence[Sheet], shots: Shots) -> Iterator[str]:
    """`number`: its place on the page, for the way to it; `name`: what people call it, too."""
    _, offset_min = shots.say, seen[0].deployment.utc_offset_min
    spans = [span for one in seen for span in dated_watch(one.deployment.effort)]
    yield f'<section id="station-{number}">'
    yield text(_("Station {name}", name=name), "h2")
    yield f'<div class="beside">{by_hour(seen, spans, offset_min, _)}<div>{of_station(seen, _)}</div></div>'
    yield text(_("Contact sheets by night"), "h3")
    if not sheets:
        yield text(_("Its units took no picture."))
    nights = [list(of_night) for _began, of_night in groupby(sheets, key=lambda sheet: sheet.night)]
    busiest = max(nights, key=lambda of_night: (of_night[0].night is not None, _number(of_night)), default=None)
    for of_night in nights:
        yield _night(of_night, offset_min, shots, opened=of_night is busiest)
    yield "</section>"


def _night(sheets: Sequence[Sheet], utc_offset_min: int, shots: Shots, opened: bool) -> str:
    _, began = shots.say, sheets[0].night
    name = _("Nobody knows when") if began is None else night(began, _)
    told = f"{name}: {events(_number(sheets), _)}"
    return folded(told, *(_sheet(sheet, utc_offset_min, shots) for sheet in sheets), opened=opened)


def _sheet(sheet: Sheet, utc_offset_min: int, shots: Shots) -> str:
    _, told = shots.say, events(sheet.events, shots.say)
    motions = sum(event.trigger == MOTION for event in sheet.shown)
    if motions < sheet.events:
        told += "; " + _("{shown} of them are shown, chosen evenly", shown=motions)
    if sheet.people:
        told += "; " + _("{number} more may show people and are not shown", number=sheet.people)
    figures = "".join(_shot(event, sheet.unit, utc_offset_min, shots) for event in sheet.shown)
    return f"""{text(f"{sheet.unit}: {told}", "h4")}<div class="sheet">{figures}</div>"""


def _shot(event: Event, unit: str, utc_offset_min: int, shots: Shots) -> str:
    _, first = shots.say, speaks_for(event)
    at = f"{local(first.utc_ns, utc_offset_min):%H:%M:%S}" if first.dated else _("time unknown")
    what = trigger(event.trigger, _)
    moving = [capture for capture in event.captures if capture.picture.number == 0]
    number = len(event.captures) - len(moving)
    held = [stills(number, _)] if number else []
    held += [clips(len(moving), _)] if moving else []
    links = [link(address(capture, shots.page), _("clip")) for capture in moving[:1] if capture is not first]
    below = [escape(at)] if event.trigger == MOTION else [escape(at), escape(what)]
    alt = f"{unit}, {at}, {what}: {', '.join(held)}"
    return figure(shots.thumbnails[event.id], address(first, shots.page), alt, " · ".join([*below, *links]), _)


def _number(sheets: Sequence[Sheet]) -> int:
    """Of events."""
    return sum(sheet.events + sheet.people for sheet in sheets)
