"""The unit's calendar: windows of watch and readiness, the daily proof of life, time-lapse – as jobs that post ticks
to the trap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from itertools import chain
from typing import Any

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from trapd.config.profile import Watch
from trapd.config.windows import ClockTime, SunTime, WatchWindow, clock_time, window
from trapd.core.events import Duty, Tick
from trapd.core.ports import Post
from trapd.core.readiness import LEVELS, Level
from trapd.core.timeline import Timeline
from trapd.core.units import S
from trapd.runtime.clock import utc
from trapd.runtime.loop import Loop
from trapd.runtime.scheduler import LoopScheduler
from trapd.runtime.sun import rises_or_sets

Where = Callable[[], tuple[float, float] | None]
"""Latitude and longitude, as soon as they are known."""
Ends = tuple[Any, Any]
"""What opens and what closes a window; None for a sun over a place that nobody knows."""


class SunTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 has no types
    """Fires so long before or after every sunrise or sunset at one place."""

    def __init__(self, when: SunTime, lat: float, lon: float) -> None:
        self._when = when
        self._place = (lat, lon)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The next one after both; None where the sun does not rise or set for a year."""
        after = max(now, previous_fire_time + timedelta(seconds=1)) if previous_fire_time else now
        offset = timedelta(minutes=self._when.offset_min)
        first: date = after.date() - timedelta(days=2)
        for days in range(370):
            event = rises_or_sets(self._when.event, first + timedelta(days=days), *self._place)
            if event is not None and event + offset >= after:
                return event + offset
        return None


class Schedule:
    """Keeps the jobs. `rebuild` after the clock stepped or the position came to be known."""

    def __init__(
        self,
        loop: Loop,
        watch: Watch,
        levels: Mapping[Level, Iterable[str]],
        utc_offset_min: int,
        timeline: Timeline,
        where: Where,
        post: Post,
    ) -> None:
        """`levels`: the windows of each level of readiness, the readiest level first."""
        self._watch = watch
        self._windows = [window(text) for text in watch.windows]
        self._level_windows = {level: [window(text) for text in texts] for level, texts in levels.items()}
        self._zone = timezone(timedelta(minutes=utc_offset_min))
        self._timeline = timeline
        self._clock = loop.clock
        self._where = where
        self._post = post
        self._ends: list[Ends] = []
        """Of the watch windows."""
        self._level_ends: dict[Level, list[Ends]] = {}
        self._duties: list[BaseTrigger] = []
        """Pictures, and the windows of levels that open."""
        self._scheduler = LoopScheduler(loop, self._now)
        self._scheduler.start()
        self.rebuild()

    def rebuild(self) -> None:
        """All jobs anew: cheaper and surer than counting what a clock step of a year has missed."""
        jobs, watch = self._scheduler, self._watch
        jobs.remove_all_jobs()
        self._ends = self._all_ends(self._windows)
        self._level_ends = {level: self._all_ends(windows) for level, windows in self._level_windows.items()}
        for ends in (*self._ends, *chain.from_iterable(self._level_ends.values())):
            for trigger in (end for end in ends if end is not None):
                jobs.add_job(self._look, trigger)
        self._duties = [opens for ends in self._level_ends.values() for opens, _ in ends if opens is not None]
        if watch.proof_of_life is not None:
            self._add_duty(self._at(clock_time(watch.proof_of_life)), Tick("proof-of-life"))
        if watch.timelapse_min is not None:
            every_s = watch.timelapse_min * 60
            start = utc(self._utc_ns() // S // 60 * 60 * S)
            trigger = IntervalTrigger(seconds=every_s, start_date=start, timezone=self._zone)
            self._add_duty(trigger, Tick("time-lapse"))
        self._look()

    def close(self) -> None:
        self._scheduler.shutdown()

    def watching(self) -> bool:
        """Whether now lies in a window. All count as open while nobody has told the time, and those by the sun while
        nobody knows where the unit is: better a picture too many than an animal missed."""
        unknown = self._timeline.known_utc_ns(self._clock.now_ns()) is None
        return unknown or not self._ends or any(self._inside(*ends) for ends in self._ends)

    def level(self) -> Level:
        """The readiest that a window asks for now; `gated` where none does, and while time or place are unknown: a
        unit that never learns them shall not stream its pack empty."""
        if self._timeline.known_utc_ns(self._clock.now_ns()) is None:
            return LEVELS[0]
        open_now = (
            level
            for level, windows in self._level_ends.items()
            if any(None not in ends and self._inside(*ends) for ends in windows)
        )
        return next(open_now, LEVELS[0])

    def _look(self) -> None:
        self._post(Tick("watch-opens" if self.watching() else "watch-closes"))
        if self._level_ends:
            self._post(Tick("level", LEVELS.index(self.level())))
        self._tell_duty()

    def _add_duty(self, trigger: BaseTrigger, tick: Tick) -> None:
        self._duties.append(trigger)
        self._scheduler.add_job(self._due, trigger, args=[tick])

    def _due(self, tick: Tick) -> None:
        self._post(tick)
        self._tell_duty()

    def _tell_duty(self) -> None:
        """What a unit that is switched off has to be there for."""
        after = self._now() + timedelta(microseconds=1)
        fires = [trigger.get_next_fire_time(None, after) for trigger in self._duties]
        first = min((when for when in fires if when is not None), default=None)
        self._post(Duty(None if first is None else round(first.timestamp()) * S))

    def _all_ends(self, windows: Iterable[WatchWindow]) -> list[Ends]:
        return [(self._trigger(each.opens), self._trigger(each.closes)) for each in windows]

    def _inside(self, opens: Any, closes: Any) -> bool:
        """By the very triggers that fire: a place averaged anew would move the sun by a millisecond, and the job
        that opens a window would find it not open yet."""
        if opens is None or closes is None:
            return True
        after = self._now() + timedelta(microseconds=1)
        next_opens, next_closes = opens.get_next_fire_time(None, after), closes.get_next_fire_time(None, after)
        return next_closes is not None and (next_opens is None or next_closes < next_opens)

    def _trigger(self, end: ClockTime | SunTime) -> Any:
        """None for a sun over a place that nobody knows."""
        if isinstance(end, ClockTime):
            return self._at(end)
        where = self._where()
        return None if where is None else SunTrigger(end, *where)

    def _at(self, time: ClockTime) -> CronTrigger:
        return CronTrigger(hour=time.minute // 60, minute=time.minute % 60, timezone=self._zone)

    def _now(self) -> datetime:
        return utc(self._utc_ns())

    def _utc_ns(self) -> int:
        return self._timeline.moment(self._clock.now_ns()).utc_ns
