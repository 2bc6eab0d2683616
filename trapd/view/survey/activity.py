"""When something moved: by the hour of the day, and day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import cycle
from math import pi
from typing import Any

from matplotlib.ticker import MaxNLocator

from trapd.core.effort import Interval
from trapd.core.spans import Span
from trapd.view.drawing import BLUE, GREEN, INK, OTHERS, drawing, legend
from trapd.view.page import folded, plot, section, table, text
from trapd.view.survey import watch
from trapd.view.survey.axes import between, dated_axis, noon
from trapd.view.survey.brought import Brought
from trapd.view.survey.say import DAY_NS, HOUR_NS, Say
from trapd.view.survey.seen import Seen

HOURS = 24
MOST_STATIONS = 9
"""That a plot has colours for. Of more their sum is drawn."""


MOST_DAYS = 3_660
"""More are the word of clocks that nobody set."""


def activity(brought: Brought, _: Say) -> str:
    """Of all stations."""
    return section(
        _("Activity"),
        by_hour(brought.seen, _watched(brought), brought.utc_offset_min, _),
        _by_day(brought, _),
        beside=True,
        id="activity",
    )


def by_hour(seen: Sequence[Seen], watched: Iterable[Span], utc_offset_min: int, _: Say) -> str:
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
    head = [_("hour"), _("events"), _("hours watched"), _("per 100 h")]
    body = [
        [f"{hour:02d}–{hour + 1:02d}", str(events[hour]), *_rate(events[hour], watched_ns[hour])]
        for hour in range(HOURS)
    ]
    parts = [plot(_clock(events), alt), folded(_("Hour by hour"), table(_("Events by hour"), [head, *body]))]
    if undated := sum(one.events for one in seen) - events.total():
        parts.append(text(_("Events whose time nobody knows, and which are in no plot: {number}.", number=undated)))
    return f"<div>{''.join(parts)}</div>"


def _by_day(brought: Brought, _: Say) -> str:
    days, stations = brought.days, _stations(brought, _)
    if len(days) > MOST_DAYS:
        return text(_("From the first day to the last there are too many to be drawn: {number}.", number=len(days)))
    watched_ns = watch.by_day(_watched(brought), brought.utc_offset_min)
    units = [watched_ns[day] / DAY_NS for day in days]
    every = {name: sum(found.values()) for name, found in stations.items()}
    alt = _("Events by day, and how many units watched.")
    alt += " " + ", ".join(f"{name}: {number}" for name, number in every.items())
    head = [_("day"), *stations, _("units on watch")]
    body = [
        [day.isoformat(), *(str(found.get(day, 0)) for found in stations.values()), f"{watching:.1f}"]
        for day, watching in zip(days, units, strict=True)
    ]
    day_by_day = folded(_("Day by day"), table(_("Events by day"), [head, *body]))
    drawn = plot(_days(days, stations, units, _), alt)
    return f"<div>{drawn}{day_by_day}</div>"


def _watched(brought: Brought) -> list[Span]:
    return [span for unit in brought.units.values() for span in dated_watch(unit.effort)]


def dated_watch(effort: Sequence[Interval]) -> list[Span]:
    """When a unit was on watch, but for what nobody can date: events of that time are in no plot either."""
    return watch.watched([one for one in effort if one.dated])


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


def _clock(by_hour: Mapping[int, float]) -> str:
    """The hours of the day around, midnight on top."""
    with drawing(3.0) as (figure, svg):
        axes: Any = figure.subplots(subplot_kw={"projection": "polar"})
        width = 2 * pi / HOURS
        axes.bar(
            [(hour + 0.5) * width for hour in range(HOURS)],
            [by_hour.get(hour, 0) for hour in range(HOURS)],
            width=0.92 * width,
            color=BLUE,
            linewidth=0,
        )
        axes.set_theta_zero_location("N")
        axes.set_theta_direction(-1)
        axes.set_xticks([hour * width for hour in range(0, HOURS, 3)], [f"{hour:02d}" for hour in range(0, HOURS, 3)])
        axes.yaxis.set_major_locator(MaxNLocator(3, integer=True, min_n_ticks=1))
        axes.set_rlabel_position(22.5)
        axes.grid(color=INK, alpha=0.25, linewidth=0.4)
    return svg.getvalue()


def _days(days: Sequence[date], stations: Mapping[str, Mapping[date, int]], units: Sequence[float], _: Say) -> str:
    """Events of each station, one above the other; below them how many units watched."""
    with drawing(3.0) as (figure, svg):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 1))
        noons = [noon(day) for day in days]
        bottom = [0] * len(days)
        for (station, found), colour in zip(stations.items(), cycle(OTHERS), strict=False):
            heights = [found.get(day, 0) for day in days]
            above.bar(noons, heights, width=0.86, bottom=bottom, color=colour, linewidth=0, label=station)
            bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
        above.set_ylabel(_("events"))
        above.yaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
        below.bar(noons, units, width=0.86, color=GREEN, linewidth=0)
        below.set_ylabel(_("units"))
        below.yaxis.set_major_locator(MaxNLocator(2, integer=True, min_n_ticks=1))
        between(below, days)
        dated_axis(below, _)
        legend(figure)
    return svg.getvalue()
