"""APScheduler on the loop: its triggers and job store, our clock.

The stock schedulers ask the system's clock and start threads. Here the time is the unit's own UTC, a job runs on
the loop's thread, and what was missed while the clock jumped fires once, not a thousand times. Two private methods
are overridden, so the version is pinned in pyproject.toml, and a test compares a year of fires with the stock one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.base import BaseScheduler

from trapd.core.units import seconds
from trapd.runtime.loop import Loop, Timer

logging.getLogger("apscheduler").setLevel(logging.ERROR)


class LoopScheduler(BaseScheduler):  # type: ignore[misc]  # APScheduler 3 has no types
    """A job's function is called on the loop's thread, as soon as `now` has reached its time."""

    def __init__(self, loop: Loop, now: Callable[[], datetime]) -> None:
        """`now`: the unit's UTC; call `wakeup` after it stepped."""
        self._loop = loop
        self._now = now
        self._timer: Timer | None = None
        super().__init__(timezone=UTC, executors={"default": DebugExecutor()})

    def add_job(self, func: Any, trigger: Any, *args: Any, **options: Any) -> Any:
        """As APScheduler's, but the first fire is reckoned from the unit's UTC; `trigger` is an object."""
        options.setdefault("next_run_time", trigger.get_next_fire_time(None, self._now()))
        return super().add_job(func, trigger, *args, misfire_grace_time=None, coalesce=True, **options)

    def wakeup(self) -> None:
        """Look at the jobs as soon as the loop is free."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.after(0, self._run)

    def shutdown(self, wait: bool = True) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().shutdown(wait)

    def _run(self) -> None:
        wait_s = self._process_jobs()
        self._timer = None if wait_s is None else self._loop.after(seconds(wait_s), self._run)

    def _process_jobs(self) -> float | None:
        """Fire what is due, once each; seconds until the next is."""
        now = self._now()
        store = self._lookup_jobstore("default")
        for job in store.get_due_jobs(now):
            fire_time = job.trigger.get_next_fire_time(job.next_run_time, now)
            if fire_time is not None and fire_time <= now:  # missed as well: an interval counts on from its last fire
                fire_time = job.trigger.get_next_fire_time(None, now + timedelta(microseconds=1))
            if fire_time is None:
                store.remove_job(job.id)
            else:
                job._modify(next_run_time=fire_time)
                store.update_job(job)
            job.func(*job.args, **job.kwargs)
        next_time = store.get_next_run_time()
        return None if next_time is None else max(0.0, (next_time - self._now()).total_seconds())
