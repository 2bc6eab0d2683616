"""A season over as many boots as it takes: one world, one pack, one card, one memory.

up ──> one boot, a `Season` ──> over
 ▲        │             └─────> it switched itself off: until its alarm, or until a motion powers it
 └────────┴── its pack gave out, in mid-sentence: until the voltage is back
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from trapd.config.nature import Nature
from trapd.config.profile import Profile
from trapd.core.actions import Report
from trapd.core.observer import Observer
from trapd.core.units import S, seconds
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.season import MakeCard, Season
from trapd.sim.halted import Halted
from trapd.sim.lifeline import Lifeline, Outage
from trapd.sim.pir import Pir

HOUR_NS = 3_600 * S
Counts = Callable[[], dict[str, float]]
"""Wh by consumer, so far."""


class Boots:
    """Of one unit, from the day that it is hung up."""

    def __init__(
        self,
        profile: Profile,
        clock: VirtualClock,
        observers: Sequence[Observer],
        *,
        seed: int = 1,
        card_gb: int = 256,
        make_card: MakeCard | None = None,
        nature: Nature | None = None,
        hourly: Callable[[], object] = lambda: None,
    ) -> None:
        """`hourly` is called with each hour of the season, from the first moment on, whether it is on or off."""
        self.count = 1
        self.brown_outs: list[int] = []
        """When the pack gave out under a running unit, mono_ns."""
        self.dead_ns = 0
        """How long the pack kept it off, or on its way up from there."""
        self._dead_since_ns: int | None = None
        self._before_wh: dict[str, float] = {}
        self._counts: Counts = dict
        self._profile = profile
        self._clock = clock
        self._observers = observers
        self._chance = Random(f"boots of {seed}")
        self._hourly = hourly
        self._hour_ns = self._end_ns = clock.now_ns()
        first, boot_id = f"{seed % 2**16:04x}", self._kernels()
        card: dict[str, Any] = {"card_gb": card_gb, "make_card": make_card}
        self.now = Season(profile, clock, observers, boot=first, boot_id=boot_id, nature=nature, **card)
        """The boot that runs, or the last that did."""

    def run(self, for_s: float) -> None:
        """From power-on to the end, with a clean stop if it runs by then."""
        self._end_ns = self._clock.now_ns() + seconds(for_s)
        woken_by: str | None = None
        while self._lives(woken_by):
            halted = Halted(self._loop(), self.now.world, self.now.battery, self.now.least_v, self._dies)
            if not self._is_up_again(halted):
                break
            woken_by = halted.woken_by
            boot, boot_id = f"{self._chance.getrandbits(16):04x}", self._kernels()
            self.now = Season(
                self._profile, self._clock, self._observers, boot=boot, boot_id=boot_id, before=self.now
            )
            self.count += 1
        self.now.battery.settle(self.now.world.air_c)
        self.now.account_for_all()

    def so_far_wh(self) -> dict[str, float]:
        """What each consumer has taken: as the boots counted of themselves, and what they could not count."""
        so_far = dict(self._before_wh)
        for consumer, wh in self._counts().items():
            so_far[consumer] = so_far.get(consumer, 0.0) + wh
        return so_far

    def _lives(self, woken_by: str | None) -> bool:
        """One boot; whether the season goes on after it."""
        boot, clock = self.now, self._clock
        self._keep_time(boot.loop)
        self._count(lambda: boot.unit.trap.taken_wh(clock.now_ns()))
        try:
            boot.begin(woken_by)
            if not boot.battery.fed:
                Lifeline(boot.loop, boot.world.drain, boot.battery, lambda: boot.world.air_c, boot.least_v).hold()
            boot.loop.run()
            boot.unit.stop("the season is over" if boot.off is None else boot.off.why)
        except Outage as outage:
            self.brown_outs.append(clock.now_ns())
            boot.cut()
            self._dies(str(outage))
        self._count(dict)
        return clock.now_ns() < self._end_ns

    def _is_up_again(self, halted: Halted) -> bool:
        """Off, and then up again; whether that was before the end."""
        boot, clock = self.now, self._clock
        from_ns = clock.now_ns()
        self._count(halted.taken_wh)
        if boot.off is not None:
            sensors = self._listen(halted)
            halted.sleep(None if boot.off.wake_utc_ns is None else boot.alarm_ns(boot.off.wake_utc_ns))
            if sensors is not None:
                sensors.close()
        up = halted.come_up(self._profile.board.boot_s, self._end_ns)
        if self._dead_since_ns is not None:
            self.dead_ns += clock.now_ns() - self._dead_since_ns
            self._dead_since_ns = None
        clock.stood_still(clock.now_ns() - from_ns)
        self._count(dict)
        return up

    def _dies(self, why: str) -> None:
        """Without supply from now on, whether it ran or slept."""
        self._dead_since_ns = now_ns = self._clock.now_ns()
        self.now.account.lost_power(now_ns)
        for observer in self._observers:
            observer.tell(Report("outage", {"why": why}), now_ns, None)

    def _count(self, counts: Counts) -> None:
        """By these from now on, on top of what was counted so far."""
        self._before_wh, self._counts = self.so_far_wh(), counts

    def _listen(self, halted: Halted) -> Pir | None:
        """The sensors of a unit whose power board powers the Pi when one of them moves."""
        if self._profile.readiness.board == "none":
            return None
        self.now.account.sleeps(self._clock.now_ns())
        pir = Pir(self._profile.pir, halted.loop, halted.edge, self.now.world)
        pir.noticed = self.now.account.noticed
        pir.start()
        return pir

    def _loop(self) -> Loop:
        """Of the time between two boots."""
        loop = Loop(self._clock)
        self._keep_time(loop)
        return loop

    def _keep_time(self, loop: Loop) -> None:
        """The hours and the end of the season, whoever lives."""
        loop.at(self._end_ns, loop.stop)
        loop.at(self._hour_ns, self._hour, loop)

    def _hour(self, loop: Loop) -> None:
        self._hour_ns += HOUR_NS
        loop.at(self._hour_ns, self._hour, loop)
        self._hourly()

    def _kernels(self) -> str:
        """The name of this boot, as a kernel has it."""
        return f"{self._chance.getrandbits(128):032x}"
