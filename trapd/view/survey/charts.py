"""The plots of the page about a survey. Beside each stands its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle
from math import ceil, floor, log10, pi
from typing import Any

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter, MaxNLocator

from trapd.core.value import value
from trapd.view.drawing import BLUE, GREEN, INK, OTHERS, RED, drawing, legend
from trapd.view.survey.say import Say, short_day, whole
from trapd.view.survey.seen import Span

HOURS = 24
PER_DECADE = 10
"""Bars of a histogram whose axis is a logarithm."""
YEARS_DAYS, HOURS_DAYS = 500, 3
"""An axis that is longer says the year, one that is shorter the hour."""
PALE = 0.35
COLOURS = {
    "armed": GREEN,
    "gated": "#79c7a6",
    "hours": "#9fb4c9",
    "off": RED,
    "blind": "#7d6bd0",
    "battery-low": "#d9822b",
    "flash-dead": "#c7a71e",
    "card-full": "#b0579f",
    "card-gone": "#b0579f",
    "disarmed": "#8a8f98",
}
"""Of the states that a bar may show. What has no colour here has that of `disarmed`."""
BESIDE = frozenset({"flash-dead", "battery-low"})
"""These hold while the unit watches by day: half of its bar is theirs."""


@value
class Bar:
    """A state of a unit, by the station's time."""

    state: str
    begin: datetime
    end: datetime
    dated: bool
    """If not, it is drawn pale: only its length is right."""


def effort(units: Mapping[str, Sequence[Bar]], begin: datetime, end: datetime, _: Say) -> str:
    """A row for each unit, in the colour of what it was fit for; what hindered it lies on top."""
    rank = list(COLOURS)
    shown = sorted({bar.state for bars in units.values() for bar in bars}, key=lambda state: _rank(rank, state))
    with drawing(0.9 + 0.26 * len(units)) as (figure, svg):
        axes = figure.subplots()
        for state in shown:
            label = _.told(state)
            for row, bars in enumerate(units.values()):
                for dated in (True, False):
                    found = [bar for bar in bars if bar.state == state and bar.dated == dated]
                    if found:
                        axes.broken_barh(
                            [(bar.begin, bar.end - bar.begin) for bar in found],
                            (row - 0.36, 0.36 if state in BESIDE else 0.72),
                            color=COLOURS.get(state, COLOURS["disarmed"]),
                            alpha=1 if dated else PALE,
                            linewidth=0,
                            label=label,
                        )
                        label = "_"
        axes.set_yticks(range(len(units)), list(units))
        axes.set_xlim(begin, end)
        axes.set_ylim(len(units) - 0.5, -0.5)
        dated_axis(axes, _)
        legend(figure)
    return svg.getvalue()


def clock(by_hour: Mapping[int, float]) -> str:
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


def by_day(days: Sequence[date], stations: Mapping[str, Mapping[date, int]], units: Sequence[float], _: Say) -> str:
    """Events of each station, one above the other; below them how many units watched."""
    with drawing(3.0) as (figure, svg):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 1))
        noons = [_noon(day) for day in days]
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
        _between(below, days)
        dated_axis(below, _)
        legend(figure)
    return svg.getvalue()


def condition(
    days: Sequence[date],
    volts: Mapping[str, Mapping[date, Span]],
    celsius: Mapping[str, Mapping[date, Span]],
    _: Say,
) -> str:
    """Of each unit each day's lowest voltage, and from its coldest to its warmest."""
    units = list(dict.fromkeys([*volts, *celsius]))
    colours = dict(zip(units, cycle(OTHERS), strict=False))
    with drawing(3.4) as (figure, svg):
        above, below = figure.subplots(2, sharex=True)
        for unit in units:
            known = [day for day in days if day in volts.get(unit, {})]
            lowest = [volts[unit][day].low for day in known]
            above.plot(
                [_noon(day) for day in known], lowest, color=colours[unit], linewidth=1.4, marker=".", label=unit
            )
            known = [day for day in days if day in celsius.get(unit, {})]
            ranges = [(celsius[unit][day].low, celsius[unit][day].high) for day in known]
            if known:
                noons = [_noon(day) for day in known]
                below.fill_between(noons, *zip(*ranges, strict=True), color=colours[unit], alpha=PALE, linewidth=0.8)
        above.set_ylabel(_("battery, V"))
        below.set_ylabel(_("unit, °C"))
        _between(below, days)
        dated_axis(below, _)
        legend(figure)
    return svg.getvalue()


def latencies(readings_ms: Sequence[float], _: Say) -> str:
    """How long it took from a motion to the first picture; each bar is a quarter wider than the one before it."""
    found = [max(1.0, reading) for reading in readings_ms]
    first, last = floor(PER_DECADE * log10(min(found))), ceil(PER_DECADE * log10(max(found)))
    edges = [10 ** (step / PER_DECADE) for step in range(first, max(last, first + 1) + 1)]
    with drawing(2.0) as (figure, svg):
        axes = figure.subplots()
        axes.hist(found, bins=edges, color=BLUE, linewidth=0, rwidth=0.94)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda at, place: f"{at:g}"))
        axes.xaxis.set_minor_formatter(FuncFormatter(lambda at, place: _two_and_five(at, edges)))
        axes.set_xlabel(_("ms from the motion to the first picture"))
        axes.set_ylabel(_("pictures"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda at, place: whole(round(at), _)))
    return svg.getvalue()


def clocks(units: Mapping[str, Mapping[str, int]], _: Say) -> str:
    """Of each unit who told the time of which share of its pictures."""
    sources = {"gps": GREEN, "rtc": BLUE, "peer": "#5bb0c9", "technician": "#c7a71e", "order": "#d9822b", "none": RED}
    with drawing(0.9 + 0.26 * len(units)) as (figure, svg):
        axes = figure.subplots()
        left = [0.0] * len(units)
        for source, colour in sources.items():
            if not any(found.get(source) for found in units.values()):
                continue
            widths = [100 * found.get(source, 0) / max(1, sum(found.values())) for found in units.values()]
            axes.barh(list(units), widths, 0.72, left=left, color=colour, linewidth=0, label=source_words(source, _))
            left = [low + width for low, width in zip(left, widths, strict=True)]
        axes.set_xlim(0, 100)
        axes.set_xlabel("%")
        axes.invert_yaxis()
        legend(figure)
    return svg.getvalue()


def source_words(source: str, _: Say) -> str:
    """Who told the time."""
    words = {
        "gps": _("satellites"),
        "rtc": _("clock chip"),
        "peer": _("the pair's other unit"),
        "technician": _("a person"),
        "order": _("order of pictures"),
        "none": _("nobody"),
    }
    return words.get(source, source)


def dated_axis(axes: Axes, _: Say) -> None:
    """Days along its foot, in the reader's language."""
    low, high = axes.get_xlim()
    span_days = high - low
    locator = AutoDateLocator(minticks=2, maxticks=5 if span_days < HOURS_DAYS else 7)

    def word(at: float, place: int | None = None) -> str:
        moment = num2date(at)
        if span_days > YEARS_DAYS:
            return f"{short_day(moment.date(), _).partition(' ')[2]} {moment.year}"
        day = short_day(moment.date(), _)
        return f"{moment:%H:%M}\n{day}" if span_days < HOURS_DAYS else day

    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(FuncFormatter(word))


def _two_and_five(at: float, edges: Sequence[float]) -> str:
    """Letters between the powers of ten, where an axis is short of those."""
    return f"{at:g}" if edges[-1] / edges[0] < 100 and f"{at:e}"[0] in "25" else ""


def _between(axes: Axes, days: Sequence[date]) -> None:
    midnights = [date2num(datetime.combine(day, time())) for day in (days[0], days[-1] + timedelta(days=1))]
    axes.set_xlim(midnights[0], midnights[1])


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


def _rank(rank: Sequence[str], state: str) -> tuple[int, str]:
    return (rank.index(state) if state in rank else len(rank), state)
