"""The faults of a scenario, brought about in the simulated parts, over as many boots as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trapd.config.mishaps import PARTS, Fault, What
from trapd.config.profile import Lens
from trapd.core.events import PowerRead
from trapd.core.units import seconds
from trapd.runtime.loop import Loop
from trapd.sim.camera import Camera
from trapd.sim.card import MemoryCard
from trapd.sim.gps import VirtualGps
from trapd.sim.power import Power
from trapd.sim.world import World

DAY_S = 86_400
LENSES: dict[What, Lens] = {
    "snow-on-lens": "snow",
    "frost-on-lens": "frost",
    "leaf-on-lens": "leaf",
    "askew": "tilted",
}
METERS = {"voltmeter": "battery_v", "thermometer": "temperature_c"}
FROZEN: tuple[What, ...] = ("voltmeter-frozen", "thermometer-frozen")
CARD = "the card is gone"


@dataclass(frozen=True, slots=True)
class Parts:
    """That faults befall: world and card live on from boot to boot, the others do not."""

    world: World
    camera: Camera
    gps: VirtualGps
    power: Power
    card: MemoryCard


class Mishaps:
    """Of one season."""

    def __init__(self, faults: Sequence[Fault], begun_ns: int) -> None:
        """`begun_ns`: when it began, mono_ns."""
        self._faults = [
            (
                begun_ns + seconds(fault.day * DAY_S),
                None if fault.days is None else begun_ns + seconds(fault.over * DAY_S),
                fault,
            )
            for fault in faults
        ]
        self._stood: dict[Fault, float | None] = {}
        """What each frozen meter showed as it froze."""
        self._now: dict[str, Fault] = {}
        """Part -> what ails it."""

    def befall(self, parts: Parts, loop: Loop) -> None:
        """The parts of a boot that begins, now and whenever a fault comes or goes. Without faults nothing at all."""
        now_ns = loop.clock.now_ns()
        edges = {at_ns for begin_ns, end_ns, _ in self._faults for at_ns in (begin_ns, end_ns) if at_ns is not None}
        if edges:
            self._bring_about(parts, now_ns)
        for at_ns in sorted(edges):
            if at_ns > now_ns:
                loop.at(at_ns, self._bring_about, parts, at_ns)

    def _bring_about(self, parts: Parts, now_ns: int) -> None:
        """All parts as they are at this moment, whatever they were before."""
        self._now = now = {
            PARTS[fault.what]: fault
            for begin_ns, end_ns, fault in self._faults
            if begin_ns <= now_ns and (end_ns is None or now_ns < end_ns)
        }
        settings = parts.world.settings
        parts.world.lens = LENSES[now["lens"].what] if "lens" in now else settings.lens
        parts.world.flash.shines = settings.flash_shines and "flash" not in now
        parts.card.fault = CARD if "card" in now else None
        parts.gps.gone = "receiver" in now
        parts.power.fault = self._read
        parts.camera.mend()
        if "camera" in now:
            fail = parts.camera.vanish if now["camera"].what == "camera-gone" else parts.camera.hang
            fail()

    def _read(self, read: PowerRead) -> PowerRead:
        """What becomes of a reading on its way."""
        for part, field in METERS.items():
            if part in self._now:
                fault = self._now[part]
                shown = self._stood.setdefault(fault, getattr(read, field)) if fault.what in FROZEN else None
                read = replace(read, **{field: shown})
        return read
