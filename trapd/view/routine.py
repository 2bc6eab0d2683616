"""What people need not read: what repeats while nothing changes, and what is told twice."""

from __future__ import annotations

from trapd.core.actions import Report
from trapd.core.units import S

ROUTINE = frozenset({"fix", "power"})
"""A receiver that is awake gives a fix a second, the meters are read every minute."""
EVERY_NS = 600 * S
FOR_PROGRAMS = frozenset({"effort"})
"""It sums up what people are told by the events that led to it."""


class Routine:
    """Remembers when each routine event was last let through. The first fix that can be trusted is news."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, object], int] = {}

    def worth_telling(self, report: Report, mono_ns: int) -> bool:
        """Whether this is news."""
        if report.event not in ROUTINE:
            return report.event not in FOR_PROGRAMS
        kind = report.event, report.facts.get("time_trusted")
        last_ns = self._told.get(kind)
        if last_ns is not None and mono_ns - last_ns < EVERY_NS:
            return False
        self._told[kind] = mono_ns
        return True
