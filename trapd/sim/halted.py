"""A simulated board between two boots: without supply, asleep, and on its way up."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from trapd.core.battery.chemistry import FIRST_S
from trapd.core.energy import BOARD, J_PER_WH
from trapd.core.events import Event, PirEdge
from trapd.core.units import seconds
from trapd.runtime.loop import Loop, Timer
from trapd.sim.battery import Battery
from trapd.sim.lifeline import EMPTY, LEAST_S, WEIGHED_EVERY_S
from trapd.sim.world import World

BOOTING, HALTED = "booting", "halted"


class Halted:
    """On the loop that runs meanwhile; whoever stops that loop at the end of the season ends the waiting, too."""

    def __init__(
        self, loop: Loop, world: World, battery: Battery, least_v: float, dies: Callable[[str], object]
    ) -> None:
        """`dies` is called if a board that slept finds no supply to come up with."""
        self.woken_by: str | None = None
        """The sensor that powered it, if one did."""
        self.loop = loop
        self._world = world
        self._battery = battery
        self._least_v = least_v
        self._dies = dies
        self._asleep = False
        self._before_j = world.drain.joules
        self._booting_j = 0.0
        self._weighing: Timer | None = None
        world.drain.quiet_w = inf
        self._halt()

    def sleep(self, alarm_ns: int | None) -> None:
        """Until the alarm, or a motion, or until the pack is empty."""
        self._asleep = True
        if alarm_ns is not None:
            self.loop.at(alarm_ns, self.loop.stop)
        self._weigh()
        self.loop.run()
        if self._weighing is not None:
            self._weighing.cancel()

    def edge(self, event: Event) -> None:
        """For the sensors of a unit whose power board listens while the Pi is off."""
        if isinstance(event, PirEdge) and event.high and self.woken_by is None:
            self.woken_by = event.sensor
            self.loop.stop()

    def come_up(self, boot_s: float, end_ns: int) -> bool:
        """As a Pi does: it boots as soon as there is voltage, dies of its own load if that is too much, and boots
        again. True as soon as a boot is through; False once the season is over."""
        drain, clock = self._world.drain, self.loop.clock
        while clock.now_ns() < end_ns:
            drain.switch(BOARD, True)
            if not self._holds(FIRST_S):
                # Until it is warmer, or charged, every further try ends within its first second, like this one.
                self._fail()
                self._wait(self._weigh_in_s())
                continue
            before_j = drain.joules
            self._wait(boot_s)
            self._booting_j += drain.joules - before_j
            if self._holds(boot_s):
                return clock.now_ns() < end_ns
            self._fail()
        return False

    def taken_wh(self) -> dict[str, float]:
        """What no unit can count of itself, so far."""
        halted_j = self._world.drain.joules - self._before_j - self._booting_j
        return {BOOTING: self._booting_j / J_PER_WH, HALTED: halted_j / J_PER_WH}

    def _fail(self) -> None:
        self._halt()
        if self._asleep:
            self._asleep = False
            self._dies(EMPTY if self._battery.empty else f"less than {self._least_v:g} V while it boots")

    def _halt(self) -> None:
        self._world.drain.halt(self._battery.fed or not self._battery.empty)

    def _weigh(self) -> None:
        """While it sleeps."""
        self._battery.settle(self._world.air_c)
        self._halt()
        if not self._battery.fed and self._battery.empty:
            self.loop.stop()
        self._weighing = self.loop.after(seconds(self._weigh_in_s()), self._weigh)

    def _weigh_in_s(self) -> float:
        battery = self._battery
        return min(WEIGHED_EVERY_S, max(LEAST_S, battery.lasts_s(self._least_v, self._world.drain.watts) / 2))

    def _holds(self, for_s: float) -> bool:
        """The pack, after so long under the load that flows now."""
        battery, celsius = self._battery, self._world.air_c
        battery.settle(celsius)
        if battery.fed:
            return True
        return not battery.empty and not battery.locked(celsius) and battery.volts(celsius, for_s) >= self._least_v

    def _wait(self, for_s: float) -> None:
        over = self.loop.after(seconds(for_s), self.loop.stop)
        self.loop.run()
        over.cancel()
