"""The page's beginning: what came of the survey, what should be looked at, and how long each unit watched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from trapd.core.timeline import local
from trapd.view.page import section, table, text
from trapd.view.survey import watch
from trapd.view.survey.attention import attention
from trapd.view.survey.brought import Brought
from trapd.view.survey.say import DAY_NS, Say, bytes_of, clips, events, moment, share, stills, whole
from trapd.view.survey.seen import Seen


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
    name = escape(_("Contents"))
    return f'<nav aria-label="{name}">{inside}</nav>'


def deployments(brought: Brought, _: Say) -> str:
    """A row each."""
    where, when = [_("station"), _("unit")], [_("from"), _("to"), _("days"), _("watched"), _("share")]
    what = [_("events"), _("per 100 days"), _("stills"), _("clips")]
    head = [*where, *when, *what]
    body = [_deployment(one, _) for seen in brought.stations.values() for one in seen]
    told = _("An event is one motion, or several that follow each other within {gap:g} s.", gap=_gap(brought))
    told += " " + _("Whether two events are two animals is for the analysis to say.")
    told += " " + _("Unit-days go from the first that is known of a unit to the last that is known of its station.")
    return section(_("Deployments"), table(_("One unit at one place"), [head, *body]), text(told), id="deployments")


def _answer(brought: Brought, _: Say) -> str:
    seen, units = brought.seen, brought.units.values()
    watched_ns = sum(unit.watched_ns for unit in units)
    hung_ns = sum(unit.hung_ns for unit in units)
    parts = [
        _.plural("{number} station", "{number} stations", len(brought.stations)),
        _.plural("{number} unit", "{number} units", len(brought.units)),
    ]
    told = _(
        "{what}: on watch for {days:.1f} of {of:.1f} unit-days ({share}).",
        what=", ".join(parts),
        days=watched_ns / DAY_NS,
        of=hung_ns / DAY_NS,
        share=share(watched_ns, hung_ns),
    )
    things = [
        events(sum(one.events for one in seen), _),
        stills(sum(one.stills for one in seen), _),
        clips(sum(one.clips for one in seen), _),
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


def _watched_ns(one: Seen) -> int:
    return watch.total_ns(watch.watched(one.deployment.effort))


def _length_ns(one: Seen) -> int:
    return one.deployment.end_ns - one.deployment.begin_ns


def _gap(brought: Brought) -> float:
    return brought.survey.plan.event_gap_s


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} … {names[-1]}"
