"""The words behind a command, as the request that they make."""

from __future__ import annotations

import re

from trapd.config.instants import instant
from trapd.console import requests as r
from trapd.console.language import later as _
from trapd.core.readiness import LEVELS

FORM = "time YYYY-MM-DDThh:mm:ss+10:00"
"""A form, since a date of the day that this was written would be refused."""
BY_STATION = "time YYYY-MM-DD hh:mm"
YES = ("yes", "y", "да", "д")
MOST = 200
"""Entries that are shown in one go: what a slow line takes in ten seconds, and its outbox holds."""
_TOKEN = re.compile(r'"[^"]*"|\[[^\]]*\]|[^\s="\[]+')
"""A name, or a value: a word, a text in quotes, a list in brackets."""
_WATCH = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?)", re.ASCII)


class NotUnderstood(Exception):
    """What was typed makes no request; says why, as a text with its fields."""

    def __init__(self, text: str, **facts: object) -> None:
        super().__init__(text)
        self.text = text
        self.facts = facts


def no_more(words: list[str]) -> None:
    """Raises `NotUnderstood` where words are left over."""
    if words:
        raise NotUnderstood(_("`{words}` is too much here"), words=" ".join(words))


def number(words: list[str], otherwise: int, most: int) -> int:
    """The one word, if there is one."""
    no_more(words[1:])
    if not words:
        return otherwise
    if not (words[0].isascii() and words[0].isdecimal() and 1 <= int(words[0][:9]) <= most):
        raise NotUnderstood(_("`{word}` is no number from 1 to {most}"), word=words[0], most=most)
    return int(words[0])


def said(words: list[str], word: str) -> bool:
    """Whether this word stands there, which is the only one that may."""
    there = [first.casefold() for first in words[:1]] == [word]
    no_more(words[1:] if there else words)
    return there


def logs(words: list[str]) -> r.Request:
    return r.Logs(count=number(words, 20, MOST))


def effort(words: list[str]) -> r.Request:
    return r.AskEffort(count=number(words, 20, MOST))


def files(words: list[str]) -> r.Request:
    if [word.casefold() for word in words[:1]] == ["after"] and len(words) == 2:
        return r.Files(after=words[1], count=20)
    return r.Files(count=number(words, 20, MOST))


def readiness(words: list[str]) -> r.Request:
    no_more(words[1:])
    if not words:
        return r.AskReadiness()
    for level in LEVELS:
        if words[0].casefold() == level:
            return r.AskReadiness(level=level)
    raise NotUnderstood(_("`{word}` is no level: there are {levels}"), word=words[0], levels=", ".join(LEVELS))


def at_station(words: list[str], utc_offset_min: int) -> list[str]:
    """`2026-11-23 09:30` is the station's time, as its technician's watch shows it: the same with its zone.

    An instant with a `T` is left as it is: it is copied from somewhere, and names its own.
    """
    watch = _WATCH.fullmatch(" ".join(words[:2]))
    return [f"{watch[1]}T{watch[2]}{zone(utc_offset_min)}", *words[2:]] if watch else words


def zone(utc_offset_min: int) -> str:
    """`+10:00`."""
    hours, minutes = divmod(abs(utc_offset_min), 60)
    return f"{'-' if utc_offset_min < 0 else '+'}{hours:02}:{minutes:02}"


def time(words: list[str]) -> r.Request:
    if not words:
        return r.AskTime()
    told, *behind = words
    utc_ns = _instant(told)
    if utc_ns is None:
        if _instant(f"{told}Z") is None:
            raise NotUnderstood(
                _("`{word}` is no time: type `{form}`, by your watch, with its zone"), word=told, form=FORM
            )
        right = " ".join(("time", f"{told}+10:00", *behind))
        raise NotUnderstood(
            _("`{word}` names no zone: type `{right}` if your watch is 10 hours ahead of UTC"), word=told, right=right
        )
    said = [word.casefold() for word in behind]
    no_more([word for word, folded in zip(behind, said, strict=True) if folded not in ("peer", "anyway")])
    return r.TellTime(utc_ns=utc_ns, source="peer" if "peer" in said else "technician", anyway="anyway" in said)


def config(words: list[str]) -> r.Request:
    match [word.casefold() for word in words[:1]]:
        case ["show"]:
            no_more(words[2:])
            return r.ConfigShow(under="".join(words[1:]))
        case ["get"] if len(words) == 2:
            return r.ConfigShow(under=words[1])
        case ["set"]:
            return r.ConfigSet(changes=_pairs(" ".join(words[1:])))
        case ["diff"]:
            no_more(words[1:])
            return r.ConfigDiff()
        case ["commit"]:
            no_more(words[1:])
            return r.ConfigCommit()
        case ["rollback"]:
            no_more(words[1:])
            return r.ConfigRollback()
    raise NotUnderstood(_("`config` wants one of show, get NAME, set NAME VALUE, diff, commit, rollback"))


def _value(text: str) -> str | None:
    """What it means is for the unit to say; `default` takes a setting back."""
    return None if text.casefold() == "default" else text


def _pairs(typed: str) -> dict[str, str | None]:
    tokens = _TOKEN.findall(typed)
    if not tokens or len(tokens) % 2:
        raise NotUnderstood(_("names and values come in pairs: `config set plan.night.stills 5`"))
    return {name: _value(text) for name, text in zip(tokens[::2], tokens[1::2], strict=True)}


def _instant(text: str) -> int | None:
    try:
        return instant(text.upper())
    except ValueError:
        return None
