"""How the units' packs fared, and how cold they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import cycle
from typing import Any

from trapd.view.drawing import OTHERS, drawing, legend
from trapd.view.page import plot, section, table, text
from trapd.view.survey import watch
from trapd.view.survey.axes import between, dated_axis, noon
from trapd.view.survey.brought import Brought
from trapd.view.survey.records import NONE, Records, figure, number
from trapd.view.survey.say import Say, percent
from trapd.view.survey.seen import Seen, Span

PALE = 0.35


def packs(brought: Brought, _: Say) -> str:
    """A row for each unit; the plots are those of its station."""
    head = [_("unit"), _("first V"), _("lowest V"), _("last V")]
    head += [_("charge at the end"), _("days left"), _("Wh a day"), _("coldest °C"), _("warmest °C")]
    body = [
        [name, *_volts(unit.seen), *_energy(brought.records.get(name, NONE)), *_celsius(unit.seen)]
        for name, unit in brought.units.items()
    ]
    told = _("Volts and °C are those of the unit at its pictures.")
    return section(_("Battery and temperature"), table(_("Of each unit"), [head, *body]), text(told), id="packs")


def of_station(seen: Sequence[Seen], _: Say) -> str:
    """Its units' voltage and temperature, day by day; empty where none tells."""
    volts, celsius = ({one.deployment.unit: dict[date, Span]() for one in seen} for _units in range(2))
    for one in seen:
        volts[one.deployment.unit] |= one.volts
        celsius[one.deployment.unit] |= one.celsius
    known = sorted({day for units in (volts, celsius) for days in units.values() for day in days})
    if not known:
        return ""
    told = [
        f"{unit}: " + _("lowest {low:.2f} V, at last {last:.2f} V", low=_low(days), last=_last(days))
        for unit, days in volts.items()
        if days
    ]
    told += [
        f"{unit}: "
        + _("from {low:.0f} to {high:.0f} °C", low=_low(days), high=max(day.high for day in days.values()))
        for unit, days in celsius.items()
        if days
    ]
    alt = _("Battery and temperature day by day.") + " " + "; ".join(told)
    return plot(_plot(watch.days(known[0], known[-1]), volts, celsius, _), alt)


def _plot(
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
                [noon(day) for day in known], lowest, color=colours[unit], linewidth=1.4, marker=".", label=unit
            )
            known = [day for day in days if day in celsius.get(unit, {})]
            ranges = [(celsius[unit][day].low, celsius[unit][day].high) for day in known]
            if known:
                noons = [noon(day) for day in known]
                below.fill_between(noons, *zip(*ranges, strict=True), color=colours[unit], alpha=PALE, linewidth=0.8)
        above.set_ylabel(_("battery, V"))
        below.set_ylabel(_("unit, °C"))
        between(below, days)
        dated_axis(below, _)
        legend(figure)
    return svg.getvalue()


def _volts(seen: Iterable[Seen]) -> list[str]:
    days = {day: span for one in seen for day, span in one.volts.items()}
    if not days:
        return ["–", "–", "–"]
    first = days[min(days)]
    return [f"{volts:.2f}" for volts in (first.high, _low(days), _last(days))]


def _celsius(seen: Iterable[Seen]) -> list[str]:
    days = [span for one in seen for span in one.celsius.values()]
    if not days:
        return ["–", "–"]
    return [f"{min(day.low for day in days):.1f}", f"{max(day.high for day in days):.1f}"]


def _energy(records: Records) -> list[str]:
    """Charge, days left, Wh a day."""
    last = records.energy[-1] if records.energy else {}
    charge, told = number(last, "charge"), last.get("days_left")
    days = [day for one in told if (day := figure(one)) is not None] if isinstance(told, list) else []
    return [
        "–" if charge is None else percent(charge),
        "{1:g} ({0:g}–{2:g})".format(*days) if len(days) == 3 else "–",
        _wh_a_day(records.energy),
    ]


def _wh_a_day(lines: Iterable[Mapping[str, Any]]) -> str:
    """The newest line of a start says all of it."""
    newest = {(line.get("boot_id"), line.get("boot")): line for line in lines}
    wh, span_ns = 0.0, 0
    for line in newest.values():
        taken, begun_ns, now_ns = line.get("wh"), line.get("from_mono_ns"), line.get("mono_ns")
        if isinstance(taken, dict) and isinstance(begun_ns, int) and isinstance(now_ns, int):
            wh += sum(number(taken, consumer) or 0 for consumer in taken)
            span_ns += max(0, now_ns - begun_ns)
    return f"{wh * 86_400e9 / span_ns:.2f}" if span_ns else "–"


def _low(days: Mapping[date, Span]) -> float:
    return min(day.low for day in days.values())


def _last(days: Mapping[date, Span]) -> float:
    return days[max(days)].last
