"""An open `setup` holds the unit back, and whoever is there is told before it arms itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Said, Told
from trapd.console.requests import Hold, Request
from trapd.core.actions import Report
from trapd.core.events import Event, Held


class Holding:
    """Answers at once."""

    def __init__(self, handle: Callable[[Event], None]) -> None:
        """`handle`: the trap takes an event at once."""
        self._handle = handle

    def operations(self) -> Mapping[type[Request], Operation]:
        return {Hold: self._hold}

    def _hold(self, session: Session, request: Hold, reply: Reply) -> None:
        self._handle(Held("setup", request.on))
        held = "held back: no motion leads to a picture", "no longer held back by an open setup"
        reply.done(Said(text=held[0] if request.on else held[1]))


class Countdown:
    """An observer: tells whoever is at the line."""

    def __init__(self, show: Callable[[Told], None]) -> None:
        self._show = show

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        if report.event == "arms-itself":
            seconds, why = report.facts["in_s"], report.facts["why"]
            self._show(Said(text=f"{why}: the unit arms itself in {seconds:.0f} s; any key puts that off"))

    def close(self) -> None:
        """Nothing is held."""
