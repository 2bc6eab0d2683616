"""The status LED on a pin."""

from __future__ import annotations

from contextlib import suppress

from gpiozero import Factory

from trapd.core.events import LineLost, LineSet
from trapd.core.ports import Post
from trapd.pi.pins import OutputLine, PinTrouble


class Led:
    """Dark from the moment it is made. A line that cannot be had is told once, and tried again at each change."""

    def __init__(self, pin: int, factory: Factory, post: Post, *, active_low: bool) -> None:
        self._pin = pin
        self._factory = factory
        self._post = post
        self._active_low = active_low
        self._line: OutputLine | None = None
        self._trouble = False
        self.light(False)

    def light(self, on: bool) -> None:
        try:
            if self._line is None:
                self._line = OutputLine("led", self._pin, active_low=self._active_low, factory=self._factory)
            self._line.drive(on)
        except PinTrouble as trouble:
            if not self._trouble:
                self._trouble = True
                self._post(LineLost("led", str(trouble)))
        else:
            if self._trouble:
                self._trouble = False
                self._post(LineSet("led", on))

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(PinTrouble):
                line.drive(False)
            with suppress(PinTrouble):  # the kernel takes it back with the process
                line.close()
