"""The output line of one simulated sensor."""

from __future__ import annotations

from trapd.core.events import PirEdge, SensorLost
from trapd.core.ports import Post
from trapd.runtime.loop import Loop


class Line:
    """High while something warms the sensor or a hand holds it; while it is lost nobody sees. For the loop's thread.

    Times are those of the event, as a kernel would stamp them, however late the loop is.
    """

    def __init__(self, sensor: str, loop: Loop, post: Post) -> None:
        self._sensor = sensor
        self._loop = loop
        self._post = post
        self._held = False
        self._warm_until_ns: int | None = None
        self._lost_why: str | None = None
        self._watched = False
        self._seen_high = False

    def watch(self, at_ns: int) -> bool:
        """Tell its edges from now on; False if it cannot be read."""
        self._watched = True
        if self._lost_why is not None:
            self._post(SensorLost(self._sensor, self._lost_why))
            return False
        self._show(at_ns)
        return True

    def unwatch(self) -> None:
        self._watched = False

    def warm(self, from_ns: int, until_ns: int) -> None:
        """Something moves before it: high to `until_ns`, unless it was to be high for longer anyway."""
        if self._warm_until_ns is None:
            self._warm_until_ns = until_ns
            self._loop.at(until_ns, self._cool, until_ns)
            self._show(from_ns)
        else:
            self._warm_until_ns = max(until_ns, self._warm_until_ns)

    def hold(self, high: bool, at_ns: int) -> None:
        """A hand outside holds it high, or lets it go. Never let go, it is a sensor stuck high."""
        self._held = high
        self._show(at_ns)

    def pulse(self, at_ns: int, width_ns: int, count: int = 1) -> None:
        """High for `width_ns`, low for as long, `count` times: many short ones are a sensor that chatters."""
        self.hold(True, at_ns)
        self._loop.at(at_ns + width_ns, self.hold, False, at_ns + width_ns)
        if count > 1:
            again_ns = at_ns + 2 * width_ns
            self._loop.at(again_ns, self.pulse, again_ns, width_ns, count - 1)

    def lose(self, why: str) -> None:
        """It cannot be read any more."""
        self._lost_why = why
        self._seen_high = False
        if self._watched:
            self._post(SensorLost(self._sensor, why))

    def mend(self, at_ns: int) -> None:
        """It can be read again: high now is an edge now."""
        self._lost_why = None
        self._show(at_ns)

    def _cool(self, at_ns: int) -> None:
        until_ns = self._warm_until_ns
        if until_ns is not None and at_ns < until_ns:
            self._loop.at(until_ns, self._cool, until_ns)
        else:
            self._warm_until_ns = None
            self._show(at_ns)

    def _show(self, at_ns: int) -> None:
        high = self._held or self._warm_until_ns is not None
        if self._watched and self._lost_why is None and high != self._seen_high:
            self._seen_high = high
            self._post(PirEdge(self._sensor, high, at_ns))
