"""The IR flash, its dimmer and the IR-cut filter on GPIO pins.

A guard thread puts the flash out at its time, whether the loop lives or hangs, and sleeps without a wake-up while it
is dark. An `atexit` handler puts it out when Python ends by any exception or by `sys.exit`, which is how the program
leaves on SIGTERM. Nothing in Python helps against SIGKILL, a crash of the interpreter, or a kernel that keeps a line
driven after its owner is gone (raspberrypi/linux #6117): that takes `dtparam=strict_gpiod`, a resistor that pulls the
line dark, and a one-shot in hardware.
"""

from __future__ import annotations

import atexit
from threading import Condition, Thread

from gpiozero.pins import Factory

from trapd.config import profile
from trapd.core.events import TIME_UP, FlashLit, FlashOut
from trapd.core.ports import Post
from trapd.core.units import S
from trapd.pi.pins import OutputLine, PinTrouble, wired
from trapd.runtime.clock import Clock

AGAIN_NS = S
"""A flash that would not go out is tried again, and told again, after so long."""
LAST_TRIES = 5
LAST_TRY_S = 0.2
"""At the end nobody comes after us, and the unit shall not wait for long: five tries within a second."""


class Flash:
    """A line that cannot be claimed is a FlashOut at once, and at every `light`."""

    def __init__(self, section: profile.Flash, clock: Clock, post: Post, factory: Factory) -> None:
        lamp_pin = wired(section.pin, "flash.pin")
        filter_pin = wired(section.ir_cut_pin, "flash.ir_cut_pin") if section.ir_cut == "switch" else None
        self._clock = clock
        self._post = post
        self._factory = factory
        self._changed = Condition()
        self._until_ns: int | None = None
        self._open = True
        self._lamp = self._claim("flash", lamp_pin, active_low=section.active_low)
        self._filter = None if filter_pin is None else self._claim("IR-cut filter", filter_pin, on=True)
        self._dimmer = None if section.dim_pin is None else self._claim("dimmer of the flash", section.dim_pin)
        self._guard = Thread(target=self._watch, name="flash-guard", daemon=True)
        self._guard.start()
        atexit.register(self.close)

    def light(self, until_ns: int, dim: bool = False) -> None:
        """Lit from now to `until_ns`; called again while lit, only the end moves."""
        with self._changed:
            if self._lamp is None:
                self._tell_out("flash: its line could not be claimed at the start")
            elif dim and self._dimmer is None:
                self._tell_out("flash: the line of its dimmer could not be claimed at the start")
            elif until_ns <= self._clock.now_ns():
                self._put_out(TIME_UP)
            else:
                self._drive(self._lamp, until_ns, dim)

    def douse(self) -> None:
        with self._changed:
            self._put_out()

    def ir_cut(self, day: bool) -> None:
        """Line high: filter in."""
        if self._filter is not None:
            try:
                self._filter.drive(day)
            except PinTrouble as trouble:
                self._tell_out(str(trouble))

    def close(self) -> None:
        """Dark, then both lines let go; a line that does not obey is tried `LAST_TRIES` times. Once is enough."""
        with self._changed:
            if not self._open:
                return
            self._open = False
            self._changed.notify()
            self._put_out()
            for _ in range(1, LAST_TRIES):
                if self._until_ns is None:
                    break
                self._changed.wait(LAST_TRY_S)
                self._put_out(TIME_UP)
        self._guard.join()
        atexit.unregister(self.close)
        for line in (self._lamp, self._dimmer, self._filter):
            if line is not None:
                try:
                    line.close()
                except PinTrouble as trouble:
                    self._tell_out(str(trouble))

    def _claim(self, name: str, pin: int, *, active_low: bool = False, on: bool = False) -> OutputLine | None:
        try:
            return OutputLine(name, pin, active_low=active_low, factory=self._factory, on=on)
        except PinTrouble as trouble:
            self._tell_out(str(trouble))
            return None

    def _drive(self, lamp: OutputLine, until_ns: int, dim: bool) -> None:
        """The dimmer first: what the pack cannot bear must not flow for a moment."""
        lit, self._until_ns = self._until_ns is not None, until_ns
        self._changed.notify()
        try:
            if self._dimmer is not None and not lit:
                self._dimmer.drive(dim)
            lamp.drive(True)
        except PinTrouble as trouble:
            self._put_out(str(trouble))
        else:
            self._post(FlashLit(self._clock.now_ns(), until_ns))

    def _put_out(self, why: str | None = None) -> None:
        """Drive it dark; tell `why`, if there is something to tell, or that it would not go out."""
        self._until_ns = None
        if self._lamp is not None:
            try:
                self._lamp.drive(False)
            except PinTrouble as trouble:
                self._until_ns = self._clock.now_ns() + AGAIN_NS
                why = f"{trouble} – IT MAY STILL BE LIT"
        if why is not None:
            self._tell_out(why)

    def _tell_out(self, why: str) -> None:
        self._post(FlashOut(self._clock.now_ns(), why))

    def _watch(self) -> None:
        """The guard thread: without a deadline while dark."""
        with self._changed:
            while self._open:
                if self._until_ns is None:
                    self._changed.wait()
                    continue
                left_ns = self._until_ns - self._clock.now_ns()
                if left_ns > 0:
                    self._changed.wait(left_ns / S)
                else:
                    self._put_out(TIME_UP)
