"""The magnetic arm switch: a reed contact to ground, and a pull-up in the chip.

Closed – the magnet is there – holds the unit back. A wire that breaks arms it: a unit that watches for nothing is the
lesser loss.
"""

from __future__ import annotations

from contextlib import suppress

from gpiozero import InputDevice
from gpiozero.pins import Factory

from trapd.core.events import SwitchLost, SwitchTurned
from trapd.core.ports import Post
from trapd.core.units import MS
from trapd.pi.pins import PinTrouble, translated
from trapd.runtime.loop import Loop, Timer

SETTLE_NS = 200 * MS
"""From the last change to the reading: a contact bounces for milliseconds, a magnet is led past by hand."""


class ArmSwitch:
    """Tells how it stands at once, and after each change; a line that cannot be claimed is a SwitchLost."""

    def __init__(self, pin: int, loop: Loop, post: Post, factory: Factory) -> None:
        self._label = f"arm switch (GPIO{pin})"
        self._loop = loop
        self._post = post
        self._settled: Timer | None = None
        self._on: bool | None = None
        self._device: InputDevice | None = None
        try:
            with translated(self._label):
                self._device = InputDevice(pin, pull_up=True, pin_factory=factory)
                self._device.pin.edges = "both"
                self._device.pin.when_changed = self._changed
            self._tell()
        except PinTrouble as trouble:
            post(SwitchLost(str(trouble)))

    def close(self) -> None:
        """Let the line go."""
        if self._device is not None:
            with suppress(PinTrouble), translated(self._label):  # the kernel takes it back with the process
                self._device.pin.when_changed = None
                self._device.close()
            self._device = None

    def _changed(self, ticks: float, state: int | None) -> None:
        """On the factory's own thread."""
        self._loop.post(self._wait)

    def _wait(self) -> None:
        if self._settled is not None:
            self._settled.cancel()
        self._settled = self._loop.after(SETTLE_NS, self._look)

    def _look(self) -> None:
        try:
            self._tell()
        except PinTrouble as trouble:
            self._post(SwitchLost(str(trouble)))

    def _tell(self) -> None:
        if self._device is None:
            return
        with translated(self._label):
            on = not self._device.is_active
        if on != self._on:
            self._on = on
            self._post(SwitchTurned(on))
