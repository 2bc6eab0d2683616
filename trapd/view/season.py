"""What came of a season, and of many, as text and as figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median, quantiles
from typing import Any

from trapd.view.words import count

Facts = dict[str, Any]
Interval = dict[str, float]
"""`median`, `low`, `high`."""

NOT_COUNTED = ("days", "seed")
"""Given, not found."""
TWENTIETHS = 20
"""The interval is from the first to the last twentieth: 9 of 10 seasons lie in it."""


def one_season(facts: Facts) -> str:
    """A list of the facts, and a table of who passed and what came of it."""
    plain = {_in_words(name): value for name, value in facts.items() if not isinstance(value, dict | list)}
    plain["energy Wh"] = _listed(facts["energy_wh"])
    plain["effort h"] = _listed({state: one["hours"] for state, one in facts["effort"].items()})
    width = max(map(len, plain))
    lines = [f"{name:<{width}}  {value}" for name, value in plain.items()]
    return "\n".join([*lines, "", *_balance(facts)])


def intervals(seasons: Sequence[Facts]) -> dict[str, Interval]:
    """Of each figure the median, and between which two figures nine seasons of ten lie. `causes.busy` and
    `kinds.leopard.busy` are figures too, 0 where nothing came of that."""
    flat = [dict(_figures(facts)) for facts in seasons]
    tables = list(dict.fromkeys(_table(name) for figures in flat for name in figures))
    names = dict.fromkeys(name for figures in flat for name in figures)
    return {
        name: interval([figures.get(name, 0) for figures in flat])
        for name in sorted(names, key=lambda name: tables.index(_table(name)))
    }


def many_seasons(seasons: Sequence[Facts]) -> str:
    """A line for each figure."""
    first, found = seasons[0], intervals(seasons)
    width = max(map(len, found))
    head = f"{first['scenario']}: {count(len(seasons), 'seed')} of {count(first['days'], 'day')}"
    rows = [
        f"{name:<{width}}  {one['median']:>9g}  {one['low']:>9g}  {one['high']:>9g}" for name, one in found.items()
    ]
    columns = f"{'':<{width}}  {'median':>9}  {'from':>9}  {'to':>9}"
    return "\n".join([head, "Nine seasons of ten lie from … to …", "", columns, *rows])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A table, its columns below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _balance(facts: Facts) -> Iterator[str]:
    kinds: dict[str, dict[str, int]] = {**facts["kinds"], "all": facts["causes"]}
    columns = [max(len(kind), 6) for kind in kinds]
    causes = list(facts["causes"])
    width = max(map(len, ["passes", *causes]))

    def row(name: str, cells: Iterator[object]) -> str:
        return "  ".join(
            [f"{name:<{width}}", *(f"{cell!s:>{wide}}" for cell, wide in zip(cells, columns, strict=True))]
        )

    yield row("", iter(kinds))
    yield row("passes", (sum(counts.values()) for counts in kinds.values()))
    for cause in causes:
        yield row(cause, (counts.get(cause, 0) for counts in kinds.values()))


def _listed(amounts: dict[str, float]) -> str:
    return ", ".join(f"{what} {amount:g}" for what, amount in amounts.items())


def _in_words(name: str) -> str:
    """`coldest_c` as `coldest °C`."""
    words = name.split("_")
    return " ".join([*words[:-1], "°C" if words[-1] == "c" else words[-1]])


def _table(name: str) -> str:
    """`kinds.leopard` of `kinds.leopard.taken`; empty for a plain figure."""
    return name.rpartition(".")[0]


def _figures(facts: Facts, before: str = "") -> Iterator[tuple[str, float]]:
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from _figures(value, f"{before}{name}.")
        elif isinstance(value, int | float) and name not in NOT_COUNTED:
            yield before + name, value


def interval(values: Sequence[float]) -> Interval:
    """The median, and between which two figures nine of ten lie."""
    if len(values) == 1:
        return dict.fromkeys(("median", "low", "high"), values[0])
    cuts = quantiles(values, n=TWENTIETHS, method="inclusive")
    return {"median": median(values), "low": round(cuts[0], 2), "high": round(cuts[-1], 2)}
