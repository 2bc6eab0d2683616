"""What somebody should look at before the pictures are counted: one sentence each, the worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from trapd.core.effort import Interval
from trapd.survey.account import Fate
from trapd.survey.deployment import Deployment
from trapd.view.survey.brought import Brought
from trapd.view.survey.records import NONE, number
from trapd.view.survey.say import HOUR_NS, Say, length, moment, percent
from trapd.view.survey.watch import hindered, spans, total_ns

LOST: tuple[Fate, ...] = ("missing", "damaged", "clash")
WORTH_NS = HOUR_NS
"""What kept a unit from its work for less is in the tables alone."""
EARLY_NS = 12 * HOUR_NS
"""By so much earlier than the station's other unit."""


def attention(brought: Brought, _: Say) -> list[str]:
    """Empty where all is well."""
    return [*_files(brought, _), *_effort(brought, _), *_early(brought, _), *_packs(brought, _)]


def lost(brought: Brought) -> int:
    """How many pictures are not as they should be, as far as it is known before they are opened."""
    return sum(row.fate in LOST for row in brought.survey.account)


def _files(brought: Brought, _: Say) -> Iterator[str]:
    if count := lost(brought):
        yield _.plural(
            "{number} picture is missing, damaged, or has a name that another one has: see Files",
            "{number} pictures are missing, damaged, or have names that others have: see Files",
            count,
        )


def _effort(brought: Brought, _: Say) -> Iterator[str]:
    words = {
        "untold": _("left no record of effort: its pictures alone tell when it watched"),
        "no": _("was not armed: no effort"),
    }
    for one in (seen.deployment for seen in brought.seen):
        troubles = [words[one.watched]] if one.watched in words else []
        for trouble in [*troubles, *map(_.told, one.trouble)]:
            begin = moment(one.begin_ns, one.utc_offset_min)
            yield _("{who}, deployment from {begin}: {trouble}", who=_who(one), begin=begin, trouble=trouble)
    for who in dict.fromkeys(_who(seen.deployment) for seen in brought.seen if seen.deployment.site is None):
        yield _("{who}: nobody knows where it hung; an export wants that in survey.toml", who=who)
    for unit in brought.units.values():
        by_state: dict[str, list[Interval]] = defaultdict(list)
        for interval in hindered(unit.effort):
            by_state[interval.state].append(interval)
        for found in by_state.values():
            whole_ns = total_ns(spans(found))
            if whole_ns >= WORTH_NS:
                yield _hindered(found, whole_ns, brought.utc_offset_min, _)


def _hindered(found: list[Interval], whole_ns: int, utc_offset_min: int, _: Say) -> str:
    longest = max(found, key=lambda interval: interval.end_ns - interval.begin_ns)
    told = _(
        "{who}: {state} for {length}, from {begin}",
        who=_who(longest),
        state=_.told(longest.state),
        length=length(whole_ns, _),
        begin=moment(longest.begin_ns, utc_offset_min),
    )
    if len(found) > 1:
        told += " " + _("(the longest of {count} times)", count=len(found))
    return f"{told}: {_.told(longest.why)}" if longest.why else told


def _early(brought: Brought, _: Say) -> Iterator[str]:
    for unit in brought.units.values():
        early_ns = unit.until_ns - unit.end_ns
        if early_ns < EARLY_NS or not unit.seen:
            continue
        last = unit.seen[-1].deployment
        told = _(
            "{who}: nothing is known of it after {end}, {length} before its station's other unit ended",
            who=_who(last),
            end=moment(unit.end_ns, last.utc_offset_min),
            length=length(early_ns, _),
        )
        energy = brought.records.get(unit.name, NONE).energy
        charge = number(energy[-1], "charge") if energy else None
        if charge is not None:
            told += "; " + _("its pack had {charge} left", charge=percent(charge))
        yield told


def _packs(brought: Brought, _: Say) -> Iterator[str]:
    for unit, records in sorted(brought.records.items()):
        count = sum(line["kind"] == "brown-out" for line in records.faults)
        if count:
            yield f"{unit}: " + _.plural(
                "its pack gave out {number} time under a load",
                "its pack gave out {number} times under a load",
                count,
            )


def _who(one: Deployment | Interval) -> str:
    return one.unit if one.station in one.unit else f"{one.station} {one.unit}"
