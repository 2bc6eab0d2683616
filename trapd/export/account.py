"""`account.csv`: where every file of every card went, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trapd.export import tables
from trapd.export.form import Form
from trapd.export.package import ACCOUNT, Package, Written
from trapd.survey.account import Row

HEADER = "card", "file", "fate", "to", "why"


def write(package: Package, rows: Iterable[Row]) -> Written:
    """It is written last: a package that has one came to its end once."""
    fields = ((row.card, row.name, row.fate, row.to, row.why) for row in rows)
    return package.write(ACCOUNT, tables.lines(HEADER, fields))


def rows(of_survey: Iterable[Row], form: Form, deviant: Mapping[str, Row]) -> Iterator[Row]:
    """All of them, one at a time. `deviant`: what became of pictures that are not as all others, by the `to` of
    their copy."""
    yield from of_survey
    yield from form.refused()
    for copy in form.copies():
        capture = copy.capture
        yield deviant.get(copy.to) or Row(capture.card.root, capture.picture.name, "exported", copy.to, "")
