"""What effort comes to: how long a unit watched, when, and what kept it from that (docs/effort.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from trapd.card.gaps import WANTED
from trapd.core.effort import Interval
from trapd.core.spans import Span, joined, without
from trapd.core.starts import OFF
from trapd.core.timeline import local
from trapd.core.units import S
from trapd.view.survey.say import HOUR_NS

WATCHES = frozenset({"armed", "gated"})
SPARES = frozenset({"no-clips", "stills-only", "fewest-wakeups"})
"""Armed, with less to show for it."""
BESIDE = WANTED | SPARES | {"handled", "clock-unknown", "card-gone"}
"""The unit may watch all the same."""


def known(effort: Iterable[Interval]) -> list[Interval]:
    """Without the time before and after a start that nobody dated: how long that was is not known."""
    return [one for one in effort if one.dated or one.state != OFF]


def watched(effort: Sequence[Interval]) -> list[Span]:
    """When the unit was armed, or gated, and its camera saw; nanoseconds of UTC."""
    return without(
        spans(one for one in effort if one.state in WATCHES), spans(one for one in effort if one.state == "blind")
    )


def spans(intervals: Iterable[Interval]) -> list[Span]:
    """In order, none touching the next."""
    return joined((one.begin_ns, one.end_ns) for one in intervals)


def total_ns(found: Iterable[Span]) -> int:
    """How long they are together."""
    return sum(end_ns - begin_ns for begin_ns, end_ns in found)


def by_state(effort: Sequence[Interval]) -> Counter[str]:
    """How long the unit was in each state, nanoseconds; several may hold at once."""
    states = {one.state for one in effort}
    return Counter({state: total_ns(spans(one for one in effort if one.state == state)) for state in states})


def hindered(effort: Iterable[Interval]) -> list[Interval]:
    """What kept the unit from its work, in order: not the hours in which it was to rest, and nothing that it does
    beside."""
    return [one for one in effort if one.state not in BESIDE]


def by_hour(found: Iterable[Span], utc_offset_min: int) -> Counter[int]:
    """Nanoseconds by the hour of the station's day."""
    shares = Counter[int]()
    for begin_ns, end_ns in _cut(found, utc_offset_min):
        shares[local(begin_ns, utc_offset_min).hour] += end_ns - begin_ns
    return shares


def by_day(found: Iterable[Span], utc_offset_min: int) -> Counter[date]:
    """Nanoseconds by the station's day."""
    shares = Counter[date]()
    for begin_ns, end_ns in _cut(found, utc_offset_min):
        shares[local(begin_ns, utc_offset_min).date()] += end_ns - begin_ns
    return shares


def days(first: date, last: date) -> list[date]:
    """From one to the other, both among them."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _cut(found: Iterable[Span], utc_offset_min: int) -> Iterator[Span]:
    """At each full hour of the station's time."""
    shift_ns = utc_offset_min * 60 * S % HOUR_NS
    for begin_ns, end_ns in found:
        while begin_ns < end_ns:
            next_ns = ((begin_ns + shift_ns) // HOUR_NS + 1) * HOUR_NS - shift_ns
            yield begin_ns, min(next_ns, end_ns)
            begin_ns = next_ns
