"""What a lost camera needs: another try here, or a fresh process.

A stack that hangs may be past mending from inside: whoever waits in it holds the hardware. A fresh process gets it
back, but is no cure for a cable. So the process is left only where that can help, and seldom enough for any start
limit (docs/decisions/0008-when-to-leave.md).
"""

from __future__ import annotations

from trapd.core.units import S

PAUSES_NS = (1 * S, 10 * S, 30 * S, 60 * S, 300 * S)
"""Before the camera is opened again: at once, since something moves out there, and then ever more rarely."""
STEADY_NS = 600 * S
"""A camera without a loss for so long works: what was before is forgotten. No process leaves before it is as old."""
RESTARTS = 1
"""A camera that worked is opened anew so often before the process is left."""


class Recovery:
    """Counts the losses of a camera that are not yet forgotten."""

    def __init__(self) -> None:
        self._born_ns: int | None = None
        self._well_since_ns: int | None = None
        """When it first streamed after its last loss; resting since then does not count against it."""
        self._losses = 0
        self._worked = False
        """It was steady in this process."""
        self._stuck = False

    def born(self, now_ns: int) -> None:
        """The process begins to want its camera."""
        self._born_ns = now_ns

    def streams(self, now_ns: int) -> None:
        """It gives frames."""
        self._stuck = False
        if self._well_since_ns is None:
            self._well_since_ns = now_ns

    def lost(self, stuck: bool, now_ns: int) -> None:
        """It was lost; `stuck`: and what hung in it may hold it for as long as this process lives."""
        if self._well_since_ns is not None and now_ns - self._well_since_ns >= STEADY_NS:
            self._losses, self._worked = 0, True
        self._well_since_ns = None
        self._losses += 1
        self._stuck |= stuck

    @property
    def pause_ns(self) -> int:
        """Until it is opened again here."""
        return PAUSES_NS[min(self._losses, len(PAUSES_NS)) - 1]

    def wants_fresh_process(self, now_ns: int) -> bool:
        """Whether no more is to be hoped for in this one."""
        old = self._born_ns is not None and now_ns - self._born_ns >= STEADY_NS
        return old and (self._stuck or (self._worked and self._losses > RESTARTS))
