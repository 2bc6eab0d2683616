"""The page's beginning: what came of the survey, what should be looked at, and how long each unit watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from trapd.core.effort import Interval
from trapd.core.timeline import local
from trapd.view.page import folded, plot, section, table, text
from trapd.view.survey import charts, watch
from trapd.view.survey.attention import attention
from trapd.view.survey.brought import Brought, Unit
from trapd.view.survey.charts import Bar
from trapd.view.survey.say import DAY_NS, HOUR_NS, Say, bytes_of, length, moment, naive, share, whole
from trapd.view.survey.seen import Seen

ROWS, FEW = 300, 15
"""Of one table at most; of one that is open from the start."""


LEAST_NS = HOUR_NS // 10
"""A state that held for less has no column."""


def title(brought: Brought, _: Say) -> str:
    """The survey's own, or its stations."""
    return brought.survey.plan.title or _("Camera traps at {stations}", stations=_few(list(brought.stations)))


def beginning(brought: Brought, _: Say) -> Iterator[str]:
    """What most of its readers want to know."""
    offset_min = brought.utc_offset_min
    first, last = (local(ns, offset_min).date().isoformat() for ns in (brought.begin_ns, brought.end_ns))
    yield text(title(brought, _), "h1")
    yield text(_("From {first} to {last}. All times are the stations' standard time.", first=first, last=last))
    found = attention(brought, _)
    yield text(_answer(brought, _), "p", "answer no" if found else "answer")
    if found:
        items = "".join(text(one, "li") for one in found)
        yield section(_("To be looked at"), f"<ul>{items}</ul>")


def contents(brought: Brought, _: Say) -> str:
    """Ways to its parts."""
    links = {
        "deployments": _("Deployments"),
        "effort": _("Effort"),
        "activity": _("Activity"),
        **{f"station-{number}": station for number, station in enumerate(brought.stations)},
        "packs": _("Battery and temperature"),
        "latency": _("Latency"),
        "clocks": _("Clocks"),
        "cards": _("Cards"),
        "faults": _("Faults"),
        "files": _("Files"),
    }
    inside = " ".join(f'<a href="#{id}">{escape(words)}</a>' for id, words in links.items())
    return f'<nav aria-label="{escape(_("Contents"))}">{inside}</nav>'


def deployments(brought: Brought, _: Say) -> str:
    """A row each."""
    where, when = [_("station"), _("unit")], [_("from"), _("to"), _("days"), _("watched"), _("share")]
    what = [_("events"), _("on 100 days"), _("stills"), _("clips")]
    head = [*where, *when, *what]
    body = [_deployment(one, _) for seen in brought.stations.values() for one in seen]
    told = _("An event is one motion, or several that follow each other within {gap:g} s.", gap=_gap(brought))
    told += " " + _("Whether two events are two animals is for the analysis to say.")
    return section(_("Deployments"), table(_("One unit at one place"), [head, *body]), text(told), id="deployments")


def effort(brought: Brought, _: Say) -> str:
    """Bars with reasons; below them every time that a unit was kept from its work."""
    units, offset_min = brought.units, brought.utc_offset_min
    bars = {name: list(_bars(unit, offset_min)) for name, unit in units.items()}
    begin, end = naive(brought.begin_ns, offset_min), naive(brought.end_ns, offset_min)
    states = {name: watch.by_state(unit.effort) for name, unit in units.items()}
    every = sum(states.values(), Counter[str]())
    names = [state for state, whole_ns in every.most_common() if whole_ns >= LEAST_NS]
    hours = [[unit, *(_hours(found[state]) for state in names)] for unit, found in states.items()]
    alt = "; ".join(
        f"{unit}: " + ", ".join(f"{_.told(state)} {found[state] / HOUR_NS:.0f} h" for state in names if found[state])
        for unit, found in states.items()
    )
    parts = [
        plot(charts.effort(bars, begin, end, _), f"{_('What each unit was fit for.')} {alt}"),
        f"<div>{table(_('Hours in each state'), [['', *map(_.told, names)], *hours])}"
        f"{text(_('What the states mean: docs/effort.md. Several may hold at once.'))}</div>",
    ]
    return section(_("Effort"), f'<div class="beside">{"".join(parts)}</div>', _gaps(brought, _), id="effort")


def _answer(brought: Brought, _: Say) -> str:
    seen, units = brought.seen, brought.units.values()
    watched_ns, known_ns = sum(unit.watched_ns for unit in units), sum(unit.known_ns for unit in units)
    parts = [
        _.plural("{number} station", "{number} stations", len(brought.stations)),
        _.plural("{number} unit", "{number} units", len(brought.units)),
    ]
    told = _(
        "{what}: on watch for {days:.1f} of {of:.1f} unit-days ({share}).",
        what=", ".join(parts),
        days=watched_ns / DAY_NS,
        of=known_ns / DAY_NS,
        share=share(watched_ns, known_ns),
    )
    events, stills, clips = (sum(getattr(one, what) for one in seen) for what in ("events", "stills", "clips"))
    things = [
        _.plural("{said} event", "{said} events", events, said=whole(events, _)),
        _.plural("{said} still", "{said} stills", stills, said=whole(stills, _)),
        _.plural("{said} clip", "{said} clips", clips, said=whole(clips, _)),
    ]
    return f"{told} {', '.join(things)}; {bytes_of(sum(one.size for one in seen), _)}."


def _deployment(one: Seen, _: Say) -> list[str]:
    what = one.deployment
    watched_ns = _watched_ns(one)
    return [
        what.station,
        what.unit,
        moment(what.begin_ns, what.utc_offset_min),
        moment(what.end_ns, what.utc_offset_min),
        f"{_length_ns(one) / DAY_NS:.1f}",
        f"{watched_ns / DAY_NS:.1f}",
        share(watched_ns, _length_ns(one)),
        whole(one.events, _),
        f"{100 * one.events * DAY_NS / watched_ns:.0f}" if watched_ns else "–",
        whole(one.stills, _),
        whole(one.clips, _),
    ]


def _bars(unit: Unit, utc_offset_min: int) -> Iterator[Bar]:
    """Only what has a colour, and what hinders."""
    hinders = watch.hindered(unit.effort)
    for one in unit.effort:
        if one.state in charts.COLOURS or one in hinders:
            begin, end = naive(one.begin_ns, utc_offset_min), naive(one.end_ns, utc_offset_min)
            yield Bar(one.state, begin, end, one.dated)


def _gaps(brought: Brought, _: Say) -> str:
    found = watch.hindered(brought.survey.effort)
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


def _watched_ns(one: Seen) -> int:
    return watch.total_ns(watch.watched(one.deployment.effort))


def _length_ns(one: Seen) -> int:
    return one.deployment.end_ns - one.deployment.begin_ns


def _gap(brought: Brought) -> float:
    return brought.survey.plan.event_gap_s


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} … {names[-1]}"
