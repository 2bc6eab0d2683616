"""Commands that ask once and show the answer."""

from __future__ import annotations

import getpass
import sys

from trapd.config.instants import instant
from trapd.console.language import Language
from trapd.console.replies import Said, TimeTold
from trapd.console.requests import (
    AskReadiness,
    AskStatus,
    AskTime,
    Brief,
    Format,
    Request,
    SetPin,
    TellTime,
)
from trapd.core.errors import WrongUse
from trapd.core.readiness import Level
from trapd.ctl import finding
from trapd.ctl.client import Client
from trapd.ctl.laptop import Laptop


def find(laptop: Laptop) -> int:
    """0 if a unit is plugged in, 1 if none is."""
    _ = laptop.out.language
    found = finding.units()
    for one in found:
        laptop.out.facts(port=one.device, serial=one.serial)
        name = one.serial or _("without a number")
        laptop.out.line(f"{name:<20} {one.device}")
    if not found:
        laptop.out.line(_("no unit is plugged in"))
    return 0 if found else 1


def status(laptop: Laptop) -> int:
    """Without the PIN what anyone may know."""
    with laptop.unit(though_locked=True) as unit:
        show(laptop, unit, Brief() if unit.locked else AskStatus())
    return 0


def ask(laptop: Laptop, request: Request) -> int:
    """Whatever needs no more than to be asked."""
    with laptop.unit() as unit:
        know_station(laptop, unit)
        show(laptop, unit, request)
    return 0


def know_station(laptop: Laptop, unit: Client) -> None:
    """Times are told as they are at the station, and not at the laptop's home."""
    if not laptop.out.json:
        laptop.out.station(unit.ask(AskTime(), TimeTold).utc_offset_min)


def show(laptop: Laptop, unit: Client, request: Request) -> None:
    """Each part of the answer, then its end."""
    whole = unit.whole(request)
    for part in (*whole.parts, whole.told):
        laptop.out.told(part)


def unlock(laptop: Laptop) -> int:
    """Whether the PIN is right."""
    with laptop.unit() as unit:
        laptop.out.told(Said(text=f"{unit.greeting.unit} may be asked everything"))
    return 0


def set_pin(laptop: Laptop, new: str | None, none: bool) -> int:
    """Another PIN, or none."""
    with laptop.unit() as unit:
        if new is None:
            new = "" if none else _new_pin(unit.greeting.unit, laptop.out.language)
        show(laptop, unit, SetPin(pin=new))
        unit.knows_pin(new)
    return 0


def _new_pin(unit: str, _: Language) -> str:
    if not sys.stdin.isatty():
        raise WrongUse("say the new PIN by --new, or at a terminal, where it is asked for twice; --none: without one")
    new = getpass.getpass(_("new PIN of {unit}: ", unit=unit))
    if new != getpass.getpass(_("the same again: ")):
        raise WrongUse("the two are not the same: nothing was changed, say it again")
    return new


def time(laptop: Laptop, tell: str | None, peer: bool, anyway: bool) -> int:
    """What time it is; `tell`: "now" for the laptop's own clock, or an instant."""
    with laptop.unit() as unit:
        if tell is not None:
            tell_time(laptop, unit, tell, peer, anyway)
        show(laptop, unit, AskTime())
    return 0


def tell_time(laptop: Laptop, unit: Client, tell: str, peer: bool, anyway: bool) -> None:
    """The laptop's clock is read as late as can be."""
    told_ns = None if tell == "now" else instant(tell)
    laptop.out.told(
        unit.whole(
            TellTime(
                utc_ns=laptop.clock.utc_ns() if told_ns is None else told_ns,
                source="peer" if peer else "technician",
                anyway=anyway,
            )
        ).told
    )


def readiness(laptop: Laptop, level: Level | None) -> int:
    """How ready the camera waits; `level`: from the next commit on."""
    return ask(laptop, AskReadiness(level=level))


def format_card(laptop: Laptop, erase: str | None, anyway: bool) -> int:
    """An empty card: the unit's name is typed, here or before."""
    _ = laptop.out.language
    with laptop.unit() as unit:
        name = unit.greeting.unit
        if erase is None:
            if not sys.stdin.isatty():
                raise WrongUse(f"everything on the card will be gone: say --erase {name}")
            erase = laptop.asks(
                _("everything on the card of {unit} will be gone; type its name to go on: ", unit=name)
            )
        if erase != name:
            raise WrongUse(f"this is {name}, not `{erase}`: nothing was done")
        show(laptop, unit, Format(erase=erase, anyway=anyway))
    return 0
