"""What the standard asks for and its schemas cannot say, read back from the tables as they stand.

Times in order, media and events within their deployment, every file there, and none besides.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

Line = dict[str, str]
Span = tuple[datetime, datetime]


def package(root: Path) -> Iterator[str]:
    """A line for each thing that is not so. Raises OSError."""
    spans: dict[str, Span] = {}
    for line in _read(root / "deployments.csv"):
        spans[line["deploymentID"]] = _span(line, "deploymentStart", "deploymentEnd")
        yield from _forwards(f"deployments.csv: {line['deploymentID']}", spans[line["deploymentID"]])
    there = 0
    for line in _read(root / "media.csv"):
        where = f"media.csv: {line['mediaID']}"
        taken = datetime.fromisoformat(line["timestamp"])
        yield from _within(where, line["deploymentID"], (taken, taken), spans)
        if (root / line["filePath"]).is_file():
            there += 1
        else:
            yield f"{where}: {line['filePath']} is not there"
    if sum(1 for _ in _media(root)) != there:
        announced = {line["filePath"] for line in _read(root / "media.csv")}
        for name in sorted(set(_media(root)) - announced):
            yield f"{name} is in no table: it may be of an earlier export; remove it"
    for line in _read(root / "observations.csv"):
        where = f"observations.csv: {line['observationID']}"
        span = _span(line, "eventStart", "eventEnd")
        yield from _forwards(where, span)
        yield from _within(where, line["deploymentID"], span, spans)


def _media(root: Path) -> Iterator[str]:
    """Every file that stands there."""
    for folder, _, files in os.walk(root / "media"):
        yield from (f"{Path(folder).relative_to(root).as_posix()}/{file}" for file in files)


def _read(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _span(line: Line, begin: str, end: str) -> Span:
    return datetime.fromisoformat(line[begin]), datetime.fromisoformat(line[end])


def _forwards(where: str, span: Span) -> Iterator[str]:
    if span[0] > span[1]:
        yield f"{where}: ends at {span[1].isoformat()}, before its begin at {span[0].isoformat()}"


def _within(where: str, deployment: str, span: Span, spans: dict[str, Span]) -> Iterator[str]:
    around = spans.get(deployment)
    if around is None:
        yield f"{where}: there is no deployment {deployment}"
    elif not around[0] <= span[0] <= span[1] <= around[1]:
        yield f"{where}: {span[0].isoformat()} is not within {deployment}"
