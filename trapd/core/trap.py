"""The trap: facts in, actions out.

`handle(event, now_ns)` never waits, never reads the time, never touches a file; it returns what is to be done, in
order. The loop hands it one event at a time, so nothing here can happen twice at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trapd.core import events as e
from trapd.core.actions import Action, CloseCamera, OpenCamera, OpenCard, Report, SetLight, Wake
from trapd.core.commands import Command, Status
from trapd.core.lamp import Lamp
from trapd.core.logbook import Logbook, picture_facts
from trapd.core.plans import ONE_STILL, Plan
from trapd.core.rules import Rules
from trapd.core.sensor import Sensor
from trapd.core.shooting import Shooting
from trapd.core.shots import Trigger, TriggerKind
from trapd.core.timeline import Timeline
from trapd.core.trigger import Triggers
from trapd.core.units import S
from trapd.core.upkeep import SunDeg, Upkeep

RETRY_NS = (10 * S, 30 * S, 60 * S, 300 * S)
"""A camera or a card that was lost is tried again after so long, and then every five minutes."""


class Trap:
    """The state machine of one unit."""

    def __init__(self, rules: Rules, timeline: Timeline, sun: SunDeg, sequence: int = 0) -> None:
        self.sequence = sequence
        """Of the last trigger."""
        self._out: list[Action] = []
        self._rules = rules
        self._upkeep = Upkeep(self._out, rules, timeline, sun)
        self._lamp = Lamp(self._out, timeline, rules.flash, rules.turns, rules.still_light_ns)
        self._shooting = Shooting(self._out, self._upkeep.captions, rules.camera, self._lamp)
        self._triggers = Triggers([], rules.trigger)
        self._log = Logbook()
        self._watching = True
        self._disarmed = False
        self._why_not: str | None = ""
        """Why the unit is not armed, as last reported; "" before the first report."""
        self._camera = "closed"
        self._lost: dict[str, str] = {}
        """Part -> why, of what the unit has to do without."""
        self._tries: dict[str, int] = {}
        self._waiting: tuple[Trigger, Plan] | None = None
        """Begins when the camera streams."""
        self._queued: tuple[e.PirEdge, str | None] | None = None
        """The last motion that came during a plan which it could not prolong, and who confirmed it."""
        self._handlers: dict[type, Callable[[Any, int], object]] = {
            e.PirEdge: self._pir_edge,
            e.SensorLost: self._sensor_lost,
            e.CameraReady: self._camera_ready,
            e.CameraLost: self._camera_lost,
            e.ShotDone: self._shooting.shot_done,
            e.ShotFailed: lambda event, now_ns: self._shooting.shot_failed(event.shot_id, event.why, now_ns),
            e.Metered: self._metered,
            e.FlashLit: self._shooting.flash_lit,
            e.FlashOut: self._shooting.flash_out,
            e.Kept: self._kept,
            e.KeepFailed: self._keep_failed,
            e.CardReady: self._card_ready,
            e.CardLost: self._card_lost,
            e.FixTaken: self._fix_taken,
            e.GpsLost: lambda event, now_ns: self._lose("gps", event.why),
            e.GpsBack: lambda event, now_ns: self._mend("gps"),
            e.PowerRead: self._power_read,
            e.Tick: self._tick,
        }

    @property
    def timeline(self) -> Timeline:
        """What time it is."""
        return self._upkeep.timeline

    # -- from the unit -------------------------------------------------------------------------------------------

    def start(self, powered: dict[str, int], now_ns: int, woken_by: str | None = None) -> list[Action]:
        """Begin. `powered`: when each sensor that can be read was powered on; `woken_by`: the sensor whose motion
        powered the unit, which counts at once."""
        rules = self._rules
        sensors = [Sensor(name, role, powered.get(name, now_ns), rules.sensor) for name, role in rules.roles.items()]
        self._triggers = Triggers(sensors, rules.trigger)
        for sensor in sensors:
            if sensor.name not in powered:
                sensor.lose()
        self._out.append(OpenCard())
        self._upkeep.start(now_ns)
        self._out.append(self._set_light())
        if rules.camera.readiness != "cool":
            self._open_camera()
        for sensor in sensors:
            self._watch_sensor(sensor, now_ns)
        self._report_armed()
        if woken_by is not None:
            self._triggers.sensors[woken_by].wake_by_motion()
            self._pir_edge(e.PirEdge(woken_by, True, now_ns), now_ns)
        return self._done()

    def handle(self, event: e.Event, now_ns: int) -> list[Action]:
        """One fact; what is to be done."""
        self._handlers[type(event)](event, now_ns)
        self._settle(now_ns)
        return self._done()

    def obey(self, command: Command, now_ns: int) -> tuple[Status | str, list[Action]]:
        """One order of the technician; the answer, and what is to be done."""
        answer: Status | str = f"{command.value}: done"
        if command is Command.STATUS:
            answer = self._status(now_ns)
        elif command is Command.SHOT:
            answer = self._extra("test", now_ns) or "a test shot is on its way"
        elif command in (Command.ARM, Command.DISARM):
            self._disarmed = command is Command.DISARM
            self._report_armed()
            answer = f"not armed: {self._why_not}" if self._why_not else "armed"
        self._settle(now_ns)
        return answer, self._done()

    def stop(self, now_ns: int) -> list[Action]:
        """The last actions: nothing is left lit or half recorded."""
        self._shooting.abandon("the unit stops", now_ns)
        self._lamp.douse(now_ns)
        return self._done()

    def farewell(self, why: str) -> Report:
        """The last report, when everything is on the card."""
        log = self._log
        facts: dict[str, Any] = {"why": why, "motions": log.motions, "stills": log.stills, "clips": log.clips}
        facts |= {"faults": log.faults, "late_frames": self._shooting.late}
        return Report("stopped", facts)

    def _done(self) -> list[Action]:
        actions = self._out.copy()
        self._out.clear()
        return actions

    # -- motion --------------------------------------------------------------------------------------------------

    def _pir_edge(self, event: e.PirEdge, now_ns: int) -> None:
        sensor = self._triggers.sensors[event.sensor]
        before = sensor.state
        rise = sensor.edge(event.high, event.mono_ns)
        if sensor.state != before:
            self._report_sensor(sensor)
        if rise:
            self._motion(event, sensor, now_ns)
        elif not event.high and sensor.state == "calm":
            self._shooting.prolong(event.mono_ns)
        self._watch_sensor(sensor, now_ns)

    def _motion(self, event: e.PirEdge, sensor: Sensor, now_ns: int) -> None:
        """Every debounced rise is reported with what came of it."""
        at_ns, triggers = event.mono_ns, self._triggers
        verdict = triggers.judge(sensor, at_ns)
        why = verdict.why or self._why_not
        facts: dict[str, Any] = {"sensor": sensor.name, "edge_mono_ns": at_ns}
        self._log.motion(self.timeline.moment(at_ns).utc_ns, sensor.name)
        if why:
            facts |= {"outcome": "refused", "why": why}
        elif self._shooting.prolong(at_ns) and self._shooting.run is not None:
            facts |= {"outcome": "prolonged", "sequence": self._shooting.run.trigger.sequence}
        elif triggers.too_soon(at_ns):
            facts |= {"outcome": "refused", "why": "retrigger-delay"}
        elif self._shooting.run is not None or self._waiting is not None:
            self._queued = event, verdict.confirmed_by
            facts["outcome"] = "queued"
        elif not self._spend(at_ns):
            facts |= {"outcome": "refused", "why": "bucket"}
        else:
            self.sequence += 1
            facts |= {"outcome": "shot", "sequence": self.sequence}
            self._take(Trigger(self.sequence, "motion", at_ns, sensor.name, verdict.confirmed_by), now_ns)
        self._out.append(Report("motion", facts))

    def _spend(self, at_ns: int) -> bool:
        """A token; a bucket that runs dry with it is reported, and so is its opening."""
        if not self._triggers.spend(at_ns):
            return False
        opens_ns = self._triggers.bucket.next_token_ns(at_ns)
        if opens_ns is not None:
            self._out.append(Report("bucket", {"open": False, "why": "too many triggers in too short a time"}))
            self._out.append(Wake(opens_ns, e.Tick("bucket")))
        return True

    def _extra(self, kind: TriggerKind, now_ns: int) -> str | None:
        """One still without a motion; why not, if not."""
        if "camera" in self._lost:
            return f"no camera: {self._lost['camera']}"
        if self._shooting.run is not None or self._waiting is not None:
            return "a plan is running; try again when it is over"
        self.sequence += 1
        self._take(Trigger(self.sequence, kind, now_ns), now_ns, ONE_STILL)
        return None

    def _take(self, trigger: Trigger, now_ns: int, plan: Plan | None = None) -> None:
        night = self._upkeep.light.night
        plan = plan or (self._rules.night if night else self._rules.day)
        if self._camera == "open":
            self._shooting.begin(trigger, plan, night, now_ns)
            return
        self._waiting = trigger, plan
        if self._camera == "closed":
            self._open_camera()

    def _settle(self, now_ns: int) -> None:
        """When a plan is over: the light that changed meanwhile, the motion that waited, the camera's rest."""
        run = self._shooting.run
        if run is None or not run.over:
            return
        self._shooting.run = None
        if run.night != self._upkeep.light.night:
            self._out.append(self._set_light())
        queued, self._queued = self._queued, None
        if queued is not None and self._why_not is None and self._spend(now_ns):
            edge, confirmed_by = queued
            self.sequence += 1
            self._take(Trigger(self.sequence, "motion", edge.mono_ns, edge.sensor, confirmed_by), now_ns)
        elif self._rules.camera.readiness == "cool":
            self._out.append(Wake(now_ns + self._rules.camera.linger_ns, e.Tick("linger", run.trigger.sequence)))

    # -- camera and light ----------------------------------------------------------------------------------------

    def _open_camera(self) -> None:
        self._camera = "opening"
        self._out.append(OpenCamera(self._rules.camera.exposure(self._upkeep.light.night)))

    def _set_light(self) -> SetLight:
        night = self._upkeep.light.night
        return SetLight(self._rules.camera.exposure(night), day=not night)

    def _camera_ready(self, event: e.CameraReady, now_ns: int) -> None:
        self._camera = "open"
        self._mend("camera")
        if self._waiting is not None:
            (trigger, plan), self._waiting = self._waiting, None
            self._out.append(self._set_light())
            self._shooting.begin(trigger, plan, self._upkeep.light.night, now_ns)

    def _camera_lost(self, event: e.CameraLost, now_ns: int) -> None:
        self._camera = "lost"
        if self._waiting is not None:
            (trigger, plan), self._waiting = self._waiting, None
            for number in range(1, plan.stills + 1):
                facts = {"sequence": trigger.sequence, "number": number, "why": event.why}
                self._out.append(Report("shot-failed", facts))
        self._shooting.abandon(event.why, now_ns)
        self._lose("camera", event.why)
        self._retry("camera", now_ns)

    def _metered(self, event: e.Metered, now_ns: int) -> None:
        self._upkeep.light.meter(event.luma, event.exposure_us, event.gain)
        self._judge_light(now_ns)

    def _fix_taken(self, event: e.FixTaken, now_ns: int) -> None:
        self._upkeep.fix(event, now_ns)
        self._judge_light(now_ns)

    def _judge_light(self, now_ns: int) -> None:
        if self._upkeep.judge_light(now_ns) and self._shooting.run is None:
            self._out.append(self._set_light())

    # -- parts that come and go ----------------------------------------------------------------------------------

    def _card_ready(self, event: e.CardReady, now_ns: int) -> None:
        self.sequence = max(self.sequence, event.last_sequence)
        self._log.card_free_mb = event.free_mb
        self._out.append(Report("card", {"free_mb": event.free_mb}))
        self._mend("card")

    def _card_lost(self, event: e.CardLost, now_ns: int) -> None:
        self._log.card_free_mb = None
        self._lose("card", event.why)
        self._retry("card", now_ns)

    def _sensor_lost(self, event: e.SensorLost, now_ns: int) -> None:
        sensor = self._triggers.sensors[event.sensor]
        sensor.lose()
        self._report_sensor(sensor, event.why)
        self._report_armed()

    def _power_read(self, event: e.PowerRead, now_ns: int) -> None:
        self._lamp.veto = self._upkeep.power(event, now_ns)

    def _lose(self, part: str, why: str) -> None:
        self._lost[part] = why
        self._log.fault(part, why)
        self._out.append(Report("fault", {"part": part, "why": why}))
        self._report_armed()

    def _mend(self, part: str) -> None:
        self._tries.pop(part, None)
        if self._lost.pop(part, None) is not None:
            self._out.append(Report("mended", {"part": part}))
        self._report_armed()

    def _retry(self, part: str, now_ns: int) -> None:
        tries = self._tries.get(part, 0)
        self._tries[part] = tries + 1
        self._out.append(Wake(now_ns + RETRY_NS[min(tries, len(RETRY_NS) - 1)], e.Tick(f"retry-{part}")))

    # -- time ----------------------------------------------------------------------------------------------------

    def _tick(self, tick: e.Tick, now_ns: int) -> None:
        name = tick.name
        if name in ("turn", "still", "late", "clip"):
            self._shooting.tick(tick, self._triggers.moving(), now_ns)
        elif name == "sensor":
            self._look_at_sensor(tick.id, now_ns)
        elif name == "bucket":
            self._out.append(Report("bucket", {"open": True}))
        elif name == "linger":
            self._close_idle_camera(tick.id)
        elif name == "retry-camera" and self._camera == "lost":
            self._open_camera()
        elif name == "retry-card" and "card" in self._lost:
            self._out.append(OpenCard())
        elif name in ("watch-opens", "watch-closes"):
            self._watching = name == "watch-opens"
            self._report_armed()
        elif name == "time-lapse":
            self._extra("time-lapse", now_ns)
        elif name == "proof-of-life":
            if self._extra("proof-of-life", now_ns) is not None:
                self._out.append(Wake(now_ns + RETRY_NS[-1], tick))
        elif name == "sun":
            self._upkeep.tick(name, now_ns)
            self._judge_light(now_ns)
        else:
            self._upkeep.tick(name, now_ns)

    def _close_idle_camera(self, sequence: int) -> None:
        idle = self._shooting.run is None and self._waiting is None
        if idle and sequence == self.sequence and self._camera == "open":
            self._camera = "closed"
            self._out.append(CloseCamera())

    def _look_at_sensor(self, index: int, now_ns: int) -> None:
        sensor = list(self._triggers.sensors.values())[index]
        if sensor.look(now_ns):
            self._report_sensor(sensor)
        self._watch_sensor(sensor, now_ns)

    def _watch_sensor(self, sensor: Sensor, now_ns: int) -> None:
        """Ask again when time alone may change its state: one pending tick a sensor is enough."""
        next_ns = sensor.next_ns()
        if next_ns is not None and (sensor.asked_ns is None or sensor.asked_ns <= now_ns):
            sensor.asked_ns = max(next_ns, now_ns + 1)
            index = list(self._triggers.sensors).index(sensor.name)
            self._out.append(Wake(sensor.asked_ns, e.Tick("sensor", index)))

    # -- pictures ------------------------------------------------------------------------------------------------

    def _kept(self, event: e.Kept, now_ns: int) -> None:
        self._log.kept(event.caption)
        self._out.append(Report("shot", picture_facts(event)))

    def _keep_failed(self, event: e.KeepFailed, now_ns: int) -> None:
        facts = {"sequence": event.caption.sequence, "number": event.caption.number, "why": event.why}
        self._out.append(Report("shot-failed", facts))

    # -- reports -------------------------------------------------------------------------------------------------

    def _report_sensor(self, sensor: Sensor, why: str | None = None) -> None:
        facts = {"sensor": sensor.name, "state": sensor.state} | ({} if why is None else {"why": why})
        self._out.append(Report("sensor", facts))

    def _report_armed(self) -> None:
        why_not = self._judge_armed()
        if why_not == self._why_not:
            return
        self._why_not = why_not
        if why_not is None:
            calm = [sensor.name for sensor in self._triggers.sensors.values() if sensor.state != "lost"]
            self._out.append(Report("armed", {"sensors": calm}))
        else:
            self._out.append(Report("disarmed", {"why": why_not}))

    def _status(self, now_ns: int) -> Status:
        identity, log, place = self._rules.identity, self._log, self._upkeep.place.best
        moment, captions = self.timeline.moment(now_ns), self._upkeep.captions
        return Status(
            unit=identity.unit,
            station=identity.station,
            armed=self._why_not is None,
            why_not=self._why_not,
            utc_ns=moment.utc_ns,
            utc_offset_min=identity.utc_offset_min,
            time_source=moment.source,
            time_uncertainty_s=moment.uncertainty_s,
            lat=place.lat if place else None,
            lon=place.lon if place else None,
            position_error_m=place.error_m if place else None,
            position_fixes=place.fixes if place else 0,
            card_free_mb=log.card_free_mb,
            temperature_c=captions.temperature_c,
            battery_v=captions.battery_v,
            last_motion_utc_ns=log.last_motion_utc_ns,
            last_motion_sensor=log.last_motion_sensor,
            last_fault=log.last_fault,
            stills=log.stills,
            clips=log.clips,
        )

    def _judge_armed(self) -> str | None:
        """Why no motion can lead to a picture now; None when it can."""
        if self._disarmed:
            return "disarmed by the technician"
        if not self._watching:
            return "outside its hours"
        for part in ("camera", "card"):
            if part in self._lost:
                return f"{part}: {self._lost[part]}"
        if all(sensor.state == "lost" for sensor in self._triggers.sensors.values()):
            return "no motion sensor can be read"
        return None
