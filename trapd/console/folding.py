"""Texts within the width of a terminal."""

from __future__ import annotations

from textwrap import wrap

from trapd.console.row import COLUMNS

LABEL = 13
"""Columns of what stands before a fact."""


def rows(label: str, text: str, *, indent: int | None = None, most: int | None = None) -> list[str]:
    """A label and its text, whose later rows are set in by `indent`; no more than `most` rows, and then "…"."""
    if indent is None:
        indent = max(LABEL, len(label) + 1) if label else 0
    label = printable(label)
    return wrap(
        printable(text),
        COLUMNS - 1,
        initial_indent=label.ljust(indent) if label else "",
        subsequent_indent=" " * indent,
        max_lines=most,
        placeholder=" …",
        break_on_hyphens=False,
    ) or [label.rstrip()]


def printable(text: str) -> str:
    """Blanks for whatever a terminal might obey."""
    return "".join(character if character.isprintable() else " " for character in text)


def within(row: str) -> list[str]:
    """The row, or as many as it takes, set in as it is."""
    if len(row) < COLUMNS and row.isprintable():
        return [row]
    indent = len(row) - len(row.lstrip(" "))
    return rows(" " * min(indent, COLUMNS // 2), row.strip(), indent=min(indent, COLUMNS // 2))
