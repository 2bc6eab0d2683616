"""What packages of both forms know of the survey, read without trapd, as an analyst would."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
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
    pairs: list[tuple[str, str]] = field(default_factory=list)
    """Shots of the left and of the right unit that `pairs.csv` joins."""
    stations: Counter[str] = field(default_factory=Counter)
    """Of each camera, how long it watched by camtrapR's station table, nanoseconds."""


def known(package: Path, camtrapr: Path) -> Known:
    """`package`: Camtrap DP. Raises OSError, KeyError, ValueError for what is no such package."""
    found, deployments = Known(pairs=_pairs(package), stations=_stations(camtrapr)), {}
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


def _pairs(package: Path) -> list[tuple[str, str]]:
    shots = {row["to"]: names.shot(row["file"]) for row in _rows(package / "account.csv")}
    return [(shots[row["left"]], shots[row["right"]]) for row in _rows(package / "pairs.csv")]


def _stations(package: Path) -> Counter[str]:
    found = Counter[str]()
    for row in _rows(package / "stations.csv"):
        found[row["Camera"]] += _ns(row["Retrieval_date"]) - _ns(row["Setup_date"])
        for begin, end in ((f"Problem{n}_from", f"Problem{n}_to") for n in range(1, 10)):
            if row.get(begin):
                found[row["Camera"]] -= _ns(row[end]) - _ns(row[begin])
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _ns(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp()) * S
