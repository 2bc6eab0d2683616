"""The composition root: a profile becomes a clock, a loop, ports and a trap.

The only file that names `linux/` and `pi/`; `sim/` is known to `season.py` and `boots.py` too. One table says which
factory makes which backend of which port; each factory loads its backend when it is called, so a unit pays only for
the parts that it has.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trapd.config import profile as p
from trapd.config.camera_memory import takes_clips
from trapd.config.consumers import energy
from trapd.config.pack import pack
from trapd.config.readiness import level_windows, may_be_hot, waking_sensor
from trapd.config.rules import rules
from trapd.core import ports
from trapd.core.actions import Report
from trapd.core.clock_chip import ClockChip
from trapd.core.drift import UNMEASURED
from trapd.core.errors import BadSettings, HardwareMissing
from trapd.core.observer import Observer
from trapd.core.ports import Post, PostPacket
from trapd.core.timeline import Timeline, provisional
from trapd.core.trap import Trap
from trapd.runtime import absent
from trapd.runtime.clock import Clock
from trapd.runtime.loop import Loop
from trapd.runtime.memory import Memory, Remembered
from trapd.runtime.sun import elevation_deg
from trapd.runtime.worker import InlineWorker, ThreadWorker, Worker
from trapd.unit import Ports, Unit

if TYPE_CHECKING:
    from trapd.config.nature import Nature
    from trapd.linux.console import Console, Talk
    from trapd.sim.power import Power as SimPower
    from trapd.sim.world import World

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Bench:
    """Where one unit is put together: what its parts have in common, made when the first of them asks."""

    def __init__(
        self,
        profile: p.Profile,
        clock: Clock,
        observers: Sequence[Observer],
        *,
        memory: Path | None = None,
        boot: str | None = None,
        boot_id: str | None = None,
        remembered: Remembered | None = None,
        booted_ns: int = 0,
        made_up: bool = False,
    ) -> None:
        """`memory`: a folder for what must outlive a restart; `boot`: this start's mark in every name; `boot_id`: the
        kernel's, where it is not the running one; `remembered`: by the boot before, without a folder; `booted_ns`:
        when this boot began, mono_ns. `made_up`: the date is that of a story, which no other start goes on with: a
        boot like no other, that remembers nothing but its reserve."""
        self.profile = profile
        self.nature: Nature | None = None
        """Of a scenario, instead of the small world of the profile."""
        self.state = memory
        self.loop = Loop(clock)
        self.at_close: list[Callable[[], None]] = []
        """What the ports themselves do not end."""
        if made_up:
            boot_id, memory = os.urandom(16).hex(), None
        boot_id = boot_id or _boot_id()
        writer = self.worker("memory") if memory else InlineWorker()
        keeper = Memory(memory, boot_id, writer, remembered, booted_ns)
        known = keeper.value
        self.asleep = known.asleep if keeper.power_on else None
        """How it switched itself off, if this is the start after that."""
        now_ns, guess_ns = clock.now_ns(), provisional(clock.utc_ns(), known.utc_ns or None)
        timeline = Timeline(guess_ns, now_ns, known.anchor, known.rate or UNMEASURED, known.floor)
        trap_rules = rules(profile, boot or os.urandom(2).hex(), boot_id, known.boot_before or None)
        chip = ClockChip(known.rtc, keeper.power_on)
        learned = known.sight, known.left, known.rhythm, known.lesson, known.cell
        trap = Trap(trap_rules, timeline, elevation_deg, known.sequence, chip, *learned)
        self.memory = keeper
        self.unit = Unit(self.loop, trap, keeper, observers)
        self.post: Post = self.unit.post
        """Where the ports' events go."""
        self.post_packet: PostPacket = self.unit.post_packet

    @cached_property
    def world(self) -> World:
        """One world for all simulated parts."""
        from trapd.sim.world import World

        profile = self.profile
        return World(profile.world, self.loop.clock, self.nature, energy(profile), profile.charger, profile.flash.nm)

    @cached_property
    def pins(self) -> Any:
        """One gpiozero pin factory for all pins, named and never the default."""
        from trapd.pi.pins import factory

        return factory(self.profile.board)

    @cached_property
    def power_board(self) -> ports.PowerBoard:
        """What powers the unit when it is off. Raises HardwareMissing if it does not answer."""
        if self.profile.readiness.board != "witty-pi-4" or self.profile.pir.backend == "sim":
            return absent.NoPowerBoard()
        from trapd.pi.power_board import SysUp, WittyPi4, bus

        board = WittyPi4(bus(self.profile.board.i2c or ""), SysUp(self.loop, self.pins))
        self.at_close.append(board.close)
        return board

    def woken_by(self) -> str | None:
        """The sensor whose motion powered this unit, once its ports are there; None if none did. Where the board
        cannot tell, a gated unit that its own alarm did not wake was woken by a motion. It counts once: a process
        that is started again, as with new settings, was woken by nobody."""
        if not self.memory.power_on:
            return None
        try:
            woken = self.power_board.woken_by_motion()
        except HardwareMissing as err:
            self.unit.tell(Report("fault", {"part": "power board", "why": str(err)}))
            return None
        if woken is None:
            woken = self.asleep is not None and not self.asleep.by_alarm(self.loop.clock.utc_ns())
        return waking_sensor(self.profile) if woken else None

    def wake_in(self, seconds: float | None) -> bool:
        """The power board's alarm; whether the unit may be switched off."""
        try:
            self.power_board.wake_in(seconds)
        except HardwareMissing as err:
            self.unit.tell(Report("fault", {"part": "power board", "why": str(err)}))
            return False
        return True

    @property
    def pre_roll_s(self) -> float:
        """The longest that any plan asks for; 0 where the camera does not stream."""
        plans = (self.profile.plan.day, self.profile.plan.night)
        if not may_be_hot(self.profile):
            return 0
        return max((plan.pre_roll_s for plan in plans if plan.clip), default=0)

    @property
    def wants_packets(self) -> bool:
        """Whether any plan takes clips: else nothing is encoded."""
        return takes_clips(self.profile)

    def worker(self, name: str) -> Worker:
        """A thread for one part's long work, ended by `close`."""
        worker = ThreadWorker(self.loop, name)
        self.at_close.append(worker.close)
        return worker

    def console(self, talk: Talk) -> Console | None:
        """The technician's line, or None where the unit has none."""
        if self.profile.console.backend == "none":
            return None
        from trapd.linux.console import Console

        return Console(self.profile.console, self.loop.clock, self.loop.post, talk)

    def open_calendar(self) -> None:
        """Watch windows and daily pictures. APScheduler is loaded beside the loop: an armed unit does not wait."""
        watch = self.profile.watch
        by_the_hour = level_windows(self.profile) or self.profile.readiness.busy
        if watch.windows or watch.proof_of_life or watch.timelapse_min or by_the_hour:
            self.worker("calendar").submit(partial(import_module, "trapd.runtime.schedule"), self._open_calendar)

    def _open_calendar(self, schedule: Any) -> None:
        watch, offset_min, trap = self.profile.watch, self.profile.unit.utc_offset_min, self.unit.trap
        levels, told = level_windows(self.profile), (trap.timeline, trap.where, self.unit.post)
        calendar = schedule.Schedule(self.loop, watch, levels, offset_min, *told)
        self.unit.reschedule = calendar.rebuild

    def close(self) -> None:
        """After `Unit.stop`: the threads end, and what they still hand in is dropped."""
        for end in self.at_close:
            end()

    def port(self, name: str) -> Any:
        """One port as the profile chose it."""
        return BACKENDS[name, getattr(self.profile, name).backend](self)

    def ports(self) -> Ports:
        """Every port, those on pins first: the pin factory is made while no thread of another port runs."""
        ports = {name: self.port(name) for name in ("flash", "heater", "charger", "led", "pir", "gps")}
        self._listen_to_switch()
        self.find_clock_chip()
        return Ports(**ports, **{name: self.port(name) for name in ("power", "card", "camera")})

    def find_clock_chip(self) -> None:
        """The chip that the profile names is the unit's from now on."""
        which, clock = self.profile.clock.rtc, self.loop.clock
        if which == "sim":
            from trapd.sim.rtc import Rtc as SimRtc

            self.unit.rtc = SimRtc(self.world, clock, self.post)
        elif which != "none":
            from trapd.linux.rtc import Rtc

            self.unit.rtc = Rtc(which, self.worker("rtc"), self.post, clock)

    def _listen_to_switch(self) -> None:
        """It is no port: a unit without it is armed, and nothing is ever asked of it."""
        if self.profile.watch.arm_pin is not None:
            from trapd.pi.arm_switch import ArmSwitch

            switch = ArmSwitch(self.profile.watch.arm_pin, self.loop, self.post, self.pins)
            self.at_close.append(switch.close)


def _sim_camera(bench: Bench) -> ports.Camera:
    from trapd.sim.camera import Camera

    packets = bench.post_packet if bench.wants_packets else None
    tools = bench.post, packets, bench.worker("camera"), bench.profile.board.camera_start_s
    return Camera(bench.profile.camera, bench.world, bench.loop, *tools)


def _pi_camera(bench: Bench) -> ports.Camera:
    from trapd.pi.camera import Camera

    packets = bench.post_packet if bench.wants_packets else None
    return Camera(bench.profile.camera, bench.post, packets, bench.loop.clock)


def _sim_flash(bench: Bench) -> ports.Flash:
    from trapd.sim.flash import Flash

    return Flash(bench.loop, bench.post, bench.world)


def _pi_flash(bench: Bench) -> ports.Flash:
    from trapd.pi.flash import Flash

    return Flash(bench.profile.flash, bench.loop.clock, bench.post, bench.pins)


def _sim_pir(bench: Bench) -> ports.Pir:
    from trapd.sim.pir import Pir

    return Pir(bench.profile.pir, bench.loop, bench.post, bench.world)


def _pi_pir(bench: Bench) -> ports.Pir:
    from trapd.pi.pir import Pir

    return Pir(bench.profile.pir, bench.loop.clock, bench.post, bench.pins)


def _sim_gps(bench: Bench) -> ports.Gps:
    """The simulated receiver's text over a real pty, read by the reader of the field."""
    from trapd.linux.gps import Gps
    from trapd.sim.gps import Receiver

    section = bench.profile.gps
    receiver = Receiver(bench.world, bench.loop, section.baud)
    bench.at_close.append(receiver.close)
    return Gps(
        receiver.port,
        section.baud,
        section,
        bench.post,
        bench.loop.clock,
        set_enabled=receiver.power,
    )


def _linux_gps(bench: Bench) -> ports.Gps:
    from trapd.linux.gps import Gps

    section = bench.profile.gps
    if section.port is None:
        raise BadSettings('gps.port is missing: name the receiver\'s serial port, as port = "/dev/serial0"')
    clock, post = bench.loop.clock, bench.post
    if section.chrony_socket is not None:
        from trapd.linux.chrony import Refclock

        refclock = Refclock(section.chrony_socket, clock)
        bench.at_close.append(refclock.close)
        bench.unit.set_clock = refclock.show
    if section.enable_pin is None:
        return Gps(section.port, section.baud, section, post, clock)
    from trapd.pi.gps_switch import GpsSwitch

    switch = GpsSwitch(section.enable_pin, bench.pins, bench.post)
    bench.at_close.append(switch.close)
    return Gps(section.port, section.baud, section, post, clock, set_enabled=switch.power)


def _sim_power(bench: Bench) -> SimPower:
    from trapd.sim.power import Power

    return Power(bench.post, bench.world, pack(bench.profile))


def _linux_power(bench: Bench) -> ports.Power:
    from trapd.linux.power import Power

    return Power(bench.profile.power, bench.worker("power"), bench.post)


def _sim_charger(bench: Bench) -> ports.Line:
    from trapd.sim.line import Line

    charger = bench.world.charger
    return Line("charger", bench.post, charger.allow if charger else lambda on: None, rest=True)


def _sim_heater(bench: Bench) -> ports.Line:
    from trapd.core.energy import HEATER
    from trapd.sim.line import Line

    return Line("heater", bench.post, lambda on: bench.world.drain.switch(HEATER, on), rest=False)


def _pi_charger(bench: Bench) -> ports.Line:
    from trapd.pi.pins import wired
    from trapd.pi.switched import SwitchedLine

    section = bench.profile.charger
    pin = wired(section.inhibit_pin, "charger.inhibit_pin")
    return SwitchedLine("charger", pin, bench.pins, bench.post, active_low=not section.active_low, rest=True)


def _pi_heater(bench: Bench) -> ports.Line:
    from trapd.pi.pins import wired
    from trapd.pi.switched import SwitchedLine

    section = bench.profile.heater
    pin = wired(section.pin, "heater.pin")
    return SwitchedLine("heater", pin, bench.pins, bench.post, active_low=section.active_low, rest=False)


def _sim_led(bench: Bench) -> ports.Led:
    from trapd.sim.led import Led

    return Led(bench.loop.clock)


def _pi_led(bench: Bench) -> ports.Led:
    from trapd.pi.led import Led
    from trapd.pi.pins import wired

    section = bench.profile.led
    return Led(wired(section.pin, "led.pin"), bench.pins, bench.post, active_low=section.active_low)


def _linux_card(bench: Bench) -> ports.Card:
    from trapd.linux.card import DirectoryCard

    profile = bench.profile
    spare = None if bench.state is None else bench.state / "reserve"
    sections, at, unit = (profile.card, profile.camera), (bench.post, bench.loop.clock), profile.unit.name
    return DirectoryCard(*sections, bench.pre_roll_s, *at, spare=spare, unit=unit)


Factory = Callable[[Bench], Any]
BACKENDS: dict[tuple[str, str], Factory] = {
    ("camera", "sim"): _sim_camera,
    ("camera", "pi"): _pi_camera,
    ("flash", "sim"): _sim_flash,
    ("flash", "pi"): _pi_flash,
    ("flash", "none"): lambda bench: absent.NoFlash(bench.loop.clock, bench.post),
    ("pir", "sim"): _sim_pir,
    ("pir", "pi"): _pi_pir,
    ("gps", "sim"): _sim_gps,
    ("gps", "linux"): _linux_gps,
    ("gps", "none"): lambda bench: absent.NoGps(),
    ("power", "sim"): _sim_power,
    ("power", "linux"): _linux_power,
    ("power", "none"): lambda bench: absent.NoPower(),
    ("charger", "sim"): _sim_charger,
    ("charger", "pi"): _pi_charger,
    ("charger", "none"): lambda bench: absent.NoLine(),
    ("heater", "sim"): _sim_heater,
    ("heater", "pi"): _pi_heater,
    ("heater", "none"): lambda bench: absent.NoLine(),
    ("led", "sim"): _sim_led,
    ("led", "pi"): _pi_led,
    ("led", "none"): lambda bench: absent.NoLed(),
    ("card", "linux"): _linux_card,
}


def offload_light(profile: p.Profile) -> ports.OffloadLight:
    """The LED that says when a disk may be pulled, or nothing in its place. Raises HardwareMissing for a line that
    cannot be had."""
    if profile.offload.light_pin is None:
        return absent.NoLight()
    from trapd.pi.offload_light import OffloadLight
    from trapd.pi.pins import factory

    return OffloadLight(profile.offload.light_pin, factory(profile.board))


def put_out(profile: p.Profile) -> None:
    """The real flash and LED dark and the real heater off, from outside of any unit: for after one that could not do
    it itself. Raises HardwareMissing that names all of them that may still be on."""
    lines = ("flash", profile.flash, "LIT"), ("heater", profile.heater, "ON"), ("led", profile.led, "LIT")
    troubles = []
    for part, section, on in lines:
        if section.backend == "pi" and section.pin is not None:
            from trapd.pi.dark import dark

            try:
                dark(section.pin, active_low=section.active_low, chip=profile.board.gpiochip, part=part, on=on)
            except HardwareMissing as err:
                troubles.append(str(err))
    if troubles:
        raise HardwareMissing("; ".join(troubles))


def _boot_id() -> str:
    """The kernel's own name for this boot."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else str(os.getpid())
