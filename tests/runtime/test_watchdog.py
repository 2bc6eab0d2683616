"""The watchdog's food, on the virtual clock."""

from __future__ import annotations

import pytest

from trapd.core.units import S
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.runtime.watchdog import Watchdog


class Kennel:
    """A loop with a watchdog that is fed every 15 s; `amiss` says why not."""

    def __init__(self) -> None:
        self.loop = Loop(VirtualClock(0))
        self.fed_s: list[float] = []
        self.starved: list[str] = []
        self.amiss: str | None = None
        Watchdog(self.loop, 15 * S, self._feed, lambda mono_ns: self.amiss, self.starved.append)

    def run(self, until_s: float) -> None:
        self.loop.at(round(until_s * S), self.loop.stop)
        self.loop.run()

    def _feed(self) -> None:
        self.fed_s.append(self.loop.clock.now_ns() / S)


def test_it_is_fed_at_once_and_then_at_its_pace() -> None:
    kennel = Kennel()
    kennel.run(until_s=50)
    assert kennel.fed_s == [0, 15, 30, 45]


def test_with_something_amiss_it_starves_and_the_reason_is_told_once() -> None:
    kennel = Kennel()
    kennel.run(until_s=20)
    kennel.amiss = "the camera hangs"
    kennel.run(until_s=100)
    assert kennel.fed_s == [0, 15]
    assert kennel.starved == ["the camera hangs"]


def test_what_mends_itself_in_time_is_fed_again() -> None:
    kennel = Kennel()
    kennel.amiss = "the camera hangs"
    kennel.run(until_s=20)
    kennel.amiss = None
    kennel.run(until_s=35)
    assert kennel.fed_s == [0, 30]


def test_a_loop_that_hangs_feeds_nothing() -> None:
    """A job that never returns; the kill from outside is an exception here."""

    class Killed(Exception):
        pass

    def hang() -> None:
        raise Killed

    kennel = Kennel()
    kennel.loop.at(20 * S, hang)
    with pytest.raises(Killed):
        kennel.run(until_s=100)
    assert kennel.fed_s == [0, 15]
