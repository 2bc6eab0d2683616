"""`setup`: the settings of a unit that is being hung, one question at a time.

Each answer is noted as `config set` notes it: nothing is in force before the commit, and whoever leaves finds the
next question when they come back.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from trapd.console import requests as r
from trapd.console.dialogue import Around, Aside, Dialogue, Left, Question, Show, Step
from trapd.console.folding import rows
from trapd.console.language import later as N_
from trapd.console.reading import NotUnderstood, time
from trapd.console.replies import Committed, Difference, Failed, Setting, TimeTold, Told
from trapd.console.status_page import time_text
from trapd.console.words import typed

YES = ("yes", "y", "да", "д")
RECEIVER = "gps"


@dataclass(frozen=True, slots=True)
class Item:
    """One question about settings."""

    question: str
    about: str
    """For `?`."""
    names: tuple[str, ...]
    read: Callable[[str], Mapping[str, str]] | None = None
    """From what is typed to the settings; None: the only one, as it is typed. Raises `NotUnderstood`."""


def _place(line: str) -> Mapping[str, str]:
    if line.casefold() == RECEIVER:
        return {"unit.lat": "none", "unit.lon": "none"}
    words = line.replace(",", " ").split()
    if len(words) != 2:
        raise NotUnderstood(N_("`{word}` is no position: two numbers as `43.1034 131.5503`, or `gps`"), word=line)
    return dict(zip(("unit.lat", "unit.lon"), words, strict=True))


def _zone(line: str) -> Mapping[str, str]:
    hours, _, minutes = line.lstrip("+-").partition(":")
    if not (hours.isascii() and hours.isdigit() and (not minutes or (minutes.isascii() and minutes.isdigit()))):
        raise NotUnderstood(N_("`{word}` is no zone: write it as `+10:00`"), word=line)
    offset_min = int(hours[:4]) * 60 + int(minutes[:4] or 0)
    return {"unit.utc_offset_min": str(-offset_min if line.startswith("-") else offset_min)}


def _pictures(name: str) -> Callable[[str], Mapping[str, str]]:
    def read(line: str) -> Mapping[str, str]:
        number, *clip = line.split()
        if not number.isdigit() or clip not in ([], ["clip"]):
            raise NotUnderstood(N_("`{word}` is not understood: a number, with `clip` behind it or not"), word=line)
        return {f"plan.{name}.stills": number, f"plan.{name}.clip": "true" if clip else "false"}

    return read


def _always(line: str) -> Mapping[str, str]:
    return {"watch.windows": "[]" if line.casefold() in ("always", "всегда") else line}


ITEMS = (
    Item(
        N_("Name of this unit"),
        N_("Stands in every picture's name, and must be the only one in the survey: letters, digits, hyphens."),
        ("unit.name",),
    ),
    Item(
        N_("Station where it hangs"),
        N_("The folder of its pictures on the card, the same for both units of a pair: letters, digits, hyphens."),
        ("unit.station",),
    ),
    Item(
        N_("Side of a facing pair: left, right, or none"),
        N_("As seen by an animal that walks up the trail. `none` for a unit that hangs alone."),
        ("unit.side",),
    ),
    Item(
        N_("Position: `gps`, or as 43.1034 131.5503"),
        N_("`gps` leaves it to the receiver. A typed one gives the times of sunset before the first fix, and is never"
           " written into a picture."),
        ("unit.lat", "unit.lon"),
        _place,
    ),
    Item(
        N_("Zone of the station, as +10:00"),
        N_("Standard time, the whole year: +10:00 in Primorye. Times in file names and windows are in this zone."),
        ("unit.utc_offset_min",),
        _zone,
    ),
    Item(
        N_("Pictures of a motion by day, as 3, or 3 clip"),
        N_("So many stills one after the other; with `clip` a video as well, which takes a lot of the battery."),
        ("plan.day.stills", "plan.day.clip"),
        _pictures("day"),
    ),
    Item(
        N_("Pictures of a motion by night"),
        N_("As by day, with the infrared flash."),
        ("plan.night.stills", "plan.night.clip"),
        _pictures("night"),
    ),
    Item(
        N_("When to watch: `always`, or as 18:00..06:00, or sunset-30min..sunrise+30min"),
        N_("Outside of these hours no motion leads to a picture. Several windows have commas between them."),
        ("watch.windows",),
        _always,
    ),
)  # fmt: skip


def setup(around: Around) -> Dialogue:
    """From the first question, or the one where it was left, to the commit."""
    _, bookmark = around._, around.bookmark
    spoken = yield Aside(r.ConfigSet(changes={"console.lang": _.code}))
    if isinstance(spoken, Failed):
        yield Show(spoken)
        return
    yield Aside(r.Hold(on=True))
    yield from rows("", _("Enter keeps what stands in [brackets], `?` explains, `back` goes back, `quit` leaves."))
    if bookmark.at:
        yield from rows("", _("Going on where you left; `back` leads to the questions before."))
    steps = (*(_asking(item) for item in ITEMS), _clock, _pin, _commit)
    try:
        while bookmark.at < len(steps):
            bookmark.at = max(0, bookmark.at + (yield from steps[bookmark.at](around)))
    except Left:
        yield from rows(
            "", _("Left: nothing is in force yet. `setup` goes on here; `config rollback` forgets it all.")
        )
    else:
        bookmark.at = 0
    yield Aside(r.Hold(on=False))


Asking = Callable[[Around], Generator[Step, Any, int]]
"""One step of it: how many steps to go on by. Raises `Left`."""


def _asking(item: Item) -> Asking:
    def ask(around: Around) -> Generator[Step, Any, int]:
        while True:
            now = []
            for name in item.names:
                setting = yield r.ConfigShow(under=name)
                if not isinstance(setting, Setting):
                    yield Show(setting)
                    return 1
                now.append(setting.value)
            line = yield from _line(around, around._(item.question), shown(item, now), around._(item.about))
            if line in ("", BACK):
                return -1 if line else 1
            try:
                changes = dict(item.read(line)) if item.read else {item.names[0]: line}
                told = yield Aside(r.ConfigSet(changes=changes))
            except NotUnderstood as err:
                yield from rows("", around._(err.text, **err.facts))
                continue
            if not isinstance(told, Failed):
                return 1
            yield Show(told)

    return ask


BACK = "back"


def _line(around: Around, question: str, now: str, about: str, *, secret: bool = False) -> Generator[Step, Any, str]:
    """What is typed, once it is not `?`. Raises `Left`."""
    yield from rows("", question)
    while True:
        line = (yield Question(f"[{now[:30]}]: " if now else ": ", secret=secret)).strip()
        match line.casefold():
            case "?":
                yield from rows("  ", about, indent=2)
            case "quit" | "exit" | "q":
                raise Left
            case "back":
                return BACK
            case _:
                return str(line)


def shown(item: Item, now: list[Any]) -> str:
    """What is kept by Enter, as it would be typed."""
    match item.names[0], now:
        case "unit.lat", [None, _] | [_, None]:
            return RECEIVER
        case "unit.utc_offset_min", [int(minutes)]:
            return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
        case "watch.windows", [[]]:
            return "always"
        case "watch.windows", [[*windows]]:
            return ", ".join(map(str, windows))
        case _, [stills, bool(clip)]:
            return f"{stills} clip" if clip else f"{stills}"
    return " ".join(typed(value) for value in now)


def _clock(around: Around) -> Generator[Step, Any, int]:
    """Asked only where nobody has told it."""
    _ = around._
    while True:
        told = yield r.AskTime()
        if not isinstance(told, TimeTold) or told.source != "none":
            if isinstance(told, TimeTold):
                yield from rows(_("time"), time_text(told, _))
            return 1
        about = _("Without a receiver the unit goes by your watch; with one it will correct itself at its first fix.")
        line = yield from _line(around, _("Time by your watch, as 2026-11-23T09:30:00+10:00"), "", about)
        if line in ("", BACK):
            return -1 if line else 1
        try:
            yield Show((yield time(line.split())))
        except NotUnderstood as err:
            yield from rows("", _(err.text, **err.facts))


def _pin(around: Around) -> Generator[Step, Any, int]:
    """In force at once; Enter leaves it as it is."""
    _ = around._
    while True:
        about = _("Without it a thief reads nothing at this console, and switches nothing off. `pin` removes it.")
        first = yield from _line(around, _("PIN for the console, Enter for no change"), "", about, secret=True)
        if first in ("", BACK):
            return -1 if first else 1
        if first != (yield Question(_("once more: "), secret=True)):
            yield _("these are two different ones")
            continue
        told: Told = yield r.SetPin(pin=first)
        yield Show(told)
        if not isinstance(told, Failed):
            return 1


def _commit(around: Around) -> Generator[Step, Any, int]:
    """What follows from it all, and the last word."""
    _ = around._
    found = yield r.ConfigDiff()
    yield Show(found)
    if not isinstance(found, Difference):
        return 1
    if not found.changes:
        return 1
    if found.problem is not None:  # back to the question that it is about
        wrong = (at for at, item in enumerate(ITEMS) if any(name in found.problem for name in item.names))
        return next(wrong, around.bookmark.at - 1) - around.bookmark.at
    about = _(
        "`yes` writes it, and starts the unit anew with it. If it does not become armed it goes back by itself."
    )
    line = yield from _line(around, _("Commit this? yes or no"), _("no"), about)
    if line == BACK:
        return -1
    if line.casefold() not in YES:
        raise Left
    told = yield r.ConfigCommit()
    yield Show(told)
    return 1 if isinstance(told, Committed) else -1
