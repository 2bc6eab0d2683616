"""The only reader of time. A loop runs on either clock: the field's, or one that jumps from deadline to deadline."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from trapd.core.units import S

Job = tuple[Callable[..., None], tuple[Any, ...]]
Inbox = queue.SimpleQueue[Job]


class Clock(Protocol):
    """Reads the time and waits: nothing else in trapd does either."""

    def now_ns(self) -> int:
        """CLOCK_MONOTONIC, nanoseconds."""
        ...

    def utc_ns(self) -> int:
        """What the system clock believes; never an anchor by itself."""
        ...

    def wait(self, inbox: Inbox, until_ns: int | None) -> Job | None:
        """The next job, or None once `until_ns` is reached; without a deadline, waits for ever."""
        ...


class FieldClock:
    """The real clock."""

    def now_ns(self) -> int:
        return time.monotonic_ns()

    def utc_ns(self) -> int:
        return time.time_ns()

    def wait(self, inbox: Inbox, until_ns: int | None) -> Job | None:
        try:
            if until_ns is None:
                return inbox.get()
            return inbox.get(timeout=max(0, until_ns - time.monotonic_ns()) / S)
        except queue.Empty:
            return None


class NothingCanHappen(RuntimeError):
    """The virtual clock was asked to wait with no timer and no job left."""


class VirtualClock:
    """Steps from deadline to deadline, never over one; a whole season passes in seconds."""

    def __init__(self, utc_ns: int, start_ns: int = 0) -> None:
        self._now_ns = start_ns
        self._utc_at_zero = utc_ns - start_ns

    def now_ns(self) -> int:
        return self._now_ns

    def utc_ns(self) -> int:
        return self._utc_at_zero + self._now_ns

    def stood_still(self, for_ns: int) -> None:
        """The system's clock had no power for so long; the story has gone on."""
        self._utc_at_zero -= for_ns

    def wait(self, inbox: Inbox, until_ns: int | None) -> Job | None:
        if not inbox.empty():
            return inbox.get_nowait()
        if until_ns is None:
            raise NothingCanHappen("no timer and no job left on the virtual clock")
        if until_ns > self._now_ns:
            self._now_ns = until_ns
        return None


def utc(utc_ns: int) -> datetime:
    """A UTC instant as a datetime, to the microsecond."""
    whole, rest = divmod(utc_ns, S)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=rest // 1000)


def boottime_offset_ns() -> int:
    """CLOCK_BOOTTIME minus CLOCK_MONOTONIC: the time that this boot spent suspended. libcamera stamps frames with
    the former. The tightest of five readings, so that a pause between two reads does not end up in every frame."""

    def reading() -> tuple[int, int]:
        before = time.monotonic_ns()
        boot = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        after = time.monotonic_ns()
        return after - before, boot - (before + after) // 2

    return min(reading() for _ in range(5))[1]
