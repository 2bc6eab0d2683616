"""The unit switches its board off, by its own will: cleanly, and never under somebody's hands."""

from __future__ import annotations

from collections.abc import Callable

from trapd.core.actions import Action, PowerOff, Report
from trapd.core.arming import Arming


class SwitchOff:
    """Calls append to `out`. Asked once, the unit ends."""

    def __init__(
        self, out: list[Action], arming: Arming, handled: Callable[[], bool], busy: Callable[[], bool]
    ) -> None:
        """`handled`: whether somebody is at the console, or was just now; `busy`: whether a plan runs."""
        self.why: str | None = None
        """Why the unit ends, once it was asked to be off."""
        self._out = out
        self._arming = arming
        self._handled = handled
        self._busy = busy

    def ask(self, why: str, wake_utc_ns: int | None) -> bool:
        """The board off until `wake_utc_ns`, or until something else powers it (None). Whether it will be: False
        while somebody is at the console, the arm switch holds the unit back, or a plan runs; ask again later."""
        if self.why is None and not (self._handled() or "arm-switch" in self._arming.blocks or self._busy()):
            self.why = why
            self._out += [
                Report("power-off", {"why": why, "wake_utc_ns": wake_utc_ns}),
                PowerOff(why, wake_utc_ns),
            ]
        return self.why is not None

    def take_back(self) -> None:
        """Something speaks against it that the trap knows nothing of; who wants it asks again."""
        self.why = None
