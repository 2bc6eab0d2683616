"""What is answered in safe mode, and what may be typed there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from trapd.console import requests as r
from trapd.console.desk import Lock, Operation, Reply, Session
from trapd.console.dialogue import Around
from trapd.console.language import later as _
from trapd.console.reading import NotUnderstood
from trapd.console.replies import BriefTold, Failed, Greeting, SafeTold, Said
from trapd.console.vocabulary import COMMANDS, Command

CANNOT = "that is for the whole unit, and this is safe mode"
GREETING = _("trapd is here, in safe mode: type `help` for the commands")
ABOUT = {
    "status": _("why the unit is in safe mode"),
    "arm": _("leaves safe mode: the whole unit starts again"),
    "unlock": COMMANDS["unlock"].about,
    "lock": COMMANDS["lock"].about,
    "lang": COMMANDS["lang"].about,
    "help": COMMANDS["help"].about,
    **dict.fromkeys(("?", "exit", "quit"), ""),
}
"""All that there is."""


class SafeMode:
    """The part of a unit that still runs."""

    def __init__(
        self, unit: str, firmware: str, lock: Lock, told: Callable[[], SafeTold], start: Callable[[], None]
    ) -> None:
        """`start`: the whole unit again."""
        self._lock = lock
        self._unit = unit
        self._firmware = firmware
        self._told = told
        self._start = start

    def operations(self) -> Mapping[type[r.Request], Operation]:
        return {r.Hello: self._hello, r.Brief: self._brief, r.AskStatus: self._status, r.Arm: self._arm}

    def _hello(self, session: Session, request: r.Hello, reply: Reply) -> None:
        locked = self._lock.is_set and not session.unlocked
        told = Greeting(version=r.VERSION, unit=self._unit, firmware=self._firmware, serial=None, locked=locked)
        reply.done(told)

    def _brief(self, session: Session, request: r.Brief, reply: Reply) -> None:
        unknown = dict.fromkeys(("battery_v", "charge", "card_free_mb", "card_why"))
        reply.done(BriefTold(unit=self._unit, firmware=self._firmware, armed=False, **unknown))

    def _status(self, session: Session, request: r.AskStatus, reply: Reply) -> None:
        reply.done(self._told())

    def _arm(self, session: Session, request: r.Arm, reply: Reply) -> None:
        problem = self._told().problem
        if problem is not None:
            reply.failed(Failed(why=f"not yet, mend this first: {problem}"))
            return
        reply.done(Said(text="safe mode ends, the whole unit starts: type `status` in a while"))
        self._start()


def _elsewhere(name: str) -> Command:
    def read(words: list[str], around: Around) -> r.Request:
        raise NotUnderstood(
            _("`{command}` is for the whole unit, and this is safe mode: type `status`, or `arm`"), command=name
        )

    return Command("", read, ())


SAFE_COMMANDS = {
    name: replace(command, about=ABOUT[name], forms=command.forms[:2]) if name in ABOUT else _elsewhere(name)
    for name, command in COMMANDS.items()
}
"""The others are known, and not to be had."""
