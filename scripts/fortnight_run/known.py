"""What a Camtrap DP package knows of the survey, read without trapd, as an analyst would."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fortnight_run.truth import Span
from trapd.card import names
from trapd.core.units import S

PEOPLE = "people may be in it"
"""What `mediaComments` says then."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A row of `media.csv`."""

    shot: str
    at_ns: int
    """Begin of the second in which it was taken, as the table has it."""
    unit: str
    doubtful: bool
    """Its deployment's times are flagged (`timestampIssues`)."""
    people: bool
    """It is marked as one that may show people."""


@dataclass(slots=True)
class Known:
    """The whole package. Times are nanoseconds of UTC."""

    pictures: dict[str, Picture] = field(default_factory=dict)
    """By shot."""
    watched: defaultdict[str, list[tuple[Span, bool]]] = field(default_factory=lambda: defaultdict(list))
    """Of each unit: armed and not blind, and whether that time is doubtful."""
    fates: list[tuple[str, str, str]] = field(default_factory=list)
    """Card, name and fate of each file, of `account.csv`."""


def known(package: Path) -> Known:
    """Raises OSError, KeyError, ValueError for what is no such package."""
    found, deployments = Known(), {}
    for row in _rows(package / "deployments.csv"):
        deployments[row["deploymentID"]] = row["cameraID"], row["timestampIssues"] == "true"
    for row in _rows(package / "media.csv"):
        unit, doubtful = deployments[row["deploymentID"]]
        picture = Picture(row["mediaID"], _ns(row["timestamp"]), unit, doubtful, PEOPLE in row["mediaComments"])
        found.pictures[picture.shot] = picture
    for row in _rows(package / "effort.csv"):
        if row["state"] == "armed":
            unit, _ = deployments[row["deploymentID"]]
            found.watched[unit].append(((_ns(row["begin"]), _ns(row["end"])), row["dated"] != "true"))
    found.fates = [(row["card"], row["file"], row["fate"]) for row in _rows(package / "account.csv")]
    return found


def pairs(package: Path) -> list[tuple[str, str]]:
    """The shots of the left and of the right unit that `pairs.csv` joins; of a package of any form."""
    shots = {row["to"]: names.shot(row["file"]) for row in _rows(package / "account.csv")}
    return [(shots[row["left"]], shots[row["right"]]) for row in _rows(package / "pairs.csv")]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _ns(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp()) * S
