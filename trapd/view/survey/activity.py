"""When something moved: by the hour of the day, and day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from trapd.view.page import folded, plot, section, table, text
from trapd.view.survey import charts, watch
from trapd.view.survey.brought import Brought
from trapd.view.survey.charts import HOURS
from trapd.view.survey.say import DAY_NS, HOUR_NS, Say
from trapd.view.survey.seen import Seen

MOST_STATIONS = 9
"""That a plot has colours for. Of more their sum is drawn."""


def activity(brought: Brought, _: Say) -> str:
    """Of all stations."""
    return section(
        _("Activity"),
        by_hour(brought.seen, _watched(brought), brought.utc_offset_min, _),
        _by_day(brought, _),
        beside=True,
        id="activity",
    )


def by_hour(seen: Sequence[Seen], watched: Iterable[watch.Span], utc_offset_min: int, _: Say) -> str:
    """A clock, and its table. `watched`: when a unit was on watch, one span for each."""
    events = sum((one.by_hour for one in seen), Counter[int]())
    watched_ns = watch.by_hour(watched, utc_offset_min)
    if not events:
        return text(_("Nothing moved."))
    busiest = sorted(events, key=lambda hour: (-events[hour], hour))[:3]
    alt = _(
        "Events by the hour of the day, midnight on top. Most of them from {hours} on",
        hours=", ".join(f"{hour:02d}:00" for hour in busiest),
    )
    head = [_("hour"), _("events"), _("hours watched"), _("events in 100 h")]
    body = [
        [f"{hour:02d}–{hour + 1:02d}", str(events[hour]), *_rate(events[hour], watched_ns[hour])]
        for hour in range(HOURS)
    ]
    every = folded(_("Hour by hour"), table(_("Events by hour"), [head, *body]))
    return f"<div>{plot(charts.clock(events), alt)}{every}</div>"


def _by_day(brought: Brought, _: Say) -> str:
    days, stations = brought.days, _stations(brought, _)
    watched_ns = watch.by_day(_watched(brought), brought.utc_offset_min)
    units = [watched_ns[day] / DAY_NS for day in days]
    every = {name: sum(found.values()) for name, found in stations.items()}
    alt = f"{_('Events by day, and how many units watched.')} " + ", ".join(
        f"{name}: {number}" for name, number in every.items()
    )
    head = [_("day"), *stations, _("units on watch")]
    body = [
        [day.isoformat(), *(str(found.get(day, 0)) for found in stations.values()), f"{watching:.1f}"]
        for day, watching in zip(days, units, strict=True)
    ]
    drawn = plot(charts.by_day(days, stations, units, _), alt)
    return f"<div>{drawn}{folded(_('Day by day'), table(_('Events by day'), [head, *body]))}</div>"


def _watched(brought: Brought) -> list[watch.Span]:
    return [span for unit in brought.units.values() for span in watch.watched(unit.effort)]


def _stations(brought: Brought, _: Say) -> dict[str, Counter[date]]:
    found = {
        station: sum((one.by_day for one in seen), Counter[date]()) for station, seen in brought.stations.items()
    }
    if len(found) <= MOST_STATIONS:
        return found
    return {_("all stations"): sum(found.values(), Counter[date]())}


def _rate(events: int, watched_ns: int) -> tuple[str, str]:
    hours = watched_ns / HOUR_NS
    return f"{hours:.1f}", f"{100 * events / hours:.1f}" if hours else "–"
