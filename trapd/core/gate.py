"""A gated unit is off whenever nothing goes on: its power board holds the sensors, and an alarm for the next duty."""

from __future__ import annotations

from collections.abc import Callable

from trapd.core.actions import Action, Remember, Wake
from trapd.core.events import Tick
from trapd.core.readiness import Readiness
from trapd.core.switch_off import SwitchOff
from trapd.core.timeline import Timeline
from trapd.core.units import S
from trapd.core.value import value

WHY = "gated, until a motion or its next duty"
EARLY_NS = 120 * S
"""Before a duty: to boot, and to hear the clock chip."""
SOON_NS = 600 * S
"""A duty that is due so soon is not worth switching off for."""
AGAIN_NS = 60 * S
"""While somebody is at the unit it is asked so often."""


@value(kw_only=True)
class GateRules:
    """Nanoseconds."""

    stay_ns: int
    """It stays on after a start that no motion caused."""
    linger_ns: int
    """… and after whatever it did last."""


@value
class Asleep:
    """Remembered by a gated unit that switches itself off."""

    wake_utc_ns: int | None
    """Its alarm, if it set one."""

    def by_alarm(self, utc_ns: int) -> bool:
        """Whether a start at this time is the alarm's, and no motion's."""
        return self.wake_utc_ns is not None and abs(utc_ns - self.wake_utc_ns) < EARLY_NS


class Gate:
    """Calls append to `out`."""

    def __init__(
        self,
        out: list[Action],
        rules: GateRules,
        timeline: Timeline,
        readiness: Readiness,
        switch_off: SwitchOff,
        busy: Callable[[], bool],
    ) -> None:
        """`busy`: whether a plan runs or waits, or something still moves."""
        self.duty_utc_ns: int | None = None
        """When the calendar wants the unit next, as far as it told."""
        self._out = out
        self._rules = rules
        self._timeline = timeline
        self._readiness = readiness
        self._switch_off = switch_off
        self._busy = busy
        self._busy_ns = 0
        self._stays_ns = 0
        self._again_ns = 0
        """It was in vain, or is not yet: not before."""
        self._looks_ns = 0
        """When it will look again, at the latest."""

    def start(self, now_ns: int, woken: bool) -> None:
        """`woken`: by a motion."""
        if self._readiness.gates:
            self._out.append(Remember({"asleep": None}))
        self._busy_ns = now_ns
        self._stays_ns = now_ns if woken else now_ns + self._rules.stay_ns

    def look(self, now_ns: int) -> None:
        """After each event: off, if it may be."""
        if self._readiness.now.level != "gated" or self._switch_off.why is not None:
            return
        if self._busy():
            self._busy_ns = now_ns
            return
        due_ns, duty_ns = max(self._stays_ns, self._busy_ns + self._rules.linger_ns), self._duty_ns(now_ns)
        if duty_ns is not None and due_ns <= duty_ns < due_ns + SOON_NS:
            due_ns = duty_ns + self._rules.linger_ns
        due_ns = max(due_ns, self._again_ns)
        if now_ns >= due_ns:
            due_ns = self._again_ns = now_ns + AGAIN_NS
            if self._switch_off.ask(WHY, alarm := self._alarm_utc_ns(now_ns)):
                self._out.append(Remember({"asleep": Asleep(alarm)}))
        self._look_again(due_ns, now_ns)

    def _duty_ns(self, now_ns: int) -> int | None:
        """The next, on the unit's own clock; None where none is to come, or nobody told the time."""
        utc_ns, duty_utc_ns = self._timeline.known_utc_ns(now_ns), self.duty_utc_ns
        if utc_ns is None or duty_utc_ns is None or duty_utc_ns <= utc_ns:
            return None
        return now_ns + duty_utc_ns - utc_ns

    def _alarm_utc_ns(self, now_ns: int) -> int | None:
        duty_ns = self._duty_ns(now_ns)
        return None if duty_ns is None else self._timeline.moment(duty_ns - EARLY_NS).utc_ns

    def _look_again(self, at_ns: int, now_ns: int) -> None:
        if not now_ns < self._looks_ns <= at_ns:
            self._looks_ns = at_ns
            self._out.append(Wake(at_ns, Tick("gate")))
