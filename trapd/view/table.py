"""The end of a run: what was taken, one line a file, and the totals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trapd.core.timeline import local
from trapd.view.tally import Tally
from trapd.view.words import count, size

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("time", "file", "kind", "sensor", "latency", "lit", "size")
TO_THE_RIGHT = frozenset({"latency", "size"})
ROWS = 40
"""The newest; the catalog holds them all."""
THINGS = {"shot-failed": "FAILED shot"}


def plain_table(tally: Tally, utc_offset_min: int) -> str:
    """Aligned columns; empty when nothing was taken."""
    rows = [COLUMNS, *_rows(tally, utc_offset_min)]
    if len(rows) == 1:
        return ""
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    return "\n".join(_aligned(row, widths) for row in rows) + "\n"


def rich_table(tally: Tally, utc_offset_min: int) -> Table:
    """The same for a terminal."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title_justify="left", header_style="bold")
    for name in COLUMNS:
        table.add_column(
            name, justify="right" if name in TO_THE_RIGHT else "left", overflow="fold", no_wrap=name != "file"
        )
    for row in _rows(tally, utc_offset_min):
        table.add_row(*row, style="cyan" if row[2] == "clip" else None)
    return table


def totals(tally: Tally, sheet: Path | None) -> list[str]:
    """What the table cannot say."""
    counts = tally.counts
    taken = counts["still"] + counts["clip"]
    things = ["motion", "still", "clip", "fault"] + (["shot-failed"] if counts["shot-failed"] else [])
    lines = [", ".join(count(counts[thing], THINGS.get(thing, thing)) for thing in things)]
    if taken > ROWS:
        lines.append(f"the table shows the newest {ROWS} of {taken} files; the card's catalog has them all")
    if sheet is not None:
        lines.append(f"contact sheet: {sheet}")
    return lines


def _rows(tally: Tally, utc_offset_min: int) -> list[tuple[str, ...]]:
    return [_row(facts, utc_offset_min) for facts in list(tally.pictures)[-ROWS:]]


def _row(facts: dict[str, Any], utc_offset_min: int) -> tuple[str, ...]:
    time = local(facts["taken_utc_ns"], utc_offset_min).strftime("%H:%M:%S.%f")[:-3]
    latency = facts.get("latency_ms")
    return (
        time if facts["time_source"] != "none" else f"{time} ?",
        facts["name"],
        facts["media"],
        facts.get("sensor", facts["trigger"]),
        "" if latency is None else f"{latency:.0f} ms",
        "lit" if facts["lit"] else "",
        size(facts["size"]),
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.rjust(width) if name in TO_THE_RIGHT else cell.ljust(width)
        for name, cell, width in zip(COLUMNS, row, widths, strict=True)
    )
    return "  ".join(cells).rstrip()
