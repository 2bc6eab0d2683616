"""What `trapd export` says: to people, and to programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from trapd.export.package import ACCOUNT
from trapd.survey.account import Row
from trapd.view.words import count

MB = 1_000_000


@dataclass(slots=True)
class Outcome:
    """So far."""

    exported: int = 0
    new: int = 0
    """Of them, those that did not stand there before."""
    size: int = 0
    """Bytes, of those exported."""
    deviant: dict[str, Row] = field(default_factory=dict)
    """What became of pictures of which there is something to say, by the `to` of their copy."""
    left_out: set[str] = field(default_factory=set)
    """Of those, the copies that are not there."""
    trouble: int = 0
    """Lines that told of something not in order."""


class Listener(Protocol):
    """Whom it is told."""

    def file(self, row: Row) -> None: ...

    def trouble(self, why: str) -> None: ...

    def note(self, what: str) -> None: ...

    def sum_up(self, out: Path, outcome: Outcome, fates: Mapping[str, int]) -> None: ...


class Lines:
    """For programs: one JSON object a line."""

    def file(self, row: Row) -> None:
        _emit("file", card=str(row.card), name=row.name, fate=row.fate, to=row.to, why=row.why)

    def trouble(self, why: str) -> None:
        _emit("trouble", why=why)

    def note(self, what: str) -> None:
        _emit("note", what=what)

    def sum_up(self, out: Path, outcome: Outcome, fates: Mapping[str, int]) -> None:
        facts = {"exported": outcome.exported, "new": outcome.new, "mb": round(outcome.size / MB, 3)}
        _emit("summary", out=str(out), **facts, fates=dict(sorted(fates.items())), trouble=outcome.trouble)


class Words:
    """For people."""

    def file(self, row: Row) -> None:
        print(f"NOT IN ORDER  {row.card / row.name}: {row.why}", flush=True)

    def trouble(self, why: str) -> None:
        print(f"NOT IN ORDER  {why}", flush=True)

    def note(self, what: str) -> None:
        print("trapd:", what, file=sys.stderr)

    def sum_up(self, out: Path, outcome: Outcome, fates: Mapping[str, int]) -> None:
        there = outcome.exported - outcome.new
        before = f", {there} of them there before" if there else ""
        print(f"{count(outcome.exported, 'picture')}, {outcome.size / MB:,.1f} MB in {out}{before}")
        others = ", ".join(f"{number} {fate}" for fate, number in sorted(fates.items()) if fate != "exported")
        if others:
            print(f"other files: {others}; {out / ACCOUNT} tells of each")


def _emit(event: str, **facts: Any) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)
