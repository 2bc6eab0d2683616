"""Who told the time, and how well it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from trapd.view.drawing import BLUE, GREEN, RED, drawing, legend
from trapd.view.page import plot, section, table
from trapd.view.survey.brought import Brought
from trapd.view.survey.records import NONE, number
from trapd.view.survey.say import Say
from trapd.view.survey.seen import joined


def clocks(brought: Brought, _: Say) -> str:
    """Who told the time, and how well it is known."""
    sources = {
        name: sum((one.sources for one in unit.seen), Counter[str]())
        for name, unit in brought.units.items()
        if unit.seen
    }
    if not sources:
        return ""
    head = [_("unit"), _("median ± s"), _("largest ± s"), _("starts"), _("anchors"), _("drift, ppm")]
    body = []
    for name, unit in brought.units.items():
        records = brought.records.get(name, NONE)
        doubts = joined(one.uncertain_s for one in unit.seen)
        body.append(
            [
                name,
                f"{median(doubts):.2f}" if doubts else "–",
                f"{max(doubts):.2f}" if doubts else "–",
                str(records.starts),
                str(len(records.anchors)),
                _drift(records.anchors),
            ]
        )
    told = "; ".join(
        f"{name}: " + ", ".join(f"{_source(source, _)} {pictures}" for source, pictures in found.most_common())
        for name, found in sources.items()
    )
    drawn = plot(_plot(sources, _), _("Who told the time of how many pictures.") + " " + told)
    return section(
        _("Clocks"), drawn, table(_("How well the time is known"), [head, *body]), beside=True, id="clocks"
    )


def _plot(units: Mapping[str, Mapping[str, int]], _: Say) -> str:
    """Of each unit who told the time of which share of its pictures."""
    sources = {"gps": GREEN, "rtc": BLUE, "peer": "#5bb0c9", "technician": "#c7a71e", "order": "#d9822b", "none": RED}
    with drawing(0.9 + 0.26 * len(units)) as (figure, svg):
        axes = figure.subplots()
        left = [0.0] * len(units)
        for source, colour in sources.items():
            if not any(found.get(source) for found in units.values()):
                continue
            widths = [100 * found.get(source, 0) / max(1, sum(found.values())) for found in units.values()]
            axes.barh(list(units), widths, 0.72, left=left, color=colour, linewidth=0, label=_source(source, _))
            left = [low + width for low, width in zip(left, widths, strict=True)]
        axes.set_xlim(0, 100)
        axes.set_xlabel("%")
        axes.invert_yaxis()
        legend(figure)
    return svg.getvalue()


def _source(source: str, _: Say) -> str:
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


def _drift(anchors: Iterable[Mapping[str, Any]]) -> str:
    """What UTC gains on the unit's clock, as it was measured last."""
    known = [ppm for line in anchors if (ppm := number(line, "drift_ppm")) is not None]
    return f"{known[-1]:+.1f}" if known else "–"
