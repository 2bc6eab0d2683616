"""The form in which every benchmark hands over what it found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Spread:
    """Many measurements of one thing."""

    values: tuple[float, ...]
    unit: str

    @staticmethod
    def of(values: Iterable[float], unit: str) -> Spread:
        """Sorted; at least one."""
        return Spread(tuple(sorted(values)), unit)

    @property
    def median(self) -> float:
        return median(self.values)

    def share(self, percent: int) -> float:
        """The value that so many percent of all stay at or below."""
        if len(self.values) == 1:
            return self.values[0]
        return quantiles(self.values, n=100, method="inclusive")[percent - 1]

    def cells(self) -> list[str]:
        """n, min, p10, median, p90, p99, max. A p99 of few values would be their max under another name."""
        figures = [self.values[0], self.share(10), self.median, self.share(90), self.share(99), self.values[-1]]
        texts = [number(figure) for figure in figures]
        if len(self.values) < 100:
            texts[4] = "–"
        return [f"{len(self.values):,}", *texts]


@dataclass(frozen=True)
class Row:
    """One line of a benchmark's own table."""

    what: str
    figure: Spread | str
    """A figure without a spread is told in words."""


@dataclass(frozen=True)
class Result:
    """One line of the summary, and what stands behind it."""

    what: str
    target: str
    measured: str
    floor: str
    met: bool
    how: str
    """One line: what was measured, and how."""
    rows: tuple[Row, ...] = ()


def number(value: float) -> str:
    """Three digits that count, and no more."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
