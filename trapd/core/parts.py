"""The parts that come and go: what the unit has to do without."""

from __future__ import annotations

from collections.abc import Mapping

from trapd.core.actions import Action, Report
from trapd.core.arming import Arming
from trapd.core.logbook import Logbook

HOLDS_BACK = "camera"
"""Without it the unit is not armed. Without its card it may be (storage.py), without any other part it does less."""


class Parts:
    """Told of by whoever uses them."""

    def __init__(self, out: list[Action], arming: Arming, log: Logbook) -> None:
        self.lost: Mapping[str, str] = {}
        """Part -> why; another one with each change."""
        self._out = out
        self._arming = arming
        self._log = log

    def lose(self, part: str, why: str) -> bool:
        """Whether it is news: a part that is still lost for the same reason, when it was tried again, is none."""
        if self.lost.get(part) == why:
            return False
        self.lost = {**self.lost, part: why}
        self._log.fault(part, why)
        self._out.append(Report("fault", {"part": part, "why": why}))
        if part == HOLDS_BACK:
            self._arming.block(part, f"{part}: {why}")
        return True

    def mend(self, part: str) -> None:
        if part in self.lost:
            self.lost = {other: why for other, why in self.lost.items() if other != part}
            self._out.append(Report("mended", {"part": part}))
        if part == HOLDS_BACK:
            self._arming.clear(part)
