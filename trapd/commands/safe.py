"""`trapd safe`: what stays when the whole unit cannot run – the technician's line, and somebody who answers there.

No camera is opened and no pin is driven: what failed may be in any part. The services' units see to the dark flash.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from trapd.commands.endings import bugs_end_the_run, signals_end_the_run
from trapd.config import profile as p
from trapd.config.read import load
from trapd.console.commands import parse
from trapd.console.editor import CANCEL, Editor
from trapd.console.row import NEW_LINE
from trapd.console.voices import Voices
from trapd.core.commands import Command, SetTime
from trapd.core.errors import BadSettings, HardwareMissing
from trapd.core.units import S
from trapd.linux.console import Console
from trapd.linux.service_manager import ServiceManager, service_manager
from trapd.runtime.clock import FieldClock
from trapd.runtime.loop import Loop
from trapd.runtime.watchdog import Watchdog

GADGET = Path("/dev/ttyGS0")
"""The board's own USB serial port: where a technician's laptop is plugged in."""
STAYS_NS = 3_600 * S
"""Then the whole unit is tried again: nobody comes by for months."""
MEANINGS = {
    Command.HELP: "this list",
    Command.STATUS: "why the unit is in safe mode",
    Command.ARM: "leave safe mode and start the whole unit again",
}


class Safe:
    """Answers until `arm`, or until its time is up; then systemd starts the whole unit again."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self._path = path
        self._ended = _ended(environment)
        self._loop = Loop(FieldClock())
        self._until_ns = self._loop.clock.now_ns() + STAYS_NS
        self._manager = service_manager(environment)
        post, served = self._loop.post, self._manager is not None
        self._line = Console(line_of(path, served), self._loop.clock, post, self._talk())
        self._editor = Editor(self._line.say)

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
        if self._manager is not None:
            self._manager.stopping()
            self._manager.close()
        return 0

    def answer(self, line: str) -> list[str]:
        """What a person reads who typed this."""
        if not line.strip():
            return ["trapd is here, in safe mode: type `help` for the commands"]
        match parse(line):
            case Command.HELP:
                return [f"{command.value:<12} {meaning}" for command, meaning in MEANINGS.items()]
            case Command.STATUS:
                return list(self._status())
            case Command.ARM:
                return [self._arm()]
            case SetTime():
                return ["the time is for the whole unit, and this is safe mode: type `status`, or `arm`"]
            case Command() as command:
                return [f"`{command.value}` is for the whole unit, and this is safe mode: type `status`, or `arm`"]
            case mistake:
                return [mistake]

    def _status(self) -> Iterator[str]:
        left_min = max(0, self._until_ns - self._loop.clock.now_ns()) / (60 * S)
        yield "state        SAFE MODE, not armed: no pictures are taken, the camera is off, the flash is dark"
        if self._ended is not None:
            yield f"why          {self._ended}"
        yield f"settings     {trouble(self._path) or f'{self._path} is in order'}"
        yield f"next try     in {left_min:.0f} min by itself, or now: type `arm`"

    def _arm(self) -> str:
        bad = trouble(self._path)
        if bad is not None:
            return f"not yet, mend this first: {bad}"
        self._loop.post(self._stop, "arm")
        return "safe mode ends, the whole unit starts: type `status` in a while"

    def _talk(self) -> Voices:
        return Voices(self._loop.post, self._keyed, lambda frame: None, self._opened, lambda: self._editor.forget())

    def _keyed(self, keys: bytes) -> None:
        for line in self._editor.feed(keys):
            if line != CANCEL:
                self._line.say("".join(text + NEW_LINE for text in self.answer(line)))

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
        load(path)
    except BadSettings as err:
        return str(err)
    return None


def line_of(path: Path, served: bool) -> p.Console:
    """The profile's own line, as far as that can still be read; else the USB gadget's, which may come late. By hand,
    where there is no gadget, a pty."""
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
        section = msgspec.convert(tables["console"], p.Console)
    except (OSError, ValueError, KeyError, msgspec.ValidationError):  # ValueError: no TOML, or no text at all
        section = p.Console()
    if section.backend == "none" and (served or GADGET.exists()):
        return p.Console(backend="linux", port=str(GADGET))
    return section


def _ended(environment: Mapping[str, str]) -> str | None:
    """How the whole unit ended, as systemd >= 251 passes it on to the unit that `OnFailure=` starts."""
    result = environment.get("MONITOR_SERVICE_RESULT")
    if result is None:
        return None
    name = environment.get("MONITOR_UNIT", "the unit")
    how = " ".join(environment[key] for key in ("MONITOR_EXIT_CODE", "MONITOR_EXIT_STATUS") if key in environment)
    return f"{name} could not be kept running: {result}{f' ({how})' if how else ''}; `journalctl -u {name}` has more"
