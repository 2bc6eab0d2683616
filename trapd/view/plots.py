"""The plots of a season's report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trapd.card.gaps import WANTED
from trapd.view.answer import TAKEN, Outcome
from trapd.view.drawing import BLUE, GREEN, INK, ORANGE, OTHERS, RED, dated, drawing, legend
from trapd.view.history import DEAD
from trapd.view.season import Facts

NEAR_DAYS = 0.05
"""Spans of a state that are nearer to each other are drawn as one."""


def passes(facts: Facts) -> str:
    """Of each kind, what became of its passes."""
    kinds: dict[str, dict[str, int]] = facts["kinds"]
    names = list(kinds)
    with drawing(0.9 + 0.28 * len(names)) as (figure, svg):
        axes = figure.subplots()
        left = [0] * len(names)
        for cause, colour in _coloured(facts["causes"]):
            widths = [kinds[name].get(cause, 0) for name in names]
            axes.barh(names, widths, left=left, color=colour, label=cause)
            left = [a + b for a, b in zip(left, widths, strict=True)]
        axes.invert_yaxis()
        axes.set_xlabel("passes")
        legend(figure)
    return svg.getvalue()


def charge(seasons: Sequence[Facts], shown: Facts, begins: datetime) -> str:
    """What was in the pack, and what the unit believed; below it the air."""
    days = shown["by_day"]
    with drawing(3.6) as (figure, svg):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        if any("charge" in day for day in days):
            if len(seasons) > 1:
                _range(above, [_of_days(facts, "charge") for facts in seasons], begins, "all seeds")
            _line(above, days, "charge", begins, GREEN, "in the pack")
        if any("believed" in day for day in days):
            _line(above, days, "believed", begins, ORANGE, "believed", linestyle=(0, (3, 2)))
        above.set_ylim(-2, 102)
        above.set_ylabel("charge, %")
        times = [_noon(begins, day) for day in days]
        coldest, warmest = ([day[name] for day in days] for name in ("coldest_c", "warmest_c"))
        below.fill_between(times, coldest, warmest, color=BLUE, alpha=0.3, linewidth=0)
        below.plot(times, [day["mean_c"] for day in days], color=BLUE, linewidth=1)
        below.axhline(0, color=INK, linewidth=0.4)
        below.set_ylabel("air, °C")
        dated(below)
        legend(figure)
    return svg.getvalue()


def energy(facts: Facts, begins: datetime) -> str:
    """Wh by consumer, day by day."""
    days = facts["by_day"]
    with drawing(2.4) as (figure, svg):
        consumers = sorted(facts["energy_wh"], key=lambda one: -facts["energy_wh"][one])
        heights = {consumer: [day["wh"].get(consumer, 0.0) for day in days] for consumer in consumers}
        _stacked(figure, [_noon(begins, day) for day in days], heights, cycle(OTHERS))
        figure.axes[0].set_ylabel("Wh a day")
    return svg.getvalue()


def effort(facts: Facts, begins: datetime) -> str:
    """A bar for each state, wherever it held."""
    states: dict[str, dict[str, Any]] = facts["effort"]
    names = sorted(states, key=lambda name: (name not in WANTED, -states[name]["hours"]))
    with drawing(0.5 + 0.25 * len(names)) as (figure, svg):
        axes = figure.subplots()
        for row, name in enumerate(names):
            spans = [(begins + timedelta(a), timedelta(b - a)) for a, b in _joined(states[name]["spans"])]
            colour = GREEN if name in WANTED else RED if name == DEAD else ORANGE
            axes.broken_barh(spans, (row - 0.35, 0.7), color=colour, linewidth=0)
        axes.set_yticks(range(len(names)), names)
        axes.set_xlim(begins, begins + timedelta(facts["days"]))
        axes.invert_yaxis()
        dated(axes)
    return svg.getvalue()


def pictures(facts: Facts, begins: datetime) -> str:
    """Stills and clips, day by day."""
    days = facts["by_day"]
    with drawing(2.0) as (figure, svg):
        colours = {"stills": BLUE, "clips": ORANGE}
        taken = {thing: [day[thing] for day in days] for thing in colours if any(day[thing] for day in days)}
        _stacked(figure, [_noon(begins, day) for day in days], taken, (colours[thing] for thing in taken))
        figure.axes[0].set_ylabel("a day")
    return svg.getvalue()


def compared(outcomes: Sequence[Outcome]) -> str:
    """Of each unit the days on watch and the passes seen, both as shares; a thin line is where nine of ten lie."""
    names = [one.unit for one in outcomes]
    with drawing(0.8 + 0.45 * len(names)) as (figure, svg):
        axes = figure.subplots()
        shares = [
            ("days on watch", GREEN, [(one.watch_days, 100 / one.days) for one in outcomes]),
            ("passes seen", BLUE, [(one.share, 100.0) for one in outcomes]),
        ]
        for (label, colour, figures), at in zip(shares, (-0.2, 0.2), strict=True):
            places = [row + at for row in range(len(names))]
            widths = [one["median"] * times for one, times in figures]
            off = [
                [max(0.0, (one["median"] - one["low"]) * times) for one, times in figures],
                [max(0.0, (one["high"] - one["median"]) * times) for one, times in figures],
            ]
            axes.barh(
                places, widths, 0.36, xerr=off, ecolor=INK, error_kw={"linewidth": 0.8}, color=colour, label=label
            )
        axes.set_yticks(range(len(names)), names)
        axes.set_xlim(0, 100)
        axes.invert_yaxis()
        axes.set_xlabel("%")
        legend(figure)
    return svg.getvalue()


def charges(units: Mapping[str, Facts], begins: datetime) -> str:
    """What was in the pack of each unit."""
    with drawing(2.2 + 0.2 * len(units)) as (figure, svg):
        axes = figure.subplots()
        for (name, facts), colour in zip(units.items(), cycle(OTHERS), strict=False):
            _line(axes, facts["by_day"], "charge", begins, colour, name)
        axes.set_ylim(-2, 102)
        axes.set_ylabel("charge, %")
        dated(axes)
        legend(figure)
    return svg.getvalue()


def _stacked(
    figure: Figure, times: Sequence[datetime], layers: Mapping[str, Sequence[float]], colours: Iterable[str]
) -> None:
    """What each adds, day by day, on top of those before it."""
    axes, bottom = figure.subplots(), [0.0] * len(times)
    for (label, heights), colour in zip(layers.items(), colours, strict=False):
        top = [low + height for low, height in zip(bottom, heights, strict=True)]
        axes.fill_between(times, bottom, top, step="mid", color=colour, linewidth=0, label=label)
        bottom = top
    axes.set_ylim(bottom=0)
    dated(axes)
    legend(figure)


def _coloured(causes: Iterable[str]) -> list[tuple[str, str]]:
    missed = [cause for cause in causes if cause != TAKEN]
    return [(TAKEN, GREEN), *zip(missed, cycle(OTHERS), strict=False)]


def _noon(begins: datetime, day: Mapping[str, Any]) -> datetime:
    """The middle of a day of the season."""
    return begins + timedelta(day["day"] - 0.5)


def _of_days(facts: Facts, name: str) -> list[float]:
    return [100 * day[name] for day in facts["by_day"] if name in day]


def _line(
    axes: Axes, days: Sequence[Mapping[str, Any]], name: str, begins: datetime, colour: str, label: str, **how: Any
) -> None:
    known = [day for day in days if name in day]
    if known:
        times = [begins + timedelta(day["day"]) for day in known]
        axes.plot(times, [100 * day[name] for day in known], color=colour, linewidth=1.4, label=label, **how)


def _range(axes: Axes, lines: Sequence[Sequence[float]], begins: datetime, label: str) -> None:
    """From the lowest to the highest of all seeds."""
    days = list(zip(*lines, strict=False))
    times = [begins + timedelta(number) for number in range(1, len(days) + 1)]
    low, high = [min(day) for day in days], [max(day) for day in days]
    axes.fill_between(times, low, high, color=GREEN, alpha=0.25, linewidth=0, label=label)


def _joined(spans: Iterable[Sequence[float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for begin, end in spans:
        if joined and begin - joined[-1][1] < NEAR_DAYS:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((begin, end))
    return joined
