"""The receiver's enable line: asleep it takes no power, and says nothing."""

from __future__ import annotations

from gpiozero import Factory

from trapd.core.events import GpsLost
from trapd.core.ports import Post
from trapd.pi.pins import OutputLine, PinTrouble


class GpsSwitch:
    """Drives the line. A line that cannot be had leaves the receiver as it is, and the fault is told."""

    def __init__(self, pin: int, factory: Factory, post: Post) -> None:
        self._post = post
        self._line: OutputLine | None = None
        try:
            self._line = OutputLine("gps.enable_pin", pin, active_low=False, factory=factory)
        except PinTrouble as err:
            post(GpsLost(str(err)))

    def power(self, on: bool) -> None:
        """High for awake."""
        if self._line is not None:
            try:
                self._line.drive(on)
            except PinTrouble as err:
                self._post(GpsLost(str(err)))

    def close(self) -> None:
        """Let the line go."""
        if self._line is not None:
            self._line.close()
            self._line = None
