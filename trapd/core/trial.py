"""Whether a unit with new settings does what it is for: it takes a picture at once, and has a while to become armed.

What held it back before, or what a technician, its switch or its hours hold back, is not the fault of its settings.
"""

from __future__ import annotations

from trapd.core.actions import Action, TrialOver, Wake
from trapd.core.arming import Arming
from trapd.core.events import Kept, OnTrial, Tick
from trapd.core.motions import Motions
from trapd.core.parts import Parts
from trapd.core.taking import Taking
from trapd.core.units import S

EVERY_NS = 30 * S
"""From try to try for the picture; a camera that is lost is opened again meanwhile."""
TRIES = 4
"""Two minutes in all. picamera2's first start takes some seconds, a card that must be checked longer."""
THEIRS = ("battery", "camera", "card-full", "card", "sensors")
"""What may hold a unit back by the fault of its settings."""
NEEDED = ("camera", "card", "flash")
"""Parts that may be lost by it, while others still keep the unit armed."""
TAKES_NONE = {"battery", "camera", "card-full", "card", "pack"}
"""With one of these no picture was to be had before, either."""


class Trial:
    """Calls append to `out`."""

    HEARS = (Kept,)

    def __init__(self, out: list[Action], arming: Arming, parts: Parts, motions: Motions, taking: Taking) -> None:
        self.on = False
        """Nothing is decided yet."""
        self._out = out
        self._arming = arming
        self._parts = parts
        self._motions = motions
        self._taking = taking
        self._before = frozenset[str]()
        self._ordered = False
        self._kept = False

    def amiss(self) -> dict[str, str]:
        """What a unit's settings may be to blame for, and why in words."""
        sensors = [sensor.name for sensor in self._motions.triggers.sensors.values() if sensor.state == "lost"]
        found = {f"sensor {name}": f"sensor {name} cannot be read" for name in sensors}
        found |= {part: f"{part}: {why}" for part, why in self._parts.lost.items() if part in NEEDED}
        if self._taking.refusal is not None:
            found["pack"] = self._taking.refusal
        return found | {reason: why for reason, why in self._arming.blocks.items() if reason in THEIRS}

    def begin(self, event: OnTrial, now_ns: int) -> None:
        """From now on."""
        self.on, self._before = True, event.amiss
        self._try(0, now_ns)

    def heard(self, event: Kept, now_ns: int) -> None:
        """A picture is durable."""
        self._kept = True
        if self.on and not self._news():
            self._over(None)

    def tick(self, tries: int, now_ns: int) -> None:
        """`trial`."""
        if not self.on:
            return
        if tries < TRIES:
            self._try(tries, now_ns)
        elif news := self._news():
            self._over("; ".join(news))
        elif self._ordered and not self._kept and not self._before & TAKES_NONE:
            self._over("no picture was kept")
        else:
            self._over(None)

    def _try(self, tries: int, now_ns: int) -> None:
        if not self._kept and self._taking.extra("test", now_ns) is None:
            self._ordered = True
        self._out.append(Wake(now_ns + EVERY_NS, Tick("trial", tries + 1)))

    def _news(self) -> list[str]:
        """Why it is worse than before."""
        return [why for name, why in self.amiss().items() if name not in self._before]

    def _over(self, why_not: str | None) -> None:
        self.on = False
        self._out.append(TrialOver(why_not))
