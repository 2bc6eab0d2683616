"""The unit switches its board off, by its own will: cleanly, and never under somebody's hands."""

from __future__ import annotations

from collections.abc import Callable

from trapd.core.actions import Action, PowerOff, Report
from trapd.core.arming import Arming
from trapd.core.handling import Handling


class SwitchOff:
    """Calls append to `out`. Asked once, the unit ends."""

    def __init__(self, out: list[Action], arming: Arming, handling: Handling, busy: Callable[[], bool]) -> None:
        """`busy`: whether a plan runs."""
        self.why: str | None = None
        """Why the unit ends, once it was asked to be off."""
        self._out = out
        self._arming = arming
        self._handling = handling
        self._busy = busy

    def ask(self, why: str, wake_utc_ns: int | None) -> bool:
        """The board off until `wake_utc_ns`, or until something else powers it (None). Whether it will be: False
        while somebody is at the console, the arm switch holds the unit back, or a plan runs; ask again later."""
        if self.why is None and not self._wanted:
            self.why = why
            self._out += [
                Report("power-off", {"why": why, "wake_utc_ns": wake_utc_ns}),
                PowerOff(why, wake_utc_ns),
            ]
        return self.why is not None

    @property
    def _wanted(self) -> bool:
        return self._handling.somebody or "arm-switch" in self._arming.blocks or self._busy()

    def take_back(self) -> None:
        """Something speaks against it that the trap knows nothing of; who wants it asks again."""
        self.why = None
