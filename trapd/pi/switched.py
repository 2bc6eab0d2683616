"""A line that is high or low: the charger's, the heater's."""

from __future__ import annotations

from contextlib import suppress

from gpiozero import Factory

from trapd.core.events import LineLost, LineSet, Switched
from trapd.core.ports import Post
from trapd.pi.pins import OutputLine, PinTrouble


class SwitchedLine:
    """At rest from the moment it is made. A line that cannot be had is told, and tried again when it is switched."""

    def __init__(
        self, part: Switched, pin: int, factory: Factory, post: Post, *, active_low: bool, rest: bool
    ) -> None:
        """`rest`: the state that its resistor holds while nobody drives it."""
        self._part = part
        self._pin = pin
        self._factory = factory
        self._post = post
        self._active_low = active_low
        self._rest = rest
        self._line: OutputLine | None = None
        try:
            self._claim()
        except PinTrouble as trouble:
            post(LineLost(part, str(trouble)))

    def switch(self, on: bool) -> None:
        """Drive it."""
        try:
            self._claim().drive(on)
        except PinTrouble as trouble:
            self._post(LineLost(self._part, str(trouble)))
        else:
            self._post(LineSet(self._part, on))

    def close(self) -> None:
        """To rest, then let go: from here on its resistor holds it. Once is enough."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(PinTrouble):
                line.drive(self._rest)
            with suppress(PinTrouble):  # the kernel takes it back with the process
                line.close()

    def _claim(self) -> OutputLine:
        if self._line is None:
            keys = {"active_low": self._active_low, "on": self._rest}
            self._line = OutputLine(self._part, self._pin, **keys, factory=self._factory)
        return self._line
