"""The Camera port's contract, kept by the simulated camera: on the virtual clock, and in real time on a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from contract.camera_contract import CameraContract

from trapd.config import profile
from trapd.core.events import Event
from trapd.core.frames import Packet
from trapd.core.units import MS, S
from trapd.runtime.clock import Clock, FieldClock, VirtualClock
from trapd.runtime.loop import Loop
from trapd.runtime.worker import InlineWorker, ThreadWorker, Worker
from trapd.sim.camera import Camera
from trapd.sim.world import World


class SimRig:
    """The simulated camera on its loop, which runs while somebody waits."""

    section = profile.Camera(width=192, height=108, fps=30, gop=8)

    def __init__(self, clock: Clock, worker: Callable[[Loop], Worker]) -> None:
        self.clock = clock
        self.loop = Loop(clock)
        self.events: list[Event] = []
        self.packets: list[Packet] = []
        world = World(profile.World(starts="2026-01-15T12:30:00+10:00"), clock)
        self.worker = worker(self.loop)
        self.camera = Camera(self.section, world, self.loop, self.events.append, self.packets.append, self.worker)

    def until(self, done: Callable[[], bool]) -> None:
        deadline_ns = self.clock.now_ns() + 30 * S

        def look() -> None:
            if done() or self.clock.now_ns() > deadline_ns:
                self.loop.stop()
            else:
                self.loop.after(5 * MS, look)

        if not done():
            look()
            self.loop.run()
        assert done(), "waited 30 s in vain"

    def wait(self, span_ns: int) -> None:
        self.loop.after(span_ns, self.loop.stop)
        self.loop.run()


@pytest.fixture(params=["virtual", "real time"])
def rig(request: pytest.FixtureRequest) -> Iterator[SimRig]:
    if request.param == "virtual":
        rig = SimRig(VirtualClock(0), lambda loop: InlineWorker())
    else:
        rig = SimRig(FieldClock(), lambda loop: ThreadWorker(loop, "camera"))
    yield rig
    rig.camera.close()
    rig.worker.close()


class TestSimulatedCamera(CameraContract):
    pass
