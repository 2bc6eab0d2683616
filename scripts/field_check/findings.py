"""What was found, told as it comes and kept for the report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Verdict = Literal["ok", "NOT OK", "figure", "left out"]


@dataclass
class Findings:
    """One line each: a verdict, what was looked at, what it showed."""

    lines: list[str] = field(default_factory=list)
    failed: int = 0

    def part(self, name: str) -> None:
        self._tell(f"\n{name}")

    def add(self, verdict: Verdict, what: str, shown: object) -> None:
        self.failed += verdict == "NOT OK"
        self._tell(f"  {verdict:<9} {what}: {shown}")

    def judge(self, good: bool, what: str, shown: object) -> None:
        self.add("ok" if good else "NOT OK", what, shown)

    @contextmanager
    def whatever_happens(self, what: str) -> Iterator[None]:
        """A check that breaks is a finding, and the next ones are made all the same."""
        try:
            yield
        except Exception as err:  # noqa: BLE001  whatever it is, it is the finding
            self.add("NOT OK", what, f"{type(err).__name__}: {err}")

    def write(self, report: Path) -> None:
        report.write_text("\n".join(self.lines) + "\n")

    def _tell(self, line: str) -> None:
        self.lines.append(line)
        print(line, flush=True)
