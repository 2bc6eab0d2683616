"""What was taken in one deployment, in figures: its captures are gone through once, and none is kept but those that
may stand on the contact sheets."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trapd.core.timeline import local
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment
from trapd.survey.events import MOTION, Event, events
from trapd.survey.people import people
from trapd.view.survey.records import number
from trapd.view.survey.say import night_of


@dataclass(slots=True)
class Span:
    """From the lowest of some readings to the highest, and the last of them."""

    low: float
    high: float
    last: float

    @classmethod
    def of(cls, reading: float) -> Span:
        return cls(reading, reading, reading)

    def take(self, reading: float) -> None:
        """By time."""
        self.low, self.high, self.last = min(self.low, reading), max(self.high, reading), reading


@dataclass(slots=True)
class Seen:
    """Of one deployment. Events are those of motions; days and hours are those of the station's time, of what has a
    time that is known."""

    deployment: Deployment
    stills: int = 0
    clips: int = 0
    size: int = 0
    """Bytes."""
    dated: tuple[int, int] | None = None
    """From the first capture to the last whose time is known, nanoseconds of UTC."""
    events: int = 0
    by_hour: Counter[int] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)
    nights: dict[date | None, list[Event]] = field(default_factory=lambda: defaultdict(list))
    """Of each night the events that show no people; None: of those whose time nobody knows."""
    people: Counter[date | None] = field(default_factory=Counter)
    """Of each night how many may show some."""
    others: dict[date | None, Event] = field(default_factory=dict)
    """Of each night the first picture that nothing set off: what the unit looked at."""
    volts: dict[date, Span] = field(default_factory=dict)
    celsius: dict[date, Span] = field(default_factory=dict)
    latencies_ms: array[float] = field(default_factory=lambda: array("f"))
    """From motion to the first picture."""
    sources: Counter[str] = field(default_factory=Counter)
    """Who told the time of how many captures."""
    uncertain_s: array[float] = field(default_factory=lambda: array("f"))
    """How far it may be wrong."""


def seen(deployment: Deployment, captures: Sequence[Capture], gap_s: float, done: Callable[[], object]) -> Seen:
    """`gap_s`: motions that are no further apart are one event; `done` is called with each capture. Raises
    OSError."""
    found, shows_people = Seen(deployment), people(deployment)
    for event in events(deployment, captures, gap_s):
        _take_event(found, event, any(map(shows_people, event.captures)))
        for capture in event.captures:
            _take(found, capture, capture.facts())
            done()
    return found


def _take_event(found: Seen, event: Event, shows_people: bool) -> None:
    first, offset_min = event.captures[0], found.deployment.utc_offset_min
    night = night_of(first.utc_ns, offset_min) if first.dated else None
    if event.trigger != MOTION:
        if not shows_people:
            found.others.setdefault(night, event)
        return
    if shows_people:
        found.people[night] += 1
    else:
        found.nights[night].append(event)
    found.events += 1
    if first.dated:
        begun = local(first.utc_ns, offset_min)
        found.by_hour[begun.hour] += 1
        found.by_day[begun.date()] += 1


def _take(found: Seen, capture: Capture, facts: Mapping[str, Any]) -> None:
    still = capture.picture.number > 0
    found.stills += still
    found.clips += not still
    found.size += capture.picture.size
    found.sources[str(facts.get("time_source", "none")) if capture.dated else "none"] += 1
    if capture.dated:
        first_ns, last_ns = found.dated or (capture.utc_ns, capture.utc_ns)
        found.dated = min(first_ns, capture.utc_ns), max(last_ns, capture.utc_ns)
        _add(found.uncertain_s, number(facts, "time_uncertainty_s"))
        day = local(capture.utc_ns, found.deployment.utc_offset_min).date()
        _widen(found.volts, day, number(facts, "battery_v"))
        _widen(found.celsius, day, number(facts, "temperature_c"))
    if capture.picture.number == 1 and capture.picture.trigger == MOTION:
        _add(found.latencies_ms, number(facts, "latency_ms"))


def _add(readings: array[float], reading: float | None) -> None:
    if reading is not None:
        readings.append(reading)


def _widen(days: dict[date, Span], day: date, reading: float | None) -> None:
    if reading is not None and day in days:
        days[day].take(reading)
    elif reading is not None:
        days[day] = Span.of(reading)


def joined(readings: Iterable[array[float]]) -> array[float]:
    """Of several deployments."""
    every = array("f")
    for one in readings:
        every.extend(one)
    return every
