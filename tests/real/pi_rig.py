"""trapd's camera on the virtual one, and what came from it; fixtures in conftest.py."""

from __future__ import annotations

import time

import av
import virtual_scene

from trapd.config import profile
from trapd.core.events import ShotDone
from trapd.core.shots import Exposure
from trapd.core.units import S
from trapd.pi.camera import Camera
from trapd.runtime.clock import FieldClock

FPS = 20
WIDTH, HEIGHT = virtual_scene.SIZE
DAY = Exposure(4_000)
NIGHT = Exposure(4_000, 8.0)
PATIENCE_S = 30


class PiRig:
    """trapd.pi.camera, and what came from it."""

    def __init__(self, **changes):
        # The virtual camera has all rows at once, and the shortest readout that the contract knows.
        ours = {
            "backend": "pi",
            "width": WIDTH,
            "height": HEIGHT,
            "fps": FPS,
            "readout_us": 1,
            "gop": 8,
            "silent_s": 2,
        }
        self.section = profile.Camera(**ours | changes)
        self.clock = FieldClock()
        self.events = []
        self.packets = []
        self.camera = Camera(self.section, self.events.append, self.packets.append, self.clock)

    def until(self, done):
        deadline = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < deadline, f"waited {PATIENCE_S} s in vain; {self.events}"
            time.sleep(0.005)

    def wait(self, span_ns):
        time.sleep(span_ns / S)

    def told(self, kind, times=1):
        """The newest event of a kind, once it came so many times."""
        found = []

        def came():
            found[:] = [event for event in self.events if isinstance(event, kind)]
            return len(found) >= times

        self.until(came)
        return found[-1]

    def close(self):
        self.camera.close()
        assert self.camera.closed_within(PATIENCE_S)

    def finish(self):
        self.close()
        for event in self.events:
            if isinstance(event, ShotDone):
                event.frame.pixels.release()


def shown(luma):
    """The number of the picture that this Y plane shows."""
    level = float(luma[200:].mean())
    number = round((level - virtual_scene.grey(0)) / (virtual_scene.grey(1) - virtual_scene.grey(0)))
    assert abs(level - virtual_scene.grey(number)) < 3, level
    return number


def decoded(packets):
    """The pictures in a stream of packets, each with what it says of its range."""
    decoder = av.CodecContext.create("h264", "r")
    pictures = [frame for packet in packets for frame in decoder.decode(av.Packet(packet.data))]
    return pictures + decoder.decode(None)
