"""Where a simulated unit loses its supply: its pack is empty, or sinks below what the board needs.

Judged whenever the load rises far enough to matter, some time after that, and every few minutes anyway.
"""

from __future__ import annotations

from collections.abc import Callable

from trapd.core.battery.chemistry import FIRST_S, SETTLED_S
from trapd.core.units import seconds
from trapd.runtime.loop import Loop, Timer
from trapd.sim.battery import Battery
from trapd.sim.drain import Drain

WEIGHED_EVERY_S = 600.0
LEAST_S = 1.0
"""A pack that is nearly empty is weighed oftener, but not more often than that."""
EMPTY = "the pack is empty"
LOCKED = "the cold locks away what is left in the pack"


class Outage(Exception):
    """No supply any more, from this moment on: whatever the program was about to do, it does not. Says why."""


class Lifeline:
    """Of one boot, on its loop. Raises `Outage` out of the loop, in mid-sentence, as a power cut comes."""

    def __init__(
        self, loop: Loop, drain: Drain, battery: Battery, air_c: Callable[[], float], least_v: float
    ) -> None:
        """`least_v`: what the board needs, of the pack and under load."""
        self._loop = loop
        self._drain = drain
        self._battery = battery
        self._air_c = air_c
        self._least_v = least_v
        self._timer: Timer | None = None
        self._due_ns = 0

    def hold(self) -> None:
        """From now on."""
        self._drain.risen = self._risen
        self._weigh()

    def _weigh(self) -> None:
        """The load that flows, as if it had for long; and from where on a load needs a closer look till then."""
        battery, celsius = self._battery, self._air_c()
        volts, _ = battery.settle(celsius)
        self._judge(volts)
        if battery.locked(celsius):
            raise Outage(LOCKED)
        self._drain.quiet_w = battery.bears_w(celsius, self._least_v)
        lasts_s = battery.lasts_s(volts, self._drain.most_w)
        self._expect(max(LEAST_S, min(WEIGHED_EVERY_S, lasts_s / 2)))

    def _risen(self) -> None:
        """The sag of the first second comes at once, the rest of it while the load lasts."""
        self._judge(self._battery.volts(self._air_c(), FIRST_S))
        if self._due_ns > self._loop.clock.now_ns() + seconds(SETTLED_S):
            self._expect(SETTLED_S)

    def _judge(self, volts: float) -> None:
        if self._battery.empty:
            raise Outage(EMPTY)
        if volts < self._least_v:
            raise Outage(f"{volts:.2f} V under {self._drain.watts:.2f} W, and the board needs {self._least_v:g} V")

    def _expect(self, delay_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._due_ns = self._loop.clock.now_ns() + seconds(delay_s)
        self._timer = self._loop.at(self._due_ns, self._weigh)
