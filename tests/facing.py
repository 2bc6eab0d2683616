"""Units at a trail: a visit's card each, with seconds counted from noon of its first day."""

from __future__ import annotations

import hashlib
from pathlib import Path

from visits import BEGIN_NS, HOUR, Visit

from trapd.core.units import S

NOON_NS = BEGIN_NS - HOUR * S
"""2026-01-15 12:00:00 at the station, ten hours east of UTC."""
PRE_ROLL_S = 3


class UnitCard(Visit):
    """The card of one unit, written until it is `home`."""

    def __init__(self, root: Path, unit: str, side: str | None, station: str = "KP-07", **facts) -> None:
        boot = hashlib.md5(str(root).encode()).hexdigest()[:4]
        super().__init__(root, unit, **({"boot": boot, "side": side, "station": station} | facts))
        self._open = True

    def home(self) -> Path:
        if self._open:
            self.__exit__()
        self._open = False
        return self.root

    def watch(self, *changes: tuple[float, str]) -> None:
        """The states from each moment on; `off` ends the record."""
        for at_s, states in changes:
            self.fit(at_s, *states.split())

    def clip(self, at_s: float, sequence: int, **facts) -> str:
        """`at_s`: the trigger's moment; the clip begins before it."""
        edge = self._caption(at_s, sequence, 0)
        begun = {"utc_ns": edge.utc_ns - PRE_ROLL_S * S, "mono_ns": edge.mono_ns - PRE_ROLL_S * S}
        return super().clip(at_s, sequence, **begun, edge_mono_ns=edge.mono_ns, pre_roll_s=PRE_ROLL_S, **facts)

    def _caption(self, at_s: float, sequence: int, number: int, **facts):
        return super()._caption(at_s - HOUR, sequence, number, **facts)
