"""What a run brought, for the table and the contact sheet at its end."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

from trapd.core.actions import Report

KEPT = 500
"""The newest pictures that are remembered one by one; a unit may run for months."""


class Tally:
    """An observer that remembers the `shot` reports and counts the rest."""

    def __init__(self) -> None:
        self.pictures: deque[dict[str, Any]] = deque(maxlen=KEPT)
        """Facts of the newest `shot` reports, oldest first."""
        self.counts = defaultdict[str, int](int)
        """How often each event was told; `still` and `clip` stand for the pictures."""

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self.counts[report.event] += "was" not in report.facts  # a motion that was queued is told twice
        if report.event == "shot":
            self.pictures.append(report.facts)
            self.counts[report.facts["media"]] += 1
        elif report.event == "repaired":
            self._rename(report.facts["renamed"])

    def _rename(self, renamed: dict[str, dict[str, Any]]) -> None:
        """The sun was reckoned by the old time, and is forgotten."""
        for at, facts in enumerate(self.pictures):
            if (new := renamed.get(facts["name"])) is not None:
                known = {name: fact for name, fact in facts.items() if name != "sun_deg"}
                self.pictures[at] = known | new

    def close(self) -> None:
        """The tally stays readable."""
