"""The steps of `setup`: a question about settings, the clock, the PIN, and the commit at the end."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from trapd.console import requests as r
from trapd.console import talks
from trapd.console.dialogue import Around, Aside, Left, Question, Show, Step
from trapd.console.folding import rows
from trapd.console.questions import ITEMS, Item, shown
from trapd.console.reading import YES, NotUnderstood
from trapd.console.replies import Committed, Difference, Failed, Setting, TimeTold, Told
from trapd.console.status_page import time_text

BACK = "back"
Asking = Callable[[Around], Generator[Step, Any, int]]
"""One step of it: how many steps to go on by. Raises `Left`."""


def asking(item: Item) -> Asking:
    """The step of one question: its answer is noted."""

    def ask(around: Around) -> Generator[Step, Any, int]:
        while True:
            now = []
            for name in item.names:
                setting = yield r.ConfigShow(under=name)
                if not isinstance(setting, Setting):
                    yield Show(setting)
                    return 1
                now.append(setting.value)
            line = yield from line_of(around, around._(item.question), shown(item, now), around._(item.about))
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


def line_of(
    around: Around, question: str, now: str, about: str, *, secret: bool = False
) -> Generator[Step, Any, str]:
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


def clock(around: Around) -> Generator[Step, Any, int]:
    """Asked only where nobody has told it."""
    _ = around._
    found = yield r.ConfigShow(under="unit.utc_offset_min")  # as it was answered a moment ago
    if not isinstance(found, Setting):
        yield Show(found)
        return 1
    while True:
        told = yield r.AskTime()
        if not isinstance(told, TimeTold) or told.source != "none":
            if isinstance(told, TimeTold):
                yield from rows(_("time"), time_text(told, _))
            return 1
        about = _("Without a receiver the unit goes by your watch; with one it will correct itself at its first fix.")
        line = yield from line_of(around, _("Time by your watch, as 2026-11-23T09:30:00+10:00"), "", about)
        if line in ("", BACK):
            return -1 if line else 1
        try:
            yield from talks.time(line.split(), replace(around, utc_offset_min=found.value))
        except NotUnderstood as err:
            yield from rows("", _(err.text, **err.facts))


def pin(around: Around) -> Generator[Step, Any, int]:
    """In force at once; Enter leaves it as it is."""
    _ = around._
    while True:
        about = _("Without it a thief reads nothing at this console, and switches nothing off. `pin` removes it.")
        first = yield from line_of(around, _("PIN for the console, Enter for no change"), "", about, secret=True)
        if first in ("", BACK):
            return -1 if first else 1
        if first != (yield Question(_("once more: "), secret=True)):
            yield _("these are two different ones")
            continue
        told: Told = yield r.SetPin(pin=first)
        yield Show(told)
        if not isinstance(told, Failed):
            return 1


def commit(around: Around) -> Generator[Step, Any, int]:
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
    line = yield from line_of(around, _("Commit this? yes or no"), _("no"), about)
    if line == BACK:
        return -1
    if line.casefold() not in YES:
        raise Left
    told = yield r.ConfigCommit()
    yield Show(told)
    return 1 if isinstance(told, Committed) else -1
