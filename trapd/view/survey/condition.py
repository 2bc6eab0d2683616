"""How the units fared: pack, temperature, card, latency, clock."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from trapd.view.page import plot, section, table, text
from trapd.view.survey import charts
from trapd.view.survey.brought import Brought
from trapd.view.survey.records import Records
from trapd.view.survey.say import Say, bytes_of, share, whole
from trapd.view.survey.seen import Seen, Span

SLOW_MS = 1_000
"""An animal at a walk is past the middle of the picture by then."""
NONE = Records()


def packs(brought: Brought, _: Say) -> str:
    """A row for each unit; the plots are those of its station."""
    head = [
        _("unit"),
        _("first V"),
        _("lowest V"),
        _("last V"),
        _("charge at the end"),
        _("days left"),
        _("Wh a day"),
    ]
    head += [_("coldest °C"), _("warmest °C")]
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
    alt = f"{_('Battery and temperature day by day.')} {'; '.join(told)}"
    every = [date.fromordinal(day) for day in range(known[0].toordinal(), known[-1].toordinal() + 1)]
    return plot(charts.condition(every, volts, celsius, _), alt)


def cards(brought: Brought, _: Say) -> str:
    """What each holds, and what is saved elsewhere."""
    rows: dict[str, Counter[str]] = {}
    units: dict[str, dict[str, None]] = {}
    for one in brought.seen:
        for capture in brought.survey.captures(one.deployment):
            row = rows.setdefault(str(capture.card.root), Counter())
            row["pictures"] += 1
            row["size"] += capture.picture.size
            row["protected"] += capture.picture.protected
            row["offloaded"] += capture.picture.offloaded
            units.setdefault(str(capture.card.root), {})[capture.unit] = None
    head = [_("card"), _("units"), _("pictures"), _("size"), _("protected"), _("copied to a disk"), _("other files")]
    others = Counter(str(row.card) for row in brought.survey.account)
    body = [
        [
            str(card.root),
            ", ".join(units.get(str(card.root), {})) or "–",
            whole(row["pictures"], _),
            bytes_of(row["size"], _),
            whole(row["protected"], _),
            whole(row["offloaded"], _),
            whole(others[str(card.root)], _),
        ]
        for card in brought.survey.cards
        for row in (rows.get(str(card.root), Counter()),)
    ]
    told = _("A picture that several cards hold is counted once.")
    return section(_("Cards"), table(_("What each holds"), [head, *body]), text(told), id="cards")


def latency(brought: Brought, _: Say) -> str:
    """Of all units; a row for each."""
    found = {name: _joined(one.latencies_ms for one in unit.seen) for name, unit in brought.units.items()}
    every = _joined(found.values())
    if not every:
        return section(_("Latency"), text(_("No picture tells how long it took.")), id="latency")
    head = [_("unit"), _("pictures"), _("median ms"), _("95 % within ms"), _("longest ms"), _("over 1 s")]
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
        plot(charts.latencies(every, _), alt),
        f"<div>{table(_('From the motion to the first picture'), [head, *body])}</div>",
        beside=True,
        id="latency",
    )


def clocks(brought: Brought, _: Say) -> str:
    """Who told the time, and how well it is known."""
    sources = {
        name: sum((one.sources for one in unit.seen), Counter[str]())
        for name, unit in brought.units.items()
        if unit.seen
    }
    if not sources:
        return ""
    head = [
        _("unit"),
        _("dated"),
        _("median ± s"),
        _("largest ± s"),
        _("starts"),
        _("told the time"),
        _("clock gains, ppm"),
    ]
    body = []
    for name, unit in brought.units.items():
        records = brought.records.get(name, NONE)
        doubts = _joined(one.uncertain_s for one in unit.seen)
        captures = sum(one.captures for one in unit.seen)
        body.append(
            [
                name,
                share(captures - sum(one.undated for one in unit.seen), captures),
                f"{median(doubts):.2f}" if doubts else "–",
                f"{max(doubts):.2f}" if doubts else "–",
                str(records.starts),
                str(len(records.anchors)),
                _drift(records.anchors),
            ]
        )
    alt = "; ".join(
        f"{name}: "
        + ", ".join(f"{charts.source_words(source, _)} {number}" for source, number in found.most_common())
        for name, found in sources.items()
    )
    drawn = plot(charts.clocks(sources, _), f"{_('Who told the time of how many pictures.')} {alt}")
    beside = f"<div>{table(_('How well the time is known'), [head, *body])}</div>"
    return section(_("Clocks"), drawn, beside, beside=True, id="clocks")


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
    charge, days = last.get("charge"), last.get("days_left")
    known = isinstance(charge, int | float)
    return [
        f"{charge:.0%}".replace("%", " %") if known else "–",
        f"{days[1]:g} ({days[0]:g}–{days[2]:g})" if isinstance(days, list) and len(days) == 3 else "–",
        _wh_a_day(records.energy),
    ]


def _wh_a_day(lines: Iterable[Mapping[str, Any]]) -> str:
    """The newest line of a start says all of it."""
    newest = {(line.get("boot_id"), line.get("boot")): line for line in lines}
    wh, span_ns = 0.0, 0
    for line in newest.values():
        taken, begun_ns, now_ns = line.get("wh"), line.get("from_mono_ns"), line.get("mono_ns")
        if isinstance(taken, dict) and isinstance(begun_ns, int) and isinstance(now_ns, int):
            wh += sum(taken.values())
            span_ns += now_ns - begun_ns
    return f"{wh * 86_400e9 / span_ns:.2f}" if span_ns else "–"


def _drift(anchors: Iterable[Mapping[str, Any]]) -> str:
    """What UTC gains on the unit's clock, as it was measured last."""
    known = [line for line in anchors if isinstance(line.get("drift_ppm"), int | float)]
    return f"{known[-1]['drift_ppm']:+.1f}" if known else "–"


def _points(ms: Sequence[float]) -> tuple[float, float, float]:
    """The median, what 95 % are within, and the longest."""
    ordered = sorted(ms)
    return median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], ordered[-1]


def _slow(ms: Sequence[float]) -> str:
    return share(sum(reading > SLOW_MS for reading in ms), len(ms))


def _joined(readings: Iterable[array[float]]) -> array[float]:
    every = array("f")
    for one in readings:
        every.extend(one)
    return every


def _low(days: Mapping[date, Span]) -> float:
    return min(day.low for day in days.values())


def _last(days: Mapping[date, Span]) -> float:
    return days[max(days)].last
