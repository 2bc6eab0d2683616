"""A quantity over time, made as far ahead as somebody asks."""

from __future__ import annotations

from collections.abc import Callable


class Course:
    """Figures at even steps, joined by straight lines. Each is made once, one after the other, whatever is asked for
    when: so the same generator gives the same course."""

    def __init__(self, zero_ns: int, step_ns: int, make: Callable[[int], float]) -> None:
        """`make(ns)` is the figure of that moment; the first is that of `zero_ns`, before which nobody asks."""
        self._zero_ns = zero_ns
        self._step_ns = step_ns
        self._make = make
        self._made: list[float] = []

    def at(self, ns: int) -> float:
        step, rest = divmod(ns - self._zero_ns, self._step_ns)
        made = self._made
        while len(made) < step + 2:
            made.append(self._make(self._zero_ns + len(made) * self._step_ns))
        return made[step] + (made[step + 1] - made[step]) * rest / self._step_ns
