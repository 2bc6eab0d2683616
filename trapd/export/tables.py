"""Tables as text: CSV as RFC 4180 has it, but for the end of a line, which is a newline alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO


def lines(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """One at a time. None is an empty field; True and False are `true` and `false`."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        yield _taken(text)
        writer.writerow([str(field).lower() if isinstance(field, bool) else field for field in row])
    yield _taken(text)


def _taken(text: StringIO) -> str:
    taken = text.getvalue()
    text.seek(0)
    text.truncate()
    return taken
