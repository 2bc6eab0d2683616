"""Numbers, times and spans in the reader's language. Dates in tables are ISO's, which no reader takes for another."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from trapd.core.timeline import local
from trapd.core.units import S

NBSP = "\N{NO-BREAK SPACE}"
ROWS = 300
"""Of one table at most."""
HOUR_NS, DAY_NS = 3_600 * S, 86_400 * S


class Say(Protocol):
    """A language, as `trapd.console.language` has them."""

    code: str

    def __call__(self, text: str, **facts: object) -> str:
        """The text in this language, with its fields filled in."""

    def plural(self, one: str, many: str, number: int, **facts: object) -> str:
        """The text that suits the number, which is its field `number`."""

    def told(self, sentence: str) -> str:
        """A sentence of trapd's own, in this language."""


def moment(utc_ns: int, utc_offset_min: int) -> str:
    """To the minute, by the station's time."""
    return f"{local(utc_ns, utc_offset_min):%Y-%m-%d %H:%M}"


def day_of(utc_ns: int, utc_offset_min: int) -> date:
    """By the station's time."""
    return local(utc_ns, utc_offset_min).date()


def night_of(utc_ns: int, utc_offset_min: int) -> date:
    """The day on which that night began: a night is from noon to noon."""
    return (local(utc_ns, utc_offset_min) - timedelta(hours=12)).date()


def naive(utc_ns: int, utc_offset_min: int) -> datetime:
    """The station's time without its zone, as an axis wants it."""
    return local(utc_ns, utc_offset_min).replace(tzinfo=None)


def night(began: date, _: Say) -> str:
    """`15 to 16 January 2026`."""
    ended = began + timedelta(days=1)
    first = str(began.day) if began.month == ended.month else day_month(began, _)
    if began.year != ended.year:
        first += f" {began.year}"
    return _("{first} to {second}", first=first, second=f"{day_month(ended, _)} {ended.year}")


def day_month(day: date, _: Say) -> str:
    """`15 January`."""
    return f"{day.day} {_months(_)[day.month - 1]}"


def short_day(day: date, _: Say) -> str:
    """`15 Jan`."""
    return f"{day.day} {_short_months(_)[day.month - 1]}"


def length(span_ns: int, _: Say) -> str:
    """As exact as anybody needs it: `6 s`, `12 min`, `2 h 05 min`, `3 d 4 h`."""
    seconds = span_ns // S
    minutes, hours, days = seconds // 60, seconds // 3_600, seconds // 86_400
    if days:
        return _("{d} d {h} h", d=days, h=hours % 24)
    if hours:
        return _("{h} h {min:02d} min", h=hours, min=minutes % 60)
    return _("{min} min", min=minutes) if minutes else _("{s} s", s=seconds)


def whole(number: int, _: Say) -> str:
    """`12,345`; in Russian its comma would be a decimal point."""
    return f"{number:,}" if _.code == "en" else f"{number:,}".replace(",", NBSP)


def events(number: int, _: Say) -> str:
    """`1,234 events`."""
    said = whole(number, _)
    return _.plural("{said} event", "{said} events", number, said=said)


def stills(number: int, _: Say) -> str:
    said = whole(number, _)
    return _.plural("{said} still", "{said} stills", number, said=said)


def clips(number: int, _: Say) -> str:
    said = whole(number, _)
    return _.plural("{said} clip", "{said} clips", number, said=said)


def trigger(kind: str, _: Say) -> str:
    """What set an event off."""
    words = {
        "motion": _("motion"),
        "time-lapse": _("time-lapse"),
        "proof-of-life": _("proof of life"),
        "test": _("test"),
    }
    return words.get(kind, kind)


def share(part: float, of: float) -> str:
    """Percent; a dash of nothing. What is not all is not called 100 %, and what is not nothing not 0 %."""
    if not of:
        return "–"
    percent = round(100 * part / of)
    if 0 < part < of and percent in (0, 100):
        return "<1 %" if percent == 0 else ">99 %"
    return f"{percent} %"


def percent(part: float) -> str:
    """Of 1."""
    return f"{100 * part:.0f} %"


def bytes_of(size: int, _: Say) -> str:
    """As a file manager shows them."""
    told = _("{gb:.1f} GB", gb=size / 1e9) if size >= 1e9 else _("{mb:.1f} MB", mb=size / 1e6)
    return told.replace(" ", NBSP)


def _months(_: Say) -> tuple[str, ...]:
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )


def _short_months(_: Say) -> tuple[str, ...]:
    return (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    )
