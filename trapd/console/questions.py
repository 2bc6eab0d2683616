"""What `setup` asks of the settings: each question, what may be typed, and how what is there is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from trapd.console.language import later as N_
from trapd.console.reading import NotUnderstood, zone
from trapd.console.words import typed

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


def shown(item: Item, now: list[Any]) -> str:
    """What is kept by Enter, as it would be typed."""
    match item.names[0], now:
        case "unit.lat", [None, _] | [_, None]:
            return RECEIVER
        case "unit.utc_offset_min", [int(minutes)]:
            return zone(minutes)
        case "watch.windows", [[]]:
            return "always"
        case "watch.windows", [[*windows]]:
            return ", ".join(map(str, windows))
        case _, [stills, bool(clip)]:
            return f"{stills} clip" if clip else f"{stills}"
    return " ".join(typed(value) for value in now)
