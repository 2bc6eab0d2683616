"""Every edge of every sensor: what it means, and what becomes of it."""

from __future__ import annotations

from typing import Any

from trapd.core.actions import Action, Report, Wake
from trapd.core.arming import Arming
from trapd.core.events import PirEdge, SensorLost, Tick
from trapd.core.logbook import Logbook
from trapd.core.rules import Rules
from trapd.core.sensor import Sensor, State
from trapd.core.shooting import Shooting
from trapd.core.taking import Taking
from trapd.core.trigger import Triggers
from trapd.core.units import MS


class Motions:
    """Judges motions, and tells of each what came of it. Calls append to `out`."""

    def __init__(
        self,
        out: list[Action],
        rules: Rules,
        arming: Arming,
        shooting: Shooting,
        taking: Taking,
        log: Logbook,
    ) -> None:
        self.triggers = Triggers([], rules.trigger)
        self.queued: tuple[PirEdge, str | None] | None = None
        """The last motion that came during a plan which it could not prolong, and who confirmed it."""
        self._out = out
        self._rules = rules
        self._arming = arming
        self._shooting = shooting
        self._taking = taking
        self._log = log

    def start(self, powered: dict[str, int], now_ns: int, woken_by: str | None) -> None:
        """`powered`: when each sensor that can be read was powered on; `woken_by`: whose motion woke the unit."""
        rules = self._rules
        self.triggers = Triggers(
            [Sensor(name, role, powered.get(name, now_ns), rules.sensor) for name, role in rules.roles.items()],
            rules.trigger,
        )
        for sensor in self.triggers.sensors.values():
            if sensor.name not in powered:
                sensor.lose()
            elif sensor.name == woken_by:
                sensor.wake_by_motion()
            else:
                sensor.look(now_ns)
            if sensor.state != "lost":  # its `SensorLost`, with the reason, is on its way
                self._report_state(sensor)
            self._ask_again(sensor, now_ns)
        self._any_left()

    def edge(self, event: PirEdge, now_ns: int) -> None:
        if "walk-test" in self._arming.blocks:
            latency_ms = round((now_ns - event.mono_ns) / MS, 3)
            facts = {"sensor": event.sensor, "high": event.high, "latency_ms": latency_ms}
            self._out.append(Report("edge", facts))
        sensor = self.triggers.sensors[event.sensor]
        before = sensor.state
        rise = sensor.edge(event.high, event.mono_ns)
        if sensor.state != before:
            self._report_state(sensor)
            self._any_left()
        if rise:
            self._motion(event, sensor, now_ns)
        elif not event.high and before == "calm" and self._prolongs(sensor):
            self._shooting.prolong(event.mono_ns)
        self._ask_again(sensor, now_ns)

    def lost(self, event: SensorLost) -> None:
        sensor = self.triggers.sensors[event.sensor]
        sensor.lose()
        self._log.fault(f"sensor {sensor.name}", event.why)
        self._report_state(sensor, event.why)
        self._any_left()

    def look(self, index: int, now_ns: int) -> None:
        """Time may have changed what a sensor is: warm, stuck, calm again."""
        sensor = list(self.triggers.sensors.values())[index]
        if sensor.look(now_ns):
            self._report_state(sensor)
        self._ask_again(sensor, now_ns)

    def next_in_queue(self, now_ns: int) -> bool:
        """Once no plan runs, the motion that waited for it has its turn; whether there was one."""
        if self.queued is None or self._taking.busy:
            return False
        (event, confirmed_by), self.queued = self.queued, None
        why = self._arming.why_not
        self._tell(event, _refused(why) if why else self._shoot(event, confirmed_by, now_ns, now_ns), was="queued")
        return True

    def moving(self) -> bool:
        """Whether motion goes on that prolongs a clip."""
        return any(sensor.high and self._prolongs(sensor) for sensor in self.triggers.sensors.values())

    def states(self) -> dict[str, State]:
        """What each sensor is fit for."""
        return {sensor.name: sensor.state for sensor in self.triggers.sensors.values()}

    @property
    def any_high(self) -> bool:
        """Whether any sensor's line is high, whatever that counts for."""
        return any(sensor.high for sensor in self.triggers.sensors.values())

    def readable(self) -> list[str]:
        """The sensors that can be read."""
        return [sensor.name for sensor in self.triggers.sensors.values() if sensor.state != "lost"]

    def _prolongs(self, sensor: Sensor) -> bool:
        """A line that stays high counts for no more than its rise did, and not while the unit is held back."""
        return sensor.accepted and sensor.state == "calm" and self._arming.why_not is None

    def _motion(self, event: PirEdge, sensor: Sensor, now_ns: int) -> None:
        at_ns, triggers, run = event.mono_ns, self.triggers, self._shooting.run
        verdict = triggers.judge(sensor, at_ns)
        why = verdict.why or self._arming.why_not
        sensor.accepted = why is None
        self._log.motion(at_ns, sensor.name)
        if why is not None:
            self._tell(event, _refused(why))
        elif run is not None and self._shooting.prolong(at_ns):
            self._tell(event, {"outcome": "prolonged", "sequence": run.trigger.sequence})
        elif triggers.too_soon(at_ns):
            self._tell(event, _refused("retrigger-delay"))
        elif self._taking.busy:
            if self.queued is not None:
                self._tell(self.queued[0], _refused("a newer motion took its place"), was="queued")
            self.queued = event, verdict.confirmed_by
            self._tell(event, {"outcome": "queued"})
        else:
            self._tell(event, self._shoot(event, verdict.confirmed_by, at_ns, now_ns))

    def _shoot(self, event: PirEdge, confirmed_by: str | None, at_ns: int, now_ns: int) -> dict[str, Any]:
        """Its plan, if the bucket has a token for it; the outcome."""
        if not self._spend(at_ns):
            return _refused("bucket")
        why = self._taking.motion(event, confirmed_by, now_ns)
        return {"outcome": "shot", "sequence": self._taking.sequence} if why is None else _refused(why)

    def _tell(self, event: PirEdge, outcome: dict[str, Any], **was: str) -> None:
        """`was`: it was told as queued before, and this is what came of it."""
        facts = {"sensor": event.sensor, "edge_mono_ns": event.mono_ns, **was, **outcome}
        self._out.append(Report("motion", facts))

    def _spend(self, at_ns: int) -> bool:
        """A token; a bucket that runs dry with it is reported, and so is its opening."""
        if not self.triggers.spend(at_ns):
            return False
        opens_ns = self.triggers.bucket.next_token_ns(at_ns)
        if opens_ns is not None:
            self._out.append(Report("bucket", {"open": False, "why": "too many triggers in too short a time"}))
            self._out.append(Wake(opens_ns, Tick("bucket")))
        return True

    def _ask_again(self, sensor: Sensor, now_ns: int) -> None:
        """When time alone may change its state; no second tick while one is pending that comes early enough."""
        next_ns, asked_ns = sensor.next_ns(), sensor.asked_ns
        if next_ns is not None and (asked_ns is None or not now_ns < asked_ns <= next_ns):
            sensor.asked_ns = max(next_ns, now_ns + 1)
            index = list(self.triggers.sensors).index(sensor.name)
            self._out.append(Wake(sensor.asked_ns, Tick("sensor", index)))

    def _any_left(self) -> None:
        if self.readable():
            self._arming.clear("sensors")
        else:
            self._arming.block("sensors", "no motion sensor can be read")

    def _report_state(self, sensor: Sensor, why: str | None = None) -> None:
        facts = {"sensor": sensor.name, "state": sensor.state} | ({} if why is None else {"why": why})
        self._out.append(Report("sensor", facts))


def _refused(why: str) -> dict[str, Any]:
    return {"outcome": "refused", "why": why}
