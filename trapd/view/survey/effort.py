"""What each unit was fit for: bars, with the reasons for what was not as it should be (docs/effort.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from trapd.core.effort import Interval
from trapd.core.value import value
from trapd.view.drawing import GREEN, RED, drawing, legend
from trapd.view.page import folded, plot, section, table, text
from trapd.view.survey import watch
from trapd.view.survey.axes import dated_axis
from trapd.view.survey.brought import Brought, Unit
from trapd.view.survey.say import HOUR_NS, ROWS, Say, length, moment, naive

SILENT = "silent"
"""Not a state: nothing is known of the unit, and its neighbour went on."""
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
    SILENT: "#e5bcb6",
}
"""Of the states that a bar may show. What has no colour here has that of `disarmed`."""
BESIDE = frozenset({"flash-dead", "battery-low"})
"""These hold while the unit watches by day: half of its bar is theirs."""
PALE = 0.35
THIN, FINE = 400, 2_000
"""A part of the whole that is narrower cannot be seen: the tables have it. Bars that are nearer to each other than
that are one: a gated unit has thousands."""
FEW = 15
"""Rows of a table that is open from the start."""
LEAST_NS = HOUR_NS // 10
"""A state that held for less has no column."""


@value
class Bar:
    """A state of a unit, by the station's time."""

    state: str
    begin: datetime
    end: datetime
    dated: bool
    """If not, it is drawn pale: only its length is right."""


def effort(brought: Brought, _: Say) -> str:
    """Bars with reasons; below them every time that a unit was kept from its work."""
    units, offset_min = brought.units, brought.utc_offset_min
    bars = {name: list(_bars(unit, offset_min)) for name, unit in units.items()}
    begin, end = naive(brought.begin_ns, offset_min), naive(brought.end_ns, offset_min)
    states = {name: watch.by_state(unit.effort) for name, unit in units.items()}
    every = sum(states.values(), Counter[str]())
    names = [state for state, whole_ns in every.most_common() if whole_ns >= LEAST_NS]
    hours = [[unit, *(_hours(found[state]) for state in names)] for unit, found in states.items()]
    told = "; ".join(
        f"{unit}: " + ", ".join(f"{_.told(state)} {length(found[state], _)}" for state in names if found[state])
        for unit, found in states.items()
    )
    alt = _("What each unit was fit for.") + " " + told
    by_state = table(_("Hours in each state"), [["", *map(_.told, names)], *hours])
    means = text(_("Several may hold at once. What they mean stands in trapd's page on effort."))
    inside = f'<div class="beside">{plot(_plot(bars, begin, end, _), alt)}<div>{by_state}{means}</div></div>'
    return section(_("Effort"), inside, _gaps(brought, _), id="effort")


def _plot(units: Mapping[str, Sequence[Bar]], begin: datetime, end: datetime, _: Say) -> str:
    """A row for each unit, in the colour of what it was fit for; what hindered it lies on top."""
    rank = list(COLOURS)
    shown = sorted({bar.state for bars in units.values() for bar in bars}, key=lambda state: _rank(rank, state))
    with drawing(0.9 + 0.26 * len(units)) as (figure, svg):
        axes = figure.subplots()
        for state in shown:
            colour, high = COLOURS.get(state, COLOURS["disarmed"]), 0.36 if state in BESIDE else 0.72
            of_state = [[bar for bar in bars if bar.state == state] for bars in units.values()]
            if any(bar.end - bar.begin >= (end - begin) / THIN for bars in of_state for bar in bars):
                label = _("nothing known") if state == SILENT else _.told(state)
                axes.broken_barh([], (0, 0), color=colour, linewidth=0, label=label)
            for row, bars in enumerate(of_state):
                for dated, alpha in ((True, 1.0), (False, PALE)):
                    drawn = _drawn([bar for bar in bars if bar.dated == dated], (end - begin) / FINE)
                    axes.broken_barh(drawn, (row - 0.36, high), color=colour, alpha=alpha, linewidth=0)
        axes.set_yticks(range(len(units)), list(units))
        axes.set_xlim(begin, end)
        axes.set_ylim(len(units) - 0.5, -0.5)
        dated_axis(axes, _)
        legend(figure)
    return svg.getvalue()


def _drawn(bars: Sequence[Bar], near: timedelta) -> list[tuple[datetime, timedelta]]:
    """Begins and lengths, by begin."""
    found: list[tuple[datetime, datetime]] = []
    for bar in bars:
        if found and bar.begin - found[-1][1] <= near:
            found[-1] = found[-1][0], max(found[-1][1], bar.end)
        else:
            found.append((bar.begin, bar.end))
    return [(begin, end - begin) for begin, end in found]


def _bars(unit: Unit, utc_offset_min: int) -> Iterator[Bar]:
    """Only what has a colour, and what hinders."""
    for one in unit.effort:
        if one.state in COLOURS or one.state not in watch.BESIDE:
            yield Bar(one.state, naive(one.begin_ns, utc_offset_min), naive(one.end_ns, utc_offset_min), one.dated)
    if unit.until_ns - unit.end_ns >= HOUR_NS:
        yield Bar(SILENT, naive(unit.end_ns, utc_offset_min), naive(unit.until_ns, utc_offset_min), True)


def _gaps(brought: Brought, _: Say) -> str:
    found = watch.hindered(brought.effort)
    if not found:
        return text(_("Nothing kept any unit from its work."))
    offset_min = brought.utc_offset_min
    head = [_("unit"), _("state"), _("from"), _("to"), _("length"), _("why")]
    body = [
        [
            gap.unit,
            _.told(gap.state),
            moment(gap.begin_ns, offset_min),
            moment(gap.end_ns, offset_min),
            length(gap.end_ns - gap.begin_ns, _),
            "; ".join(_why(gap, _)),
        ]
        for gap in found[:ROWS]
    ]
    rest = [text(_("{number} more are not shown.", number=len(found) - ROWS))] if len(found) > ROWS else []
    summary = _("Every time that a unit was kept from its work: {number}", number=len(found))
    every = table(_("Kept from their work"), [head, *body])
    return folded(summary, every, *rest, opened=len(found) <= FEW)


def _why(gap: Interval, _: Say) -> Iterator[str]:
    if gap.why:
        yield _.told(gap.why)
    if gap.bounded:
        yield _("by the last sign of life, up to ten minutes too early")
    if not gap.dated:
        yield _("the clock was not set")


def _hours(span_ns: int) -> str:
    hours = span_ns / HOUR_NS
    return "" if not hours else f"{hours:.1f}" if hours >= 0.1 else "<0.1"


def _rank(rank: Sequence[str], state: str) -> tuple[int, str]:
    return (rank.index(state) if state in rank else len(rank), state)
