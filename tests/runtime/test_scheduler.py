"""APScheduler on the loop, against the stock scheduler's own logic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from trapd.core.units import S, seconds
from trapd.runtime.clock import VirtualClock, utc
from trapd.runtime.loop import Loop
from trapd.runtime.scheduler import LoopScheduler

START = datetime(2026, 1, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
"""A zone with summer time: an hour that does not exist in March, and one that comes twice in October."""


def triggers() -> dict[str, Any]:
    return {
        "every 37 minutes": IntervalTrigger(minutes=37, start_date=START, timezone=UTC),
        "02:30 in Berlin": CronTrigger(hour=2, minute=30, timezone=BERLIN),
        "every hour of Berlin at 05 and 35": CronTrigger(minute="5,35", timezone=BERLIN),
        "Sundays at noon": CronTrigger(day_of_week="sun", hour=12, timezone=UTC),
        "once": DateTrigger(START + timedelta(days=100, seconds=7), timezone=UTC),
        "29 February": CronTrigger(month=2, day=29, timezone=UTC),
    }


class Unit:
    """A scheduler on the virtual clock, whose UTC can step."""

    def __init__(self) -> None:
        self.loop = Loop(VirtualClock(int(START.timestamp()) * S))
        self.stepped = timedelta()
        self.fired: list[tuple[datetime, str]] = []
        self.scheduler = LoopScheduler(self.loop, self.now)
        self.scheduler.start()

    def now(self) -> datetime:
        return utc(self.loop.clock.utc_ns()) + self.stepped

    def add(self, name: str, trigger: Any) -> None:
        self.scheduler.add_job(lambda: self.fired.append((self.now(), name)), trigger, id=name)

    def run(self, for_s: float) -> None:
        self.loop.after(seconds(for_s), self.loop.stop)
        self.loop.run()


class Counting(BaseExecutor):  # type: ignore[misc]
    """A stock executor that only writes down what it is told to run, and when it was due."""

    def __init__(self, fired: list[tuple[datetime, str]]) -> None:
        super().__init__()
        self._fired = fired

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        self._fired.extend((when, job.id) for when in run_times)
        self._instances[job.id] -= 1


def stock(until: datetime) -> list[tuple[datetime, str]]:
    """What the stock scheduler fires, its clock moved from one of its own wake-ups to the next."""
    now, fired = START, list[tuple[datetime, str]]()

    class Now(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return now.astimezone(tz)

    scheduler = BlockingScheduler(timezone=UTC, executors={"default": Counting(fired)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("apscheduler.schedulers.base.datetime", Now)
        BaseScheduler.start(scheduler, paused=True)
        for name, trigger in triggers().items():
            first = trigger.get_next_fire_time(None, now)
            options = {"next_run_time": first, "misfire_grace_time": None, "coalesce": True}
            scheduler.add_job(print, trigger, id=name, **options)
        scheduler.state = 1
        while now <= until:
            wait_s = scheduler._process_jobs()
            if wait_s is None:
                break
            now += timedelta(seconds=wait_s)
    return [one for one in fired if one[0] <= until]


def test_a_year_of_fires_is_the_stock_schedulers() -> None:
    unit = Unit()
    for name, trigger in triggers().items():
        unit.add(name, trigger)
    unit.run(366 * 86_400)
    expected = sorted((when.astimezone(UTC), name) for when, name in stock(START + timedelta(days=366)))
    assert len(expected) > 30_000
    assert sorted(unit.fired) == expected


@pytest.mark.parametrize("name", ["every 37 minutes", "02:30 in Berlin", "once"])
def test_a_step_of_the_clock_fires_what_was_missed_once_and_goes_on_in_time(name: str) -> None:
    unit = Unit()
    unit.add(name, triggers()[name])
    unit.run(1)
    unit.fired.clear()
    unit.stepped = timedelta(days=200)
    unit.scheduler.wakeup()
    unit.run(60)
    assert len(unit.fired) == 1
    unit.run(2 * 86_400)
    assert [when for when, _ in unit.fired[1:]] == due(name, START + unit.stepped + timedelta(seconds=1), unit.now())


def due(name: str, after: datetime, until: datetime) -> list[datetime]:
    """What the trigger alone says of this span, asked anew each time."""
    times: list[datetime] = []
    while name != "once" and (fire := triggers()[name].get_next_fire_time(None, after)) <= until:
        times.append(fire)
        after = fire + timedelta(microseconds=1)
    return times


def test_a_job_that_has_no_next_time_is_gone() -> None:
    unit = Unit()
    unit.add("once", DateTrigger(START + timedelta(seconds=5), timezone=UTC))
    unit.run(10)
    assert [name for _, name in unit.fired] == ["once"]
    assert unit.scheduler.get_jobs() == []


def test_the_error_of_a_job_is_not_swallowed() -> None:
    unit = Unit()
    bad: Callable[[], object] = lambda: 1 // 0  # noqa: E731
    unit.scheduler.add_job(bad, DateTrigger(START + timedelta(seconds=5), timezone=UTC))
    with pytest.raises(ZeroDivisionError):
        unit.run(60)
