"""One running unit: hands every event to the trap, and carries out what the trap answers on the ports.

There is no decision here, and no waiting: what to do is the trap's business, when is the loop's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from trapd.core import actions as a
from trapd.core.commands import Order, Status
from trapd.core.events import Event
from trapd.core.frames import Packet
from trapd.core.observer import Observer
from trapd.core.ports import Camera, Card, Flash, Gps, Led, Line, Pir, Post, Power, Rtc
from trapd.core.timeline import Anchor
from trapd.core.trap import Trap
from trapd.runtime.absent import NoLed, NoLine, NoRtc
from trapd.runtime.blinker import Blinker
from trapd.runtime.loop import Loop
from trapd.runtime.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The hardware of one unit, whatever stands behind each part."""

    camera: Camera
    flash: Flash
    pir: Pir
    gps: Gps
    power: Power
    card: Card
    charger: Line = NoLine()
    heater: Line = NoLine()
    led: Led = NoLed()


class Unit:
    """The trap, its ports, and whoever looks on."""

    def __init__(self, loop: Loop, trap: Trap, memory: Memory, observers: Sequence[Observer]) -> None:
        self.trap = trap
        self.reschedule: Callable[[], None] | None = None
        """Called when UTC stepped or the position came to be known, once there is a calendar."""
        self.leave: Callable[[str], None] | None = None
        """Called when only a fresh process can help; None where nobody would start one."""
        self.trial_over: Callable[[str | None], None] | None = None
        """Called with why new settings failed, or None if they are good."""
        self.power_off: Callable[[str, int | None], None] | None = None
        """Called with why and until when (UTC) the board shall be off; None where nobody can switch it."""
        self.wipe_secrets: Callable[[], None] | None = None
        """Called when the PIN is to be forgotten; None where there is none."""
        self.show: Callable[[a.ShowFrame | a.ShowNothing], None] = _nobody_looks
        """Called with what came of each `AimAsked`; gives the frame's buffer back."""
        self.post: Post = partial(loop.post, self.handle)
        """Hand one event to the trap, from any thread: the one door that backends knock at."""
        self.rtc: Rtc = NoRtc(loop.clock, self.post)
        self.set_clock: Callable[[Anchor], None] = _nobodys_clock
        """Called with every time that is believed."""
        self._loop = loop
        self._now = loop.clock.now_ns
        self._memory = memory
        self._observers = [*observers]
        self._ports: Ports | None = None
        self._hands: dict[type, Callable[[Any], object]] = {}

    def post_packet(self, packet: Packet) -> None:
        """Hand one encoded packet to the card, from any thread."""
        self._loop.post(self._take, packet)

    def observe(self, *onlookers: Observer) -> None:
        """They hear every report from now on, and nobody closes them."""
        self._observers += onlookers

    def start(self, ports: Ports, woken_by: str | None = None) -> None:
        """Sensors first: from here on no edge is lost."""
        self._ports = ports
        self._hands = _hands(self._loop, ports, self)
        if self._memory.trouble is not None:
            self._memory_fault(self._memory.trouble)
        self._memory.told = self._memory_fault
        powered = self._memory.sensors(ports.pir.start())
        self._carry_out(self.trap.start(powered, self._now(), woken_by, self._memory.power_on))

    def handle(self, event: Event) -> None:
        """One event, on the loop's thread."""
        hands = self._hands
        for action in self.trap.handle(event, self._now()):
            hands[type(action)](action)

    def obey(self, command: Order) -> Status | str:
        """One order of the technician, on the loop's thread."""
        answer, actions = self.trap.obey(command, self._now())
        self._carry_out(actions)
        return answer

    def stop(self, why: str) -> None:
        """End cleanly: no new motion, what has come already counts, then dark, and all that was taken is written."""
        ports = self._ports
        if ports is None:
            return
        self._carry_out(self.trap.end_watch(self._now()))
        self._loop.drain()
        self._carry_out(self.trap.stop(self._now()))
        ports.flash.close()
        ports.pir.close()
        ports.camera.close()
        ports.card.close()
        ports.gps.close()
        ports.power.close()
        ports.charger.close()
        ports.heater.close()
        ports.led.close()
        self._loop.drain()
        self._memory.keep(sequence=self.trap.sequence, utc_ns=self._passed_utc_ns() or self._memory.value.utc_ns)
        self._memory.close()
        self._loop.drain()
        self.tell(self.trap.farewell(why))

    def go_dark(self) -> None:
        """Whatever happened: flash, heater and LED are off. Safe at any time, after `stop` too."""
        if self._ports is not None:
            self._ports.flash.close()
            self._ports.heater.close()
            self._ports.led.close()

    def tell(self, report: a.Report) -> None:
        """Let everybody know."""
        mono_ns = self._now()
        utc_ns = self.trap.timeline.known_utc_ns(mono_ns)
        for observer in self._observers:
            observer.tell(report, mono_ns, utc_ns)

    def _carry_out(self, actions: Sequence[a.Action]) -> None:
        for action in actions:
            self._hands[type(action)](action)

    def _take(self, packet: Packet) -> None:
        if self._ports is not None:
            self._ports.card.take(packet)

    def shoot(self, action: a.Shoot) -> None:
        """Order the shot, and only then see to the books: the animal does not wait."""
        assert self._ports is not None
        self._ports.camera.shoot(action.shot)
        self._memory.count(action.shot.trigger.sequence)

    def begin_clip(self, action: a.BeginClip) -> None:
        """The same for a clip: its plan may have no still."""
        assert self._ports is not None
        self._ports.card.begin_clip(action.clip, action.caption)
        self._memory.count(action.clip.trigger.sequence)

    def remember(self, changes: dict[str, Any]) -> None:
        """Durably, beside the loop."""
        self._memory.keep(**changes)

    def _memory_fault(self, why: str) -> None:
        self.tell(a.Report("fault", {"part": "memory", "why": why}))

    def _passed_utc_ns(self) -> int | None:
        return self.trap.timeline.passed_utc_ns(self._now())


def _nobodys_clock(anchor: Anchor) -> None:
    """It is set by others, or not at all."""


def _nobody_looks(action: a.ShowFrame | a.ShowNothing) -> None:
    if isinstance(action, a.ShowFrame):
        action.frame.pixels.release()


def _hands(loop: Loop, ports: Ports, unit: Unit) -> dict[type, Callable[[Any], object]]:
    """Which call carries out which action."""
    blinker = Blinker(loop, ports.led)

    def set_light(action: a.SetLight) -> None:
        ports.camera.expose(action.exposure)
        ports.flash.ir_cut(action.day)

    def switch(action: a.Switch) -> None:
        line = ports.charger if action.part == "charger" else ports.heater
        line.switch(action.on)

    def reschedule(action: a.Reschedule) -> None:
        if unit.reschedule is not None:
            unit.reschedule()

    def leave(action: a.Leave) -> None:
        if unit.leave is not None:
            unit.leave(action.why)

    def wipe_secrets(action: a.WipeSecrets) -> None:
        if unit.wipe_secrets is not None:
            unit.wipe_secrets()

    def trial_over(action: a.TrialOver) -> None:
        if unit.trial_over is not None:
            unit.trial_over(action.why_not)

    def power_off(action: a.PowerOff) -> None:
        if unit.power_off is not None:
            unit.power_off(action.why, action.wake_utc_ns)

    return {
        a.Wake: lambda wake: loop.at(wake.at_ns, unit.handle, wake.tick),
        a.OpenCamera: lambda action: ports.camera.open(action.exposure),
        a.CloseCamera: lambda action: ports.camera.close(),
        a.SetLight: set_light,
        a.LightFlash: lambda action: ports.flash.light(action.until_ns, action.dim),
        a.DouseFlash: lambda action: ports.flash.douse(),
        a.Shoot: unit.shoot,
        a.KeepStill: lambda action: ports.card.keep_still(action.shot, action.frame, action.caption),
        a.ShowFrame: lambda action: unit.show(action),
        a.ShowNothing: lambda action: unit.show(action),
        a.DropFrame: lambda action: action.frame.pixels.release(),
        a.BeginClip: unit.begin_clip,
        a.EndClip: lambda action: ports.card.end_clip(action.clip_id, action.until_ns),
        a.OpenCard: lambda action: ports.card.open(),
        a.EmptyCard: lambda action: ports.card.empty(action.anyway),
        a.Redate: lambda action: ports.card.redate(action.unit),
        a.Note: lambda action: ports.card.note({"kind": action.kind, **action.facts}),
        a.Remember: lambda action: unit.remember(action.changes),
        a.ReadRtc: lambda action: unit.rtc.read(),
        a.SetClock: lambda action: unit.set_clock(action.anchor),
        a.ReadPower: lambda action: ports.power.read(),
        a.WakeGps: lambda action: ports.gps.power(action.on),
        a.Switch: switch,
        a.Blink: lambda action: blinker.play(action.beats_ms),
        a.Reschedule: reschedule,
        a.Leave: leave,
        a.TrialOver: trial_over,
        a.PowerOff: power_off,
        a.WipeSecrets: wipe_secrets,
        a.Report: unit.tell,
    }
