"""The parts that come and go: what the unit has to do without, and when it tries again."""

from __future__ import annotations

from trapd.core.actions import Action, Report, Wake
from trapd.core.arming import REASONS, Arming
from trapd.core.events import Tick
from trapd.core.logbook import Logbook
from trapd.core.units import S

RETRY_NS = (10 * S, 30 * S, 60 * S, 300 * S)
"""A card that was lost is tried again after so long, and then every five minutes; the camera: recovery.py."""


class Parts:
    """Without camera or card the unit is not armed; without a receiver it only knows less."""

    def __init__(self, out: list[Action], arming: Arming, log: Logbook) -> None:
        self.lost: dict[str, str] = {}
        """Part -> why."""
        self._out = out
        self._arming = arming
        self._log = log
        self._tries: dict[str, int] = {}
        self._due_ns: dict[str, int] = {}
        """Part -> when it is tried again; a loss told twice changes nothing."""

    def lose(self, part: str, why: str) -> None:
        """A part that is still lost for the same reason, when it was tried again, is no news."""
        if self.lost.get(part) == why:
            return
        self.lost[part] = why
        self._log.fault(part, why)
        self._out.append(Report("fault", {"part": part, "why": why}))
        if part in REASONS:
            self._arming.block(part, f"{part}: {why}")

    def mend(self, part: str) -> None:
        self._tries.pop(part, None)
        self._due_ns.pop(part, None)
        if self.lost.pop(part, None) is not None:
            self._out.append(Report("mended", {"part": part}))
        if part in REASONS:
            self._arming.clear(part)

    def retry(self, part: str, now_ns: int) -> None:
        """A tick `retry-<part>` comes when it is time to try again."""
        if self._due_ns.get(part, now_ns) > now_ns:
            return
        tries = self._tries.get(part, 0)
        self._tries[part] = tries + 1
        self._due_ns[part] = now_ns + RETRY_NS[min(tries, len(RETRY_NS) - 1)]
        self._out.append(Wake(self._due_ns[part], Tick(f"retry-{part}")))
