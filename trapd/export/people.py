"""Pictures that people may be in: a table, for forms whose own have no word for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trapd.export import tables
from trapd.export.moments import Named
from trapd.survey.gather import Survey
from trapd.survey.people import people

FILE = "people.csv"
HEADER = "file", "why"
WHY = "taken while somebody was at the unit: people may be in it"


def lines(survey: Survey, named: Iterable[Named]) -> Iterator[str]:
    """One line a picture, in the order in which they come."""
    found = {capture for one in survey.deployments for capture in filter(people(one), survey.captures(one))}
    return tables.lines(HEADER, ((one.to, WHY) for one in named if one.capture in found))
