"""A simulated camera in its world, on the virtual clock: for the tests beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from trapd.config import profile
from trapd.core.events import Event, ShotDone
from trapd.core.frames import Frame, Packet
from trapd.core.shots import Exposure, Shot, Trigger, Window
from trapd.core.units import S, seconds
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.runtime.worker import InlineWorker, Worker
from trapd.sim.camera import START_S, Camera
from trapd.sim.world import World

NOON = "2026-01-15T12:30:00+10:00"
NIGHT = "2026-01-15T23:30:00+10:00"
LIT = Exposure(4_000, gain=8.0)
START_UP_NS = seconds(START_S)
T = TypeVar("T")


def brightness(frame: Frame) -> float:
    """Mean of its picture, 0 (black) to 1 (white)."""
    return float(frame.pixels.planes()[0].mean()) / 255


@dataclass
class Stage:
    """A camera in its world, on the virtual clock."""

    starts: str = NOON
    video: bool = False
    section: profile.Camera = profile.Camera(width=192, height=108, gop=8)
    worker: Worker = field(default_factory=InlineWorker)
    settings: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.loop = Loop(VirtualClock(0))
        self.world = World(profile.World(starts=self.starts, **self.settings), self.loop.clock)
        self.events: list[Event] = []
        self.packets: list[Packet] = []
        packets = self.packets.append if self.video else None
        self.camera = Camera(self.section, self.world, self.loop, self.events.append, packets, self.worker)

    def run(self, span_ns: int) -> None:
        self.loop.after(span_ns, self.loop.stop)
        self.loop.run()

    def order(self, exposure: Exposure, from_ns: int = 0, number: int = 1, within_ns: int = 5 * S) -> None:
        trigger = Trigger(1, "test", from_ns)
        window = Window(from_ns, from_ns + 60 * S)
        deadline_ns = self.loop.clock.now_ns() + within_ns
        self.camera.shoot(Shot(number, trigger, number, exposure, window, exposure.gain is not None, deadline_ns))

    def of(self, kind: type[T]) -> list[T]:
        return [one for one in self.events if isinstance(one, kind)]

    def still(self, exposure: Exposure, from_ns: int = 0) -> Frame:
        """The first frame that fits, on a camera just opened."""
        self.camera.open(exposure)
        self.order(exposure, from_ns)
        self.run(3 * S)
        return self.of(ShotDone)[0].frame
