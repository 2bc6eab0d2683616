"""The trap: facts in, actions out.

`handle(event, now_ns)` never waits, never reads the time, never touches a file; it returns what is to be done, in
order. The loop hands it one event at a time, so nothing here can happen twice at once.

    edges ──> motions ──> taking ──> shooting ──> lamp        what one trigger takes
    fixes, ticks, readings ──> upkeep                         time, place, light, battery
    readings ──> charging, heater                             what the cold asks for
    losses ──> parts ──> arming                               what the unit has to do without
    cards ──> storage                                         where pictures go meanwhile
    new settings ──> trial                                    whether it does with them what it is for
    hours, motions, battery ──> readiness ──> camera          whether it streams between plans, and in what light
    pictures ──> eyes                                         whether they show what they showed before
    whatever is switched ──> supply                           what it takes out of the pack
    what is left in it ──> sparing                            what is given up meanwhile, at last the unit itself
    what a plan would do to it ──> guard                      how much of a plan may begin
    keys, a pulled cable ──> handling                         how long somebody may hold it back
    all of it, while somebody is there ──> led                what a light says of it
    whatever it was ──> effort_log                            what it was fit for meanwhile
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from trapd.core import events as e
from trapd.core.actions import Action, EmptyCard, Note, OpenCard, Redate, Report, Wake, WipeSecrets
from trapd.core.arming import Arming
from trapd.core.brown_out import BrownOut, Lesson
from trapd.core.camera_duty import CameraDuty
from trapd.core.camera_signs import CameraSigns
from trapd.core.charging import Charging
from trapd.core.clock_chip import ClockChip
from trapd.core.commands import Command, Empty, Order, Refused, SetTime, Status
from trapd.core.effort_log import EffortLog
from trapd.core.eyes import Eyes, Sight
from trapd.core.gate import Gate
from trapd.core.geotag import Cell
from trapd.core.gesture import Gesture
from trapd.core.handling import Handling
from trapd.core.heater import Heater
from trapd.core.ladder import Step
from trapd.core.lamp import Lamp
from trapd.core.led import StatusLed
from trapd.core.logbook import Logbook, picture_facts, repaired_facts, shot_failed
from trapd.core.motions import Motions
from trapd.core.outlook import Outlook
from trapd.core.parts import Parts
from trapd.core.readiness import LEVELS, Readiness, Rhythm
from trapd.core.rules import Rules
from trapd.core.sag import SagGuard
from trapd.core.shooting import Shooting
from trapd.core.shots import TriggerKind
from trapd.core.sparing import Sparing
from trapd.core.stamp import stamp
from trapd.core.status import status
from trapd.core.storage import RETRY_NS, Storage
from trapd.core.supply import Left, Supply
from trapd.core.switch_off import SwitchOff
from trapd.core.taking import Taking
from trapd.core.timeline import Timeline
from trapd.core.trial import Trial
from trapd.core.units import S
from trapd.core.upkeep import SunDeg, Upkeep

PROOF_TRIES = 86_400 * S // RETRY_NS[-1] - 1
"""The daily picture is tried again until the next day's is due."""
LAST_WORDS = (e.ShotDone, e.ShotFailed, e.Kept, e.KeepFailed, e.CardLost, e.FlashOut)
"""What is still heard after `stop`: what becomes of the pictures, and whether it is dark."""
Look = Callable[[Any, int], object]

STOPS = "the unit stops"


class Trap:
    """The state machine of one unit: it wires its organs together and gives each event to the right one."""

    def __init__(
        self,
        rules: Rules,
        timeline: Timeline,
        sun: SunDeg,
        sequence: int = 0,
        chip: ClockChip | None = None,
        sight: Sight | None = None,
        left: Left | None = None,
        rhythm: Rhythm | None = None,
        lesson: Lesson | None = None,
        cell: Cell | None = None,
    ) -> None:
        """`sequence`: of the last trigger that was ever numbered; `chip`, `sight`, `left`, `rhythm`, `lesson`,
        `cell`: what is remembered of the clock chip, of the pictures so far, of the pack, of the hours in which
        animals come, of loads that the pack did not carry, and of the field that was told as the unit's place."""
        self.timeline = timeline
        """What time it is."""
        out = self._out = list[Action]()
        self._rules = rules
        self._log = Logbook()
        self._stopped = False
        self._gesture = Gesture()
        self._camera_signs = CameraSigns(rules.camera.silent_ns)
        self._arming = Arming(out, sensors=lambda: self._motions.readable())
        self._handling = Handling(out, self._arming, rules.arm_after_ns)
        self._parts = Parts(out, self._arming, self._log)
        self._upkeep = Upkeep(out, rules, timeline, sun, chip or ClockChip(), self._parts, cell)
        self._storage = Storage(out, rules.card, rules.identity.unit, self._arming, self._parts)
        self._lamp = Lamp(out, self._parts, timeline, rules.flash, rules.turns, rules.still_light_ns)
        self._shooting = Shooting(out, self._upkeep.captions, rules.camera, self._lamp)
        self._eyes = Eyes(out, self._parts, sight or Sight())
        outlook = Outlook(rules.forecast, rules.pack, rules.least_v, timeline, left.days if left else ())
        self._supply = Supply(out, rules.energy, rules.pack, rules.identity, timeline, outlook, left)
        self._charging = Charging(out, self._parts, rules.charging)
        self._heater = Heater(out, self._parts, rules.heater)
        offset_min = rules.identity.utc_offset_min
        self._readiness = Readiness(out, rules.readiness, timeline, offset_min, rhythm)
        self._brown_out = BrownOut(out, rules.identity, timeline, self._log, lesson)
        self._guard = SagGuard(out, rules, timeline, self._supply, self._brown_out)
        light, stores = self._upkeep.light, (self._parts, self._storage, self._readiness, self._guard)
        self._camera = CameraDuty(out, rules.camera, light, self._parts, self._readiness)
        self._taking = Taking(out, rules, light, self._camera, self._shooting, *stores, sequence)
        self._switch_off = SwitchOff(out, self._arming, self._handling, busy=lambda: self._taking.busy)
        spares = self._upkeep, self._supply, self._taking, self._switch_off
        self._sparing = Sparing(out, rules, self._arming, *spares)
        fitness = self._arming, self._parts, self._storage, self._lamp, self._eyes, self._sparing, self._handling
        self._effort = EffortLog(out, rules.identity, timeline, *fitness)
        self._motions = Motions(out, rules, self._arming, self._shooting, self._taking, self._log)
        self._trial = trial = Trial(out, self._arming, self._parts, self._motions, self._taking)
        shown = self._arming, self._handling, self._parts, self._storage, self._upkeep, self._lamp, self._sparing
        self._led = StatusLed(out, rules.led, *shown, moving=lambda: self._motions.any_high)
        gate = timeline, self._readiness, self._switch_off
        self._gate = Gate(out, rules.gate, *gate, busy=self._is_busy)
        signs, ledger = self._camera_signs, self._supply.ledger
        self._see = _by_kind((signs.SEES, signs.ordered), (ledger.SEES, ledger.ordered))
        handlers: dict[type, Look] = {
            e.PirEdge: self._motions.edge,
            e.SensorLost: lambda event, now_ns: self._motions.lost(event),
            e.SwitchTurned: self._switch_turned,
            e.SwitchLost: lambda event, now_ns: self._parts.lose("switch", event.why),
            e.CameraReady: lambda event, now_ns: self._taking.camera_ready(now_ns),
            e.CameraLost: self._taking.camera_lost,
            e.ShotDone: self._shooting.shot_done,
            e.ShotFailed: lambda event, now_ns: self._shooting.shot_failed(event.shot_id, event.why, now_ns),
            e.Metered: self._metered,
            e.FlashLit: self._shooting.flash_lit,
            e.FlashOut: self._shooting.flash_out,
            e.Kept: self._kept,
            e.KeepFailed: self._keep_failed,
            e.Looked: self._eyes.looked,
            e.CardReady: self._card_ready,
            e.CardSwept: self._card_swept,
            e.ChoreFailed: self._chore_failed,
            e.ChoreDone: lambda event, now_ns: self._parts.mend(event.chore),
            e.CardLost: self._card_lost,
            e.CardSlow: lambda event, now_ns: self._storage.slow(event),
            e.Carried: self._carried,
            e.PicturesRepaired: self._repaired,
            e.Emptied: self._emptied,
            e.Retired: lambda event, now_ns: self._storage.retired(event),
            e.Recorded: self._recorded,
            e.OnTrial: trial.begin,
            e.SettingsLeft: lambda event, now_ns: self._parts.lose("settings", event.why),
            e.Typed: self._typed,
            e.LineGone: self._line_gone,
            e.Held: self._held,
            e.AimAsked: lambda event, now_ns: self._taking.aim(event.flash, now_ns),
            e.FixTaken: self._fix_taken,
            e.GpsLost: lambda event, now_ns: self._parts.lose("gps", event.why),
            e.GpsBack: lambda event, now_ns: self._parts.mend("gps"),
            e.RtcRead: lambda event, now_ns: self._upkeep.time.rtc(event, now_ns),
            e.PowerRead: self._power_read,
            e.LineSet: lambda event, now_ns: self._parts.mend(event.part),
            e.LineLost: lambda event, now_ns: self._parts.lose(event.part, event.why),
            e.Duty: self._duty,
            e.Tick: self._tick,
        }
        hear = _by_kind((signs.HEARS, signs.heard), (ledger.HEARS, ledger.heard), (trial.HEARS, trial.heard))
        self._hear = {kind: [*hear.get(kind, ()), handler] for kind, handler in handlers.items()}
        """Who is to be asked of an event of this kind, in order."""
        self._hear_last = {kind: self._hear[kind] if kind in LAST_WORDS else hear.get(kind, []) for kind in handlers}
        """The same after `stop`."""

    @property
    def sequence(self) -> int:
        """Of the last trigger."""
        return self._taking.sequence

    def where(self) -> tuple[float, float] | None:
        """Latitude and longitude to reckon the sun by: where it is, else where it was hung."""
        return self._upkeep.where()

    def camera_overdue(self, now_ns: int) -> str | None:
        """Why the camera counts as hung, although it did not say so; None while it gives what it should."""
        return self._camera_signs.overdue(now_ns)

    def arms_in_s(self, now_ns: int) -> float | None:
        """Until the unit arms itself, though a technician disarmed it; None where nobody did."""
        return self._handling.arms_in_s(now_ns)

    def amiss(self) -> frozenset[str]:
        """What ails it now, of all that settings can be to blame for."""
        return frozenset(self._trial.amiss())

    def taken_wh(self, now_ns: int) -> dict[str, float]:
        """What each consumer has taken since the start."""
        return self._supply.taken_wh(now_ns)

    # -- from the unit -------------------------------------------------------------------------------------------

    def start(
        self, powered: dict[str, int], now_ns: int, woken_by: str | None = None, power_on: bool = False
    ) -> list[Action]:
        """Begin. `powered`: when each sensor that can be read was powered on; `woken_by`: the sensor whose motion
        powered the unit, which counts at once; `power_on`: the board was powered, not the program restarted."""
        self._out.append(OpenCard())
        self._gesture.start(power_on, now_ns)
        self._supply.start(now_ns)
        self._guard.start(now_ns)
        self._upkeep.start(now_ns)
        self._camera.start(now_ns)
        self._eyes.start(now_ns)
        self._motions.start(powered, now_ns, woken_by)
        self._gate.start(now_ns, woken_by is not None)
        self._arming.begin()
        if woken_by is None:
            self._led.attend(now_ns)
        else:
            # A pulse: if the line is still high, its backend says so, and if not, the next rise must count.
            for high in (True, False):
                self._motions.edge(e.PirEdge(woken_by, high, now_ns), now_ns)
        return self._done(now_ns)

    def handle(self, event: e.Event, now_ns: int) -> list[Action]:
        """One fact; what is to be done."""
        for hear in self._hear[type(event)]:
            hear(event, now_ns)
        return self._done(now_ns)

    def obey(self, command: Order, now_ns: int) -> tuple[Status | str, list[Action]]:
        """One order of the technician; the answer, and what is to be done."""
        answer: Status | str
        match command:
            case SetTime():
                answer = self._upkeep.time.set(command, now_ns)
            case Empty():
                answer = self._empty(command)
            case Command.SHOT:
                why = self._taking.extra("test", now_ns)
                answer = "a test shot is on its way" if why is None else Refused(f"not now: {why}")
            case Command.ARM:
                self._handling.release("technician")
                answer = "armed" if self._arming.why_not is None else f"not armed: {self._arming.why_not}"
            case Command.DISARM:
                self._handling.hold("technician", now_ns)
                left_alone = f"or until nobody typed for {self._rules.arm_after_ns / (60 * S):g} min"
                answer = f"disarmed: no motion leads to a picture until `arm`, {left_alone}"
            case _:
                why_not = self._arming.why_not
                organs = self._upkeep, self._log, self._storage, self._supply, self._sparing.words
                told = *organs, self._charging, self._heater, self._readiness.now
                shown = self._motions.states(), self._parts.lost, self._led.state(now_ns)
                answer = status(self._rules.identity, *told, *shown, why_not, now_ns)
        return answer, self._done(now_ns)

    def end_watch(self, now_ns: int) -> list[Action]:
        """No motion leads to a picture any more; what was begun goes on until `stop`."""
        self._arming.block("end", self._switch_off.why or STOPS)
        return self._done(now_ns)

    def stop(self, now_ns: int) -> list[Action]:
        """The last actions: nothing is left lit or half recorded."""
        self._taking.abandon(STOPS, now_ns)
        self._lamp.douse(now_ns)
        self._heater.stop()
        self._supply.stop(now_ns)
        self._readiness.remember()
        self._stopped, self._hear = True, self._hear_last
        return self._done(now_ns)

    def farewell(self, why: str) -> Report:
        """The last report, when everything is on the card."""
        log = self._log
        facts: dict[str, Any] = {"why": why, "motions": log.motions, "stills": log.stills, "clips": log.clips}
        return Report("stopped", facts | {"faults": log.faults, "late_frames": self._shooting.late})

    def _done(self, now_ns: int) -> list[Action]:
        run = self._shooting.run
        if run is not None and run.over:
            self._taking.end_plan(now_ns)
        while self._motions.queued and self._motions.next_in_queue(now_ns):
            self._taking.end_plan(now_ns)  # it may be over at once, if the flash is at its limit
        if self._readiness.gates and not self._stopped:
            self._gate.look(now_ns)
        self._effort.look(now_ns)
        self._led.look(now_ns)
        actions, seen = self._out.copy(), self._see
        self._out.clear()
        for action in actions:
            if (kind := type(action)) in seen:
                for see in seen[kind]:
                    see(action, now_ns)
        return actions

    # -- events --------------------------------------------------------------------------------------------------

    def _switch_turned(self, event: e.SwitchTurned, now_ns: int) -> None:
        self._parts.mend("switch")
        self._led.attend(now_ns)
        if self._gesture.turned(event.on, now_ns):
            self._out.append(WipeSecrets())
            self._led.reset(now_ns)
            self._recorded(e.Recorded("pin", {"what": "reset", "by": "arm switch"}), now_ns)
        if event.on and "arm-switch" in self._arming.blocks:
            self._eyes.forget()
        if event.on:
            self._arming.clear("arm-switch")
        else:
            self._arming.block("arm-switch", "the arm switch is off")

    def _metered(self, event: e.Metered, now_ns: int) -> None:
        if self._lamp.shone_on(event.start_ns):
            return
        self._upkeep.light.meter(event.luma, event.exposure_us, event.gain)
        self._judge_light(now_ns)

    def _fix_taken(self, event: e.FixTaken, now_ns: int) -> None:
        self._upkeep.fix(event, now_ns)
        self._judge_light(now_ns)

    def _judge_light(self, now_ns: int) -> None:
        if self._upkeep.judge_light(now_ns):
            self._taking.light_changed()

    def _power_read(self, event: e.PowerRead, now_ns: int) -> None:
        self._lamp.veto = self._upkeep.power(event, now_ns)
        another = self._supply.read(self._upkeep.read, now_ns, stands=self._upkeep.voltmeter_stands)
        self._guard.read(self._upkeep.read, another)
        self._sparing.read(another, now_ns)
        self._make_ready(now_ns)
        celsius = self._upkeep.read.temperature_c
        self._charging.read(celsius, now_ns)
        self._heater.read(celsius, self._supply.charge)

    def _card_ready(self, event: e.CardReady, now_ns: int) -> None:
        self._taking.sequence = max(self._taking.sequence, event.last_sequence)
        another = self._storage.why is not None
        self._storage.ready(event)
        self.timeline.not_before(event.last_utc_ns, now_ns)
        if another:  # or the same again: that costs two lines
            self._upkeep.time.introduce(now_ns)
            self._eyes.forget()

    def _card_swept(self, event: e.CardSwept, now_ns: int) -> None:
        self._taking.sequence = max(self._taking.sequence, event.last_sequence)
        self._out.append(Report("swept", asdict(event) | {"took_s": round(event.took_s, 3)}))
        self._redate()

    def _chore_failed(self, event: e.ChoreFailed, now_ns: int) -> None:
        """It goes on without, and the card itself says for ever what was left."""
        if self._parts.lose(event.chore, event.why):
            identity = self._rules.identity
            start = {"unit": identity.unit, "boot": identity.boot, "mono_ns": now_ns}
            self._out.append(Note("undone", start | {"chore": event.chore, "why": event.why}))

    def _carried(self, event: e.Carried, now_ns: int) -> None:
        self._storage.carried(event)
        self._redate()

    def _repaired(self, event: e.PicturesRepaired, now_ns: int) -> None:
        self._out.append(Report("repaired", repaired_facts(event)))

    def _is_busy(self) -> bool:
        return self._taking.busy or self._motions.moving() or self._trial.on

    def _redate(self) -> None:
        self._out.append(Redate(self._rules.identity.unit))

    def _card_lost(self, event: e.CardLost, now_ns: int) -> None:
        self._storage.lost(event, now_ns)

    def _kept(self, event: e.Kept, now_ns: int) -> None:
        self._log.kept(event.caption)
        self._storage.kept(event)
        self._out.append(Report("shot", picture_facts(event)))
        if not event.caption.synchronised and self.timeline.held is not None:
            self._redate()  # it was on its way to the card when the time came to be known

    def _keep_failed(self, event: e.KeepFailed, now_ns: int) -> None:
        self._out.append(shot_failed(event.caption.sequence, event.caption.number, event.why))

    def _empty(self, order: Empty) -> str:
        if self._arming.why_not is None:
            return Refused("not while the unit is armed, and may take a picture any moment: type `disarm` first")
        if self._taking.busy:
            return Refused("not while pictures are being taken: wait a moment")
        if self._storage.why is not None and not self._storage.full:
            return Refused(f"there is no card to empty: {self._storage.why}")
        self._out.append(EmptyCard(order.anyway))
        return "the card is being emptied"

    def _emptied(self, event: e.Emptied, now_ns: int) -> None:
        self._out.append(Report("emptied", asdict(event)))
        if event.over:
            line = stamp(self._rules.identity, self.timeline, now_ns) | asdict(event)
            self._out += [Note("emptied", line), OpenCard()]

    def _recorded(self, event: e.Recorded, now_ns: int) -> None:
        line = stamp(self._rules.identity, self.timeline, now_ns) | event.facts
        self._out += [Note(event.kind, line), Report(event.kind, dict(event.facts))]

    def _typed(self, event: e.Typed, now_ns: int) -> None:
        self._handling.typed(now_ns)
        self._led.attend(now_ns)
        self._eyes.forget()

    def _line_gone(self, event: e.LineGone, now_ns: int) -> None:
        self._handling.left(now_ns)
        self._led.attend(now_ns)

    def _held(self, event: e.Held, now_ns: int) -> None:
        if event.on:
            self._handling.hold(event.by, now_ns)
        else:
            self._handling.release(event.by)

    def _tick(self, tick: e.Tick, now_ns: int) -> None:
        match tick.name:
            case "turn" | "still" | "late" | "unlit" | "clip":
                self._shooting.tick(tick, self._motions.moving, now_ns)
            case "sensor":
                self._motions.look(tick.id, now_ns)
            case "bucket":
                self._out.append(Report("bucket", {"open": True}))
            case "linger":
                self._taking.close_idle_camera(tick.id)
            case "settled":
                self._taking.begin_waiting(now_ns)
            case "retry-camera":
                self._camera.reopen()
            case "retry-card" if "card" in self._parts.lost:
                self._out.append(OpenCard())
            case "watch-opens":
                self._arming.clear("hours")
            case "watch-closes":
                self._arming.block("hours", "outside its hours")
            case "gate":
                pass  # it looks after each event
            case "trial":
                self._trial.tick(tick.id, now_ns)
            case "stays-on":
                self._switch_off.take_back()
            case "level":
                self._readiness.scheduled(LEVELS[tick.id])
                self._make_ready(now_ns)
            case "time-lapse" if self._sparing.step < Step.FEWEST_WAKEUPS:
                self._planned("time-lapse", now_ns)
            case "proof-of-life" if tick.id < PROOF_TRIES:
                if self._taking.extra("proof-of-life", now_ns) is not None:
                    self._out.append(Wake(now_ns + RETRY_NS[-1], e.Tick(tick.name, tick.id + 1)))
            case "proof-of-life":
                self._planned("proof-of-life", now_ns)
            case "sun":
                self._upkeep.tick(tick.name, now_ns)
                self._judge_light(now_ns)
                self._effort.sign(now_ns)
                self._supply.look(now_ns)
                self._make_ready(now_ns)
            case "power":
                if self._upkeep.power_overdue:
                    self._power_read(e.PowerRead(None, None), now_ns)
                self._upkeep.tick(tick.name, now_ns)
            case "led":
                self._led.tick(now_ns)
            case "handled":
                self._handling.tick(now_ns)
            case _:
                self._upkeep.tick(tick.name, now_ns)

    def _duty(self, event: e.Duty, now_ns: int) -> None:
        self._gate.duty_utc_ns = event.utc_ns
        self._make_ready(now_ns)  # it is told anew as soon as the time is known

    def _make_ready(self, now_ns: int) -> None:
        self._readiness.allowed(self._sparing.step)
        if self._readiness.look(now_ns):
            self._taking.readiness_changed(now_ns)

    def _planned(self, kind: TriggerKind, now_ns: int) -> None:
        """A picture of the calendar, now or not at all; one that is not taken has no sequence."""
        why = self._taking.extra(kind, now_ns)
        if why is not None:
            self._out.append(Report("shot-failed", {"trigger": kind, "why": why}))


def _by_kind(*onlookers: tuple[Sequence[type], Look]) -> dict[type, list[Look]]:
    """Who is to be asked of an event or action of this kind, in order."""
    kinds = {kind for told, _ in onlookers for kind in told}
    return {kind: [look for told, look in onlookers if kind in told] for kind in kinds}
