"""What each consumer takes out of the pack: every state costs by its time, every still by itself.

Looks on at what the trap hears and orders, on the unit's own clock, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from trapd.core.actions import Action, CloseCamera, DouseFlash, KeepStill, LightFlash, OpenCamera, WakeGps
from trapd.core.events import CameraLost, Event, FlashLit, FlashOut, LineSet
from trapd.core.units import S
from trapd.core.value import value

BOARD, CAMERA, FLASH, GPS, HEATER = ("board",), ("camera", "encoder"), ("flash",), ("gps",), ("heater",)
"""What is on together: whatever streams is encoded, where clips are taken at all."""
DIMMED = ("dimmed flash",)
"""The same flash at half its current, where it has a line for that."""
J_PER_WH = 3_600.0


@value(kw_only=True)
class EnergyRules:
    """Out of the pack, with what the converter loses."""

    watts: Mapping[str, float]
    """Of each consumer while it is on: `board`, `camera`, `encoder`, `flash`, `dimmed flash`, `gps`, `heater`."""
    still_j: float = 0.0
    """To make one still of a frame and to write it."""
    off_w: float = 0.0
    """Of a board that was halted and still has its supply."""
    boot_s: float = 0.0
    """From power-on to the trap's start, with the watts of `board`."""


UNKNOWN = EnergyRules(watts={})
"""Of a profile that says nothing of it: the ledger stays empty."""


class Ledger:
    """Counts the time that each consumer is on."""

    HEARS = (CameraLost, FlashLit, FlashOut, LineSet)
    """Of parts that switch themselves."""
    SEES = (KeepStill, OpenCamera, CloseCamera, LightFlash, DouseFlash, WakeGps)

    def __init__(self, rules: EnergyRules) -> None:
        self._rules = rules
        self._since_ns: dict[str, int] = {}
        """Those that are on."""
        self._on_ns = dict.fromkeys(rules.watts, 0)
        """Up to where each was switched off last."""
        self._stills = 0
        self._light = FLASH
        """How it was asked for last."""

    def start(self, now_ns: int) -> None:
        """The board runs."""
        self._switch(BOARD, True, now_ns)

    def heard(self, event: Event, now_ns: int) -> None:
        """One of `HEARS`."""
        kind = type(event)
        if kind is CameraLost:
            self._switch(CAMERA, False, now_ns)
        elif isinstance(event, FlashLit):
            self._switch(self._light, True, event.mono_ns)
        elif isinstance(event, FlashOut):
            self._switch(self._light, False, event.mono_ns)
        elif isinstance(event, LineSet) and event.part in HEATER:
            self._switch(HEATER, event.on, now_ns)

    def ordered(self, action: Action, now_ns: int) -> None:
        """One of `SEES`."""
        kind = type(action)
        if kind is KeepStill:
            self._stills += 1
        elif kind is OpenCamera or kind is CloseCamera:
            self._switch(CAMERA, kind is OpenCamera, now_ns)
        elif isinstance(action, LightFlash):
            self._light = DIMMED if action.dim else FLASH
        elif kind is DouseFlash:
            self._switch(self._light, False, now_ns)
        elif isinstance(action, WakeGps):
            self._switch(GPS, action.on, now_ns)

    def watts(self) -> float:
        """That flow now."""
        return sum(self._rules.watts[consumer] for consumer in self._since_ns)

    def watts_with(self, consumers: Container[str], without: Container[str]) -> float:
        """That would flow if these were on, and what is on now but for those `without`."""
        on = self._since_ns
        return sum(
            watts
            for one, watts in self._rules.watts.items()
            if one in consumers or (one in on and one not in without)
        )

    def joules(self, now_ns: int) -> dict[str, float]:
        """What each has taken since the start; empty where nobody said what they take."""
        on_ns = {one: ns + now_ns - self._since_ns.get(one, now_ns) for one, ns in self._on_ns.items()}
        taken = {one: self._rules.watts[one] * ns / S for one, ns in on_ns.items()}
        return taken | ({"stills": self._stills * self._rules.still_j} if taken else {})

    def _switch(self, consumers: tuple[str, ...], on: bool, at_ns: int) -> None:
        """Told twice, it counts once; those that this unit has not never."""
        for one in consumers:
            if one not in self._on_ns:
                continue
            if on:
                self._since_ns.setdefault(one, at_ns)
            elif one in self._since_ns:
                self._on_ns[one] += max(0, at_ns - self._since_ns.pop(one))
