"""How many pictures a card still has room for."""

from __future__ import annotations

from trapd.core.actions import Report

MB = 1_000_000
EXPECTED = 20
"""The expected size counts as so many pictures: the first one alone, of a white wall, tells nothing."""


class Room:
    """An observer, which learns from each picture how large they are here."""

    def __init__(self, expected_bytes: float, full_mb: int) -> None:
        """`expected_bytes`: of a picture on the mean; with less than `full_mb` free the card takes no more."""
        self._count = EXPECTED
        self._bytes = EXPECTED * expected_bytes
        self._full_mb = full_mb

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        if report.event == "shot":
            self._count += 1
            self._bytes += report.facts["size"]

    def close(self) -> None:
        """Nothing is held."""

    def pictures_left(self, free_mb: int) -> int | None:
        """As large as they were, two digits of it; None where the unit takes none."""
        if self._bytes <= 0:
            return None
        left = max(0, free_mb - self._full_mb) * MB * self._count / self._bytes
        return round(float(f"{left:.2g}"))
