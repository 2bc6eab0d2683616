"""Whether a motion can lead to a picture now, and if not, why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trapd.core.actions import Action, Report

REASONS = (
    "end",
    "technician",
    "walk-test",
    "setup",
    "arm-switch",
    "hours",
    "battery",
    "camera",
    "card-full",
    "card",
    "sensors",
)
"""Who may hold the unit back, in the order in which they are named when several do."""


class Arming:
    """Collects what holds the unit back, and reports each change. Nothing is reported before `begin`."""

    def __init__(self, out: list[Action], sensors: Callable[[], list[str]]) -> None:
        """`sensors` names those that can be read."""
        self._out = out
        self._sensors = sensors
        self.blocks: Mapping[str, str] = {}
        """Everything that holds it back, with the reason in words; another one with each change."""
        self._begun = False

    @property
    def why_not(self) -> str | None:
        """None when armed."""
        if not self.blocks:  # asked after every event
            return None
        return next((self.blocks[reason] for reason in REASONS if reason in self.blocks), None)

    def begin(self) -> None:
        """The unit watches from now on."""
        self._begun = True
        self._report()

    def block(self, reason: str, why: str) -> None:
        """No pictures of motions, until `clear`."""
        self._change({**self.blocks, reason: why})

    def clear(self, reason: str) -> None:
        if reason in self.blocks:
            self._change({other: why for other, why in self.blocks.items() if other != reason})

    def _change(self, blocks: Mapping[str, str]) -> None:
        before, self.blocks = self.why_not, blocks
        if self._begun and self.why_not != before:
            self._report()

    def _report(self) -> None:
        why = self.why_not
        if why is None:
            self._out.append(Report("armed", {"sensors": self._sensors()}))
        else:
            self._out.append(Report("disarmed", {"why": why}))
