"""docs/benchmarks.md: all results of one whole run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Result, Spread

HEAD = """\
# Benchmarks

Written by `scripts/bench` on {day}. Every figure stands beside a *floor*: the least that the same machine needs for
the same thing, measured in the same run. Compare the two, rather than two machines.

| | |
|---|---|
{machine}

| what | target | measured | floor | |
|---|---|---|---|---|
{summary}
"""
SPREAD_HEAD = "| | n | min | p10 | median | p90 | p99 | max |\n|---|--:|--:|--:|--:|--:|--:|--:|"
PLAIN_HEAD = "| | |\n|---|---|"


def write(path: Path, machine: dict[str, str], results: dict[str, Result]) -> None:
    """The whole page anew."""
    lines = (
        _row(f"[{one.what}](#{name})", one.target, one.measured, one.floor, _met(one))
        for name, one in results.items()
    )
    facts = (_row(what, fact) for what, fact in machine.items())
    today = datetime.now(UTC).date()
    head = HEAD.format(day=today, machine="\n".join(facts), summary="\n".join(lines))
    path.write_text(head + "".join(_section(name, one) for name, one in results.items()))


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
