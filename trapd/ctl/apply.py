"""`trapctl apply units.toml`: unit after unit, as each is plugged in, set from one file."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path

import msgspec

from trapd.core.errors import BadSettings, HardwareMissing, TrapdError
from trapd.ctl import finding, units
from trapd.ctl.client import Client, pause
from trapd.ctl.finding import Found
from trapd.ctl.laptop import Laptop
from trapd.ctl.line import Opener
from trapd.ctl.protocol import Protocol, lines
from trapd.ctl.units import Plan, Plans
from trapd.ctl.visit import Visit

LOOK_S = 1.0
"""Between two looks for a unit that was plugged in."""
SETTLES_S = 20.0
"""A port is there before trapd answers on it."""


def apply(laptop: Laptop, path: Path, protocol: Path | None, plugged_in: bool) -> int:
    """Until every unit of the file is done or, `plugged_in`, each that is there now; 1 if one is not in order."""
    return Round(laptop, units.load(path), protocol or path.with_suffix(".protocol.txt"))(plugged_in)


class Round:
    """A technician's way along the units."""

    def __init__(self, laptop: Laptop, plans: Plans, protocol: Path) -> None:
        self._laptop = laptop
        self._plans = plans
        self._path = protocol
        self._who = plans.technician or _user()
        self._left = {plan.serial for plan in plans.units}
        self._not_well: set[str] = set()
        """Units, or ports where none answers, as they were last seen."""

    def __call__(self, plugged_in: bool) -> int:
        out, _ = self._laptop.out, self._laptop.out.language
        now_alone = plugged_in or bool(self._laptop.ports)
        out.line(
            _.plural(
                "{number} unit to go; the protocol goes to {path}",
                "{number} units to go; the protocol goes to {path}",
                len(self._left),
                path=self._path,
            )
        )
        for opener in self._plugged(now_alone):
            try:
                self._visit(opener)
            except HardwareMissing as err:
                if now_alone:  # else it is seen again when it is plugged in again
                    self._not_well.add(str(err))
                out.aside(str(err))
            if not self._left:
                break
        if self._left:
            out.line(_("still to do: {serials}", serials=", ".join(sorted(self._left))))
        return 0 if not self._not_well and (now_alone or not self._left) else 1

    def _plugged(self, now_alone: bool) -> Iterator[Opener]:
        """Each unit's line, as it is plugged in."""
        _ = self._laptop.out.language
        if self._laptop.ports:
            yield from (finding.opener(port, None) for port in self._laptop.ports)
            return
        seen: set[Found] = set()
        while True:
            there = set(finding.units())
            for new in sorted(there - seen, key=lambda found: found.device):
                yield finding.opener_of(new)
            if now_alone:
                return
            if there != seen and self._left:
                left = _("{number} to go: plug the next unit in; Ctrl-C ends it", number=len(self._left))
                self._laptop.out.line(left)
            seen = there
            pause(self._laptop.clock, LOOK_S)

    def _visit(self, opener: Opener) -> None:
        out = self._laptop.out
        unit = Client(opener, self._laptop.clock, None)
        try:
            unit.connect_again(SETTLES_S)
            greeting = unit.greeting
            plan = self._plans.of(greeting.serial, greeting.unit)
            if plan is None:
                out.aside(f"{greeting.unit} ({greeting.serial}) at {unit.name} is not in the file: left alone")
                return
            out.line(f"{greeting.unit} ({greeting.serial}), {unit.name}:")
            self._tell(self._done(unit, plan), plan)
        finally:
            unit.close()

    def _done(self, unit: Client, plan: Plan) -> Protocol:
        out = self._laptop.out
        visit = Visit(unit, plan, self._who, self._laptop.clock, lambda text: out.line(f"  {out.language(text)} …"))
        try:
            self._unlock(unit, plan)
        except TrapdError as err:
            visit.protocol.problem = str(err)
            return visit.protocol
        return visit()

    def _unlock(self, unit: Client, plan: Plan) -> None:
        """By the PIN that was said for the old one, or the one that it is to have."""
        if not unit.greeting.locked:
            return
        pin = self._laptop.pin or plan.pin
        if pin is None:
            raise BadSettings(f"{unit.greeting.unit} has a PIN: say it by TRAPCTL_PIN, or in the file")
        unit.unlock(pin)

    def _tell(self, protocol: Protocol, plan: Plan) -> None:
        if protocol.is_done:
            self._left.discard(plan.serial)
        (self._not_well.discard if protocol.in_order else self._not_well.add)(plan.serial)
        self._laptop.out.facts(**msgspec.to_builtins(protocol), in_order=protocol.in_order)
        text = lines(protocol, self._laptop.out.language)
        self._laptop.out.lines(text)
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n".join([*text, "", ""]))
        except OSError as err:
            raise TrapdError(f"{self._path}: {err.strerror}; name another file by --protocol") from err


def _user() -> str:
    """Whoever is logged in, as far as the system knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
