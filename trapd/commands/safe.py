"""`trapd safe`: what stays when the whole unit cannot run – the technician's line, and somebody who answers there.

No camera is opened and no pin is driven: what failed may be in any part. The services' units see to the dark flash.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from trapd import __version__
from trapd.commands.endings import bugs_end_the_run, signals_end_the_run
from trapd.config import profile as p
from trapd.console.desk import Desk
from trapd.console.framed import Framed
from trapd.console.lock import PinLock
from trapd.console.replies import SafeTold
from trapd.console.requests import LockAgain, Unlock
from trapd.console.safe_mode import CANNOT, GREETING, SAFE_COMMANDS, SafeMode
from trapd.console.shell import Shell
from trapd.console.sitting import Sitting
from trapd.console.voices import Voices
from trapd.console.wire import Frame
from trapd.core.actions import Report
from trapd.core.errors import BadSettings, HardwareMissing
from trapd.core.events import Recorded
from trapd.core.units import S, seconds
from trapd.linux.console import Console
from trapd.linux.service_manager import ServiceManager, service_manager
from trapd.runtime.clock import FieldClock
from trapd.runtime.loop import Loop
from trapd.runtime.settings import in_force
from trapd.runtime.state import folder
from trapd.runtime.watchdog import Watchdog
from trapd.runtime.worker import ThreadWorker
from trapd.view.words import sentence

GADGET = Path("/dev/ttyGS0")
"""The board's own USB serial port: where a technician's laptop is plugged in."""
STAYS_NS = 3_600 * S
"""Then the whole unit is tried again: nobody comes by for months."""
FAREWELL_NS = S
"""From the last answer to the end: it is to be read first."""


class Safe:
    """Answers until `arm`, or until its time is up; then systemd starts the whole unit again."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self._path = path
        self._ended = _ended(environment)
        self._loop = Loop(FieldClock())
        self._until_ns = self._loop.clock.now_ns() + STAYS_NS
        self._manager = service_manager(environment)
        post = self._loop.post
        tables = tables_of(path)
        section, name = line_of(tables, self._manager is not None), name_of(tables)
        self._worker = ThreadWorker(self._loop, "console")
        lock = PinLock(state_of(tables, name), self._loop, self._worker, _recorded, _told_of)
        mode = SafeMode(name, __version__, lock, self._safe_told, self._start_again)
        desk = Desk(
            lock, mode.operations(), {kind: lock.operations()[kind] for kind in (Unlock, LockAgain)}, cannot=CANNOT
        )
        silence_ns = seconds(60 * section.arm_after_min)
        self._sitting = Sitting(self._loop, silence_ns, lambda session: self._shell.begin(session), self._over)
        talk = Voices(post, self._keyed, self._frame, self._opened, self._sitting.end)
        self._line = Console(section, self._loop.clock, post, talk)
        self._framed = Framed(desk, self._line.send, lambda: post(self._sitting.end))
        self._shell = Shell(
            desk,
            self._line.say,
            unit=f"{name} (safe)",
            post=post,
            worker=self._worker,
            lang=section.lang,
            commands=SAFE_COMMANDS,
            greeting=GREETING,
        )

    def __call__(self) -> int:
        """0 when the whole unit is to be tried again."""
        with signals_end_the_run(self._loop, self._stop), bugs_end_the_run(self._loop):
            try:
                self._opened(self._line.start())
            except HardwareMissing as err:
                self._told(str(err))
            self._loop.at(self._until_ns, self._stop, "the whole unit is tried again")
            if self._manager is not None:
                self._loop.post(self._ready, self._manager)
            self._loop.run()
            self._line.close()
            self._worker.close()
        if self._manager is not None:
            self._manager.stopping()
            self._manager.close()
        return 0

    def _safe_told(self) -> SafeTold:
        left_ns = max(0, self._until_ns - self._loop.clock.now_ns())
        return SafeTold(why=self._ended, problem=trouble(self._path), next_try_s=left_ns / S)

    def _start_again(self) -> None:
        self._loop.after(FAREWELL_NS, self._stop, "arm")

    def _keyed(self, keys: bytes) -> None:
        self._sitting.heard()
        self._shell.feed(keys)

    def _frame(self, frame: Frame) -> None:
        self._framed.take(self._sitting.heard(), frame)

    def _over(self) -> None:
        self._framed.leave()
        self._shell.leave()
        self._line.forget()

    def _opened(self, port: str) -> None:
        self._told(f"console at {port}")

    def _told(self, where: str) -> None:
        if self._manager is not None:
            why = trouble(self._path) or self._ended or "started by hand"
            self._manager.status(f"safe mode, not armed: {why}; {where}")
        else:
            print(where, flush=True)

    def _ready(self, manager: ServiceManager) -> None:
        manager.ready()
        if manager.watchdog_ns is not None:
            Watchdog(self._loop, manager.watchdog_ns // 2, manager.alive)

    def _stop(self, why: str) -> None:
        self._loop.stop()


def safe(path: Path) -> int:
    """The command."""
    return Safe(path, os.environ)()


def trouble(path: Path) -> str | None:
    """What is wrong with the profile, in one line."""
    try:
        in_force(path)
    except BadSettings as err:
        return str(err)
    return None


def tables_of(path: Path) -> Mapping[str, Any]:
    """The profile as far as it can still be read: empty if it is no TOML, or no text at all."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}


def line_of(tables: Mapping[str, Any], served: bool) -> p.Console:
    """The profile's own line; else the USB gadget's, which may come late. By hand a pty, where there is no gadget."""
    try:
        section = msgspec.convert(tables.get("console", {}), p.Console)
    except msgspec.ValidationError:
        section = p.Console()
    if section.backend == "none" and (served or GADGET.exists()):
        return replace(section, backend="linux", port=str(GADGET))
    return section


def name_of(tables: Mapping[str, Any]) -> str:
    """The unit's, if the profile still says it."""
    try:
        return msgspec.convert(tables["unit"]["name"], p.Name)
    except (KeyError, TypeError, msgspec.ValidationError):
        return "unit"


def state_of(tables: Mapping[str, Any], name: str) -> Path:
    """Where the whole unit keeps its PIN, if the profile still says it."""
    try:
        return folder(msgspec.convert(tables.get("state", {}), p.State).path, name)
    except msgspec.ValidationError:
        return folder(None, name)


def _recorded(event: Recorded) -> None:
    """For the journal: safe mode has no card."""
    _told_of(Report(event.kind, event.facts))


def _told_of(report: Report) -> None:
    print(sentence(report), flush=True)


def _ended(environment: Mapping[str, str]) -> str | None:
    """How the whole unit ended, as systemd >= 251 passes it on to the unit that `OnFailure=` starts."""
    result = environment.get("MONITOR_SERVICE_RESULT")
    if result is None:
        return None
    name = environment.get("MONITOR_UNIT", "the unit")
    how = " ".join(environment[key] for key in ("MONITOR_EXIT_CODE", "MONITOR_EXIT_STATUS") if key in environment)
    return f"{name} could not be kept running: {result}{f' ({how})' if how else ''}; `journalctl -u {name}` has more"
