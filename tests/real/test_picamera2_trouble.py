"""The camera opened, closed and opened again; one that hangs, vanishes, falls silent, or cannot do what is asked."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

import numpy as np
import pytest
import virtual_scene
from contract.camera_contract import failed, opened, order, taken
from pi_rig import DAY, decoded

from trapd.core.events import CameraLost, CameraReady
from trapd.core.units import MS
from trapd.pi import session

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning"),  # picamera2 itself
]


def test_open_close_open_three_times(rig):
    for number in range(1, 4):
        rig.events.clear()
        opened(rig)
        taken(rig, order(rig, number))
        rig.camera.close()
    rig.close()
    rig.packets.clear()
    rig.wait(200 * MS)
    assert rig.packets == []


def test_another_size_in_the_same_process(make_rig):
    """What a program does that opens one profile after the other, as `trapd check` and the tests do."""
    for width, height in (virtual_scene.SIZE, virtual_scene.SMALL, virtual_scene.SIZE):
        rig = make_rig(width=width, height=height)
        opened(rig)
        assert taken(rig, order(rig)).pixels.planes()[0].shape == (height, width)
        rig.until(lambda rig=rig: len(rig.packets) > 2)
        assert {(picture.width, picture.height) for picture in decoded(list(rig.packets))} == {(width, height)}
        rig.finish()


def test_a_frame_outlives_the_camera_that_took_it(rig):
    opened(rig)
    frame = taken(rig, order(rig))
    before = frame.pixels.planes()[0].copy()
    rig.close()
    assert np.array_equal(frame.pixels.planes()[0], before)
    frame.pixels.release()
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig, 2))


def test_a_camera_closed_before_it_was_open(rig):
    rig.camera.open(DAY)
    rig.close()
    assert rig.events == []
    opened(rig)
    taken(rig, order(rig))


def test_a_camera_that_falls_silent_is_lost_and_can_be_opened_again(rig, sensor):
    opened(rig)
    sensor.faults.add("silent")
    assert failed(rig, order(rig)) == "no frame for 2 s"
    assert rig.told(CameraLost).why == "no frame for 2 s"
    sensor.faults.clear()
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig, 2))


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of a picamera2 that could not open
def test_a_camera_that_hangs_when_it_is_closed_hangs_nobody_else(rig, sensor, monkeypatch):
    monkeypatch.setattr(session, "CLOSE_S", 1)
    opened(rig)
    sensor.faults.add("stuck")
    rig.camera.close()
    assert failed(rig, order(rig)) == "the camera is closed"
    assert rig.told(CameraLost) == CameraLost("the camera did not close within 1 s", stuck=True)
    rig.camera.open(DAY)
    assert "busy" in rig.told(CameraLost, times=2).why.lower()
    sensor.faults.clear()
    rig.events.clear()
    while CameraReady() not in rig.events:
        rig.camera.open(DAY)
        rig.wait(200 * MS)
    taken(rig, order(rig, 2))
    gc.collect()  # its warning belongs here, not to whichever test the collector would run in


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # picamera2's own thread dies
def test_an_encoder_that_dies_takes_the_stream_with_it_and_is_noticed(rig, monkeypatch):
    from trapd.pi.encoder import SoftwareEncoder

    def die(*_):
        raise OSError("the encoder is gone")

    opened(rig)
    with monkeypatch.context() as patch:
        patch.setattr(SoftwareEncoder, "_encode", die)
        assert rig.told(CameraLost).why == "no frame for 2 s"
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig))


def test_a_vendor_that_raises_in_the_midst_of_a_frame_loses_the_camera_and_says_why(rig, monkeypatch):
    from trapd.pi.stack import Stack

    def fail(*_):
        raise RuntimeError("failed to find buffer")

    opened(rig)
    with monkeypatch.context() as patch:
        patch.setattr(Stack, "hold", fail)
        assert failed(rig, order(rig)) == "failed to find buffer"
        assert rig.told(CameraLost).why == "failed to find buffer"
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig, 2))


def test_a_program_that_ends_with_the_camera_open_ends_well():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ENDS_WITH_THE_CAMERA_OPEN],
        env=os.environ | {"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "open\n"), done.stderr


ENDS_WITH_THE_CAMERA_OPEN = """
import virtual_camera
virtual_camera.install(20)
from contract.camera_contract import opened
from pi_rig import DAY, PiRig
rig = PiRig()
opened(rig, DAY)
print("open")
"""


def test_no_camera_at_all(rig, sensor):
    sensor.faults.add("gone")
    rig.camera.open(DAY)
    assert rig.told(CameraLost).why.startswith("no camera found: check its cable")
    sensor.faults.clear()
    opened(rig)


def test_a_camera_that_vanishes_while_it_streams_is_found_again_once_it_is_back(rig, sensor):
    opened(rig)
    sensor.faults |= {"silent", "gone"}
    assert failed(rig, order(rig)) == "no frame for 2 s"
    rig.camera.open(DAY)
    assert rig.told(CameraLost, times=2).why.startswith("no camera found: check its cable")
    assert not any(event.stuck for event in rig.events if isinstance(event, CameraLost))
    sensor.faults.clear()
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig, 2))


def test_a_size_that_the_camera_cannot_give(make_rig):
    rig = make_rig(width=800, height=600)
    rig.camera.open(DAY)
    assert rig.told(CameraLost).why.startswith("the camera gives 640x480, the profile wants 800x600")
