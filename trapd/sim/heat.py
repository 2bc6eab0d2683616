"""How surely a PIR notices a warm body in front of a colder, or warmer, background."""

from __future__ import annotations

from dataclasses import dataclass

SKIN_C = 30.0
"""Of a mammal. An assumption."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How well the sensors of a trap notice what passes. The figures of a small world are assumptions."""

    missed: float = 0
    """Share of passes that no sensor notices, however warm."""
    blind_k: float = 0
    """No smaller difference from the background is ever noticed."""
    sure_k: float = 8
    """From here on every crossing of a zone is, up to `reach_m`."""
    reach_m: float = 7
    """Full sensitivity to here, from there on falling with the square of the distance."""

    def noticed(self, air_c: float, cover: float, distance_m: float) -> float:
        """The share of crossings that are noticed, 0 … 1; `cover` is what fur or clothes let through."""
        difference_k = cover * abs(SKIN_C - air_c)
        contrast = (difference_k - self.blind_k) / (self.sure_k - self.blind_k)
        return max(0.0, min(1.0, contrast * (self.reach_m / max(distance_m, self.reach_m)) ** 2))
