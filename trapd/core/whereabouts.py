"""Where the unit is, for everybody but the average itself: what leaves this file, on whatever way, may be told."""

from __future__ import annotations

from typing import Any

from trapd.core.fix import Fix
from trapd.core.geotag import Cell, Geotag, Level
from trapd.core.place import Place, Position, is_place


class Whereabouts:
    """Takes fixes. The exact place is in memory alone, and ends with the process."""

    def __init__(self, geotag: Geotag, worst_hdop: float, home: Cell | None, cell: Cell | None = None) -> None:
        """`home`: where the unit was hung; `cell`: the field that it told before this start."""
        self._geotag = geotag
        self._place = Place(worst_hdop)
        self._home = home
        self._cell = geotag.cell(*cell) if self.rounds and cell is not None and is_place(*cell) else None
        """Of the newest place."""
        self.told: Position | None = None
        """The place, as far as it may be told, once a fix told it."""

    @property
    def level(self) -> Level:
        return self._geotag.level

    @property
    def rounds(self) -> bool:
        """Whether it tells a field, and has to remember which."""
        return self._geotag.level == "rounded"

    def add(self, fix: Fix) -> bool:
        """Average the fix; whether the field to be remembered is another one now."""
        was = self._cell
        self._place.add(fix)
        best = self._place.best
        if best is not None:
            self._cell = self._geotag.cell(best.lat, best.lon, was)
            self.told = self._geotag.told(best, self._cell)
        return self.rounds and self._cell != was

    @property
    def found(self) -> bool:
        """Whether any fix told the place since the start."""
        return self._place.best is not None

    @property
    def cell(self) -> Cell | None:
        """What may be remembered: the field, where one is told."""
        return self._cell if self.rounds else None

    @property
    def moved_m(self) -> float | None:
        """How far the unit was moved, if the last `add` showed that it was."""
        return self._place.moved_m

    @property
    def for_sun(self) -> Cell | None:
        """What the sun is reckoned for: where the unit is, or was before this start, else where it was hung."""
        if self._cell is not None or self._home is None:
            return self._cell
        return self._geotag.cell(*self._home)

    def of_fix(self, fix: Fix) -> dict[str, Any]:
        """What a report of this fix may say of its place."""
        best, told = self._place.best, self.told
        facts = {"sats": fix.sats, "mode": fix.mode, "fixes": best.fixes if best else 0}
        if self._geotag.level == "exact":
            return {"lat": fix.lat, "lon": fix.lon, "alt_m": fix.alt_m, "hdop": fix.hdop} | facts
        return facts if told is None else {"lat": told.lat, "lon": told.lon} | facts
