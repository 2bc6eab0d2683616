"""A running unit as a service of systemd: ready, armed or why not, alive."""

from __future__ import annotations

import os

from trapd.core.actions import Report
from trapd.core.units import S
from trapd.linux.service_manager import ServiceManager, service_manager
from trapd.runtime.loop import Loop
from trapd.runtime.watchdog import Watchdog
from trapd.unit import Unit

ANEW_NS = 120 * S
"""An end that waits for a camera that hangs, and a start on a busy single core, are over by then."""


class Service:
    """An observer: each change of what the unit can do becomes the service's status line."""

    def __init__(self, manager: ServiceManager, loop: Loop, unit: Unit) -> None:
        self._manager = manager
        self._loop = loop
        self._unit = unit
        self._state = "starting"
        self._card: str | None = None
        """Where pictures go without it; None: it is there, or nothing takes any."""
        self._spares = ""
        """What is given up for the battery's sake."""
        self._console: str | None = None
        """Why nobody can type to it; None: somebody can, or it was built without."""

    def ready(self) -> None:
        """The loop turns and the technician's line is open, or known not to be: from here on it must show life."""
        self._manager.ready()
        if self._manager.watchdog_ns is not None:
            amiss = self._unit.trap.camera_overdue
            Watchdog(self._loop, self._manager.watchdog_ns // 2, self._manager.alive, amiss, self._starve)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        match report.event, report.facts:
            case "armed", {"sensors": sensors}:
                self._state = f"armed: {', '.join(sensors)}"
            case "disarmed", {"why": why}:
                self._state = f"not armed: {why}"
            case "reserve", {"free_mb": free_mb, "why": why}:
                self._card = f"without its card: pictures go to the reserve ({free_mb} MB free), since {why}"
            case ("card", _) | ("fault", {"part": "card"}):
                self._card = None
            case "ladder", {"step": step}:
                self._spares = "" if step == "everything" else f"; battery: {step}"
            case "fault", {"part": "watchdog", "why": why}:
                self._state = why
            case "fault", {"part": "console", "why": why}:
                self._console = why
            case "console", _:
                self._console = None
            case _:
                return
        state = self._state
        if self._card is not None and state.startswith("armed"):
            state = f"armed, {self._card}"
        state += self._spares
        self._manager.status(state if self._console is None else f"{state}; {self._console}")

    def stopping(self) -> None:
        """It ends by its own will, or was asked to."""
        self._manager.stopping()

    def begins_anew(self) -> None:
        """It ends, and goes on as another unit in the same process: systemd need not know, and may wait a while."""
        self._manager.wait(ANEW_NS)
        self._manager.status("begins anew with other settings")

    def close(self) -> None:
        self._manager.close()

    def _starve(self, why: str) -> None:
        self._unit.tell(Report("fault", {"part": "watchdog", "why": f"{why}; it is not fed, and ends the program"}))


def service(loop: Loop, unit: Unit) -> Service | None:
    """None where nobody supervises this process."""
    manager = service_manager(os.environ)
    return None if manager is None else Service(manager, loop, unit)
