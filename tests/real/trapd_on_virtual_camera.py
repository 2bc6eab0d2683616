"""`trapd` as ever, on real picamera2 with the virtual camera: python tests/real/trapd_on_virtual_camera.py run …

--steady-s S     a camera that was well for so long works (core/recovery.py), instead of ten minutes
--readout-us US  in the dark but for the simulated flash, with so slow a rolling shutter
--frames FILE    the time of every frame that reached picamera2, mono_ns, a line each
"""

from __future__ import annotations

import argparse
import sys

import virtual_camera
import virtual_scene
from virtual_sensor import Sensor

from trapd.__main__ import main
from trapd.core import recovery
from trapd.core.units import US, seconds
from trapd.sim import world


def darken(sensor: Sensor, readout_us: int) -> None:
    """What the simulated flash does to its world, the virtual camera sees."""

    class LitWorld(world.World):
        def __init__(self, *args):
            super().__init__(*args)
            sensor.lamp = self.flash.spans

    sensor.readout_ns = readout_us * US
    world.World = LitWorld


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--steady-s", type=float)
    parser.add_argument("--readout-us", type=int)
    parser.add_argument("--frames", type=argparse.FileType("w"))
    ours, theirs = parser.parse_known_args()
    virtual_scene.render()
    sensor = virtual_camera.install()
    if ours.steady_s is not None:
        recovery.STEADY_NS = seconds(ours.steady_s)
    if ours.readout_us is not None:
        darken(sensor, ours.readout_us)
    if ours.frames is not None:
        sensor.seen = lambda timestamp_ns: print(timestamp_ns, file=ours.frames, flush=True)
    sys.exit(main(theirs))
