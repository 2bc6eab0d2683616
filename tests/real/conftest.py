"""Real picamera2 with a virtual camera under it: once a process, and mended after each test."""

from __future__ import annotations

import pytest
import virtual_camera
import virtual_scene
from pi_rig import FPS, PiRig


@pytest.fixture(scope="session")
def sensor():
    virtual_scene.render()
    return virtual_camera.install(FPS)


@pytest.fixture
def make_rig(sensor):
    rigs = []

    def make(**changes):
        rigs.append(PiRig(**changes))
        return rigs[-1]

    yield make
    sensor.faults.clear()
    sensor.modes, sensor.lamp, sensor.readout_ns = [], None, 0
    for rig in rigs:
        rig.finish()


@pytest.fixture
def rig(make_rig):
    return make_rig()
