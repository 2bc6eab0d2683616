"""docs/benchmarks.md: this machine's results, and those in the virtual machine, each part of one whole run."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from benchmarks.figures import Result, Spread

REAL_TITLE = "\n# On a real kernel\n"
TABLES = """
| | |
|---|---|
{machine}

| what | target | measured | floor | |
|---|---|---|---|---|
{summary}
"""
HEAD = f"""\
# Benchmarks

Written by `scripts/bench` on {{day}}. Every figure stands beside a *floor*: the least that the same machine needs for
the same thing, measured in the same run. Compare the two, rather than two machines.
{TABLES}"""
REAL_HEAD = f"""{REAL_TITLE}
Written by `scripts/bench --real` on {{day}}: the installed unit in the virtual machine of `scripts/test real kernel`,
Debian 13 and its Linux 6.12 on an emulated processor. Nothing here is a Pi's; compare each figure with its floor.
{TABLES}"""
SPREAD_HEAD = "| | n | min | p10 | median | p90 | p99 | max |\n|---|--:|--:|--:|--:|--:|--:|--:|"
PLAIN_HEAD = "| | |\n|---|---|"


class Part(Enum):
    """Of the page, by its head."""

    HERE = HEAD
    REAL = REAL_HEAD


def write(path: Path, part: Part, machine: dict[str, str], results: dict[str, Result]) -> None:
    """One part of the page anew; the other stays as it is."""
    here, title, real = path.read_text().partition(REAL_TITLE)
    ours = _part(part, machine, results)
    path.write_text(ours + title + real if part is Part.HERE else here + ours)


def _part(part: Part, machine: dict[str, str], results: dict[str, Result]) -> str:
    lines = (
        _row(f"[{one.what}](#{name})", one.target, one.measured, one.floor, _met(one))
        for name, one in results.items()
    )
    facts = (_row(what, fact) for what, fact in machine.items())
    today = datetime.now(UTC).date()
    head = part.value.format(day=today, machine="\n".join(facts), summary="\n".join(lines))
    return head + "".join(_section(name, one) for name, one in results.items())


def _section(name: str, result: Result) -> str:
    """How it was measured, and its rows."""
    spreads = [(row.what, row.figure) for row in result.rows if isinstance(row.figure, Spread)]
    plain = [(row.what, row.figure) for row in result.rows if isinstance(row.figure, str)]
    text = f"\n## {name}\n\n{result.what[0].upper()}{result.what[1:]}. {result.how}\n"
    if spreads:
        text += "\n".join(["", SPREAD_HEAD, *(_row(what, *figure.cells()) for what, figure in spreads), ""])
    if plain:
        text += "\n".join(["", PLAIN_HEAD, *(_row(what, figure) for what, figure in plain), ""])
    return text


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _met(result: Result) -> str:
    return "met" if result.met else "**missed**"
