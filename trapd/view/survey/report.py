"""The page about a survey: one file that needs nothing else, but the pictures to which its thumbnails lead.

Draws with matplotlib, which the unit in the field has not: whoever loads this module must be ready for its lack. No
position stands in it, so it may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from trapd import __version__
from trapd.view.page import page, text
from trapd.view.survey import activity, cards, clocks, effort, faults, files, latency, overview, packs
from trapd.view.survey.brought import Brought
from trapd.view.survey.nights import Sheet, sheets
from trapd.view.survey.say import Say
from trapd.view.survey.shots import thumbnails_of
from trapd.view.survey.station import Shots, station

STYLE = """
h3 { font-size: 1rem; margin: 1rem 0 .3rem } h4 { font-size: .9rem; margin: .8rem 0 .3rem; font-weight: 600 }
nav a { display: inline-block; padding: .4rem .5rem }
.sheet { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(45%, 9rem), 1fr)) }
.shot { max-width: none } .shot a { color: inherit } .shot img { width: 100%; height: auto; display: block }
.shot span { display: block; padding: .5rem; background: var(--soft); overflow-wrap: anywhere }
figcaption { font-size: .8rem }
thead th { vertical-align: bottom; white-space: nowrap } .beside thead th { white-space: normal }
tbody th, td:not(.words) { white-space: nowrap } td.words:last-child { min-width: 14rem }
details { border-bottom: 1px solid var(--rule) } details .sheet { padding-bottom: .8rem }
"""


def report(brought: Brought, page_at: Path, _: Say, done: Callable[[], object]) -> str:
    """`page_at`: where it will lie; `done` is called with each thumbnail of `shown`. Raises OSError."""
    sheets = shown(brought)
    events = [event for sheet in sheets for event in sheet.shown]
    thumbnails = {event.id: found for event, found in thumbnails_of(events, done)}
    parts = [
        *overview.beginning(brought, _),
        overview.contents(brought, _),
        overview.deployments(brought, _),
        effort.effort(brought, _),
        activity.activity(brought, _),
        *_stations(brought, sheets, Shots(page_at, thumbnails, _)),
        packs.packs(brought, _),
        latency.latency(brought, _),
        clocks.clocks(brought, _),
        cards.cards(brought, _),
        faults.faults(brought, _),
        files.files(brought, _),
        _footer(_),
    ]
    return page(overview.title(brought, _), parts, _.code, STYLE)


def shown(brought: Brought) -> list[Sheet]:
    """All contact sheets."""
    return sheets(brought.seen)


def _stations(brought: Brought, sheets: Sequence[Sheet], shots: Shots) -> Iterator[str]:
    plans = brought.survey.plan.station
    for number, (station_id, seen) in enumerate(brought.stations.items()):
        called = plans[station_id].name if station_id in plans else None
        name = f"{station_id}, {called}" if called else station_id
        yield from station(number, name, seen, [sheet for sheet in sheets if sheet.station == station_id], shots)


def _footer(_: Say) -> str:
    told = _("Written by trapd {version}. No position stands in this page.", version=__version__)
    told += " " + _("A thumbnail leads to its file, as long as the card or its copy lies where it lay.")
    return f"<footer>{text(told)}</footer>"
