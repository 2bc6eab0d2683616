"""How long it took from a motion to the first picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from statistics import median

from matplotlib.ticker import FuncFormatter

from trapd.view.drawing import BLUE, drawing
from trapd.view.page import plot, section, table, text
from trapd.view.survey.brought import Brought
from trapd.view.survey.say import Say, share, whole
from trapd.view.survey.seen import joined

SLOW_MS = 1_000
"""An animal at a walk is past the middle of the picture by then."""
BARS, PER_DECADE = 20, 10
"""Of a histogram: in all, and from one power of ten to the next where its axis is a logarithm."""
WIDE, SHORT = 10, 100
"""How many times the shortest the longest took."""


def latency(brought: Brought, _: Say) -> str:
    """Of all units; a row for each."""
    found = {name: joined(one.latencies_ms for one in unit.seen) for name, unit in brought.units.items()}
    every = joined(found.values())
    if not every:
        return section(_("Latency"), text(_("No picture tells how long it took.")), id="latency")
    head = [_("unit"), _("pictures"), _("median, ms"), _("95 %, ms"), _("longest, ms"), _("over 1 s")]
    body = [
        [name, whole(len(ms), _), *(f"{reading:.0f}" for reading in _points(ms)), _slow(ms)]
        for name, ms in found.items()
        if ms
    ]
    middle, most, longest = _points(every)
    alt = _(
        "From a motion to its first picture: median {median:.0f} ms, 95 % in {most:.0f} ms, at most {longest:.0f} ms",
        median=middle,
        most=most,
        longest=longest,
    )
    return section(
        _("Latency"),
        plot(_plot(every, _), alt),
        table(_("From the motion to the first picture"), [head, *body]),
        beside=True,
        id="latency",
    )


def _plot(readings_ms: Sequence[float], _: Say) -> str:
    """Over an axis that is a logarithm where some took ten times as long as others."""
    least, most = max(1.0, min(readings_ms)), max(1.0, *readings_ms)
    wide = most >= WIDE * least
    with drawing(2.0) as (figure, svg):
        axes = figure.subplots()
        axes.hist(
            [max(1.0, reading) for reading in readings_ms],
            bins=_edges(least, most) if wide else BARS,
            color=BLUE,
            linewidth=0,
            rwidth=0.94,
        )
        if wide:
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(FuncFormatter(lambda at, place: f"{at:g}"))
            axes.xaxis.set_minor_formatter(FuncFormatter(lambda at, place: _two_and_five(at, most / least)))
        axes.set_xlabel(_("ms from the motion to the first picture"))
        axes.set_ylabel(_("pictures"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda at, place: whole(round(at), _)))
    return svg.getvalue()


def _edges(least: float, most: float) -> list[float]:
    """Each bar is a quarter wider than the one before it."""
    first, last = floor(PER_DECADE * log10(least)), ceil(PER_DECADE * log10(most))
    return [10 ** (step / PER_DECADE) for step in range(first, last + 1)]


def _two_and_five(at: float, ratio: float) -> str:
    """Numbers between the powers of ten, where an axis is short of those."""
    return f"{at:g}" if ratio < SHORT and f"{at:e}"[0] in "25" else ""


def _points(ms: Sequence[float]) -> tuple[float, float, float]:
    """The median, what 95 % are within, and the longest."""
    ordered = sorted(ms)
    return median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], ordered[-1]


def _slow(ms: Sequence[float]) -> str:
    return share(sum(reading > SLOW_MS for reading in ms), len(ms))
