"""Spans of time, of whatever unit: joined, taken from each other, measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

Span = tuple[int, int]
"""Begin and end."""


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in order, none empty, none touching the next."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def without(spans: Iterable[Span], holes: Sequence[Span]) -> list[Span]:
    """What is in a span and in no hole. Both as `joined` makes them."""
    return [piece for begin, end in spans for piece in _pieces(begin, end, holes) if piece[0] < piece[1]]


def within(spans: Iterable[Span], begin: int, end: int) -> int:
    """How much of the spans lies there; they do not overlap."""
    return sum(max(0, min(end, span[1]) - max(begin, span[0])) for span in spans)


def _pieces(begin: int, end: int, holes: Sequence[Span]) -> Iterator[Span]:
    inside = [hole for hole in holes if hole[0] < end and begin < hole[1]]
    return ((before[1], after[0]) for before, after in pairwise([(begin, begin), *inside, (end, end)]))
